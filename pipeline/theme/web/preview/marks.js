// SPDX-License-Identifier: GPL-3.0-or-later
// A sign at each paragraph shows its state by shape, colour and text. Only one of them is in the tab order; arrow keys move between them.
const TO_DO = ["findings", "conflict", "untranslated", "changed", "suggested", "unfinished"];
const EMPTY = ["IMG", "HR", "OBJECT"];
const NEXT = "preview-next-to-do";
const AT = "preview-at-";

export class Marks {
  constructor(bar, panel) {
    this.bar = bar;
    this.panel = panel;
    this.known = null;
    this.at = -1;
    panel.marks = this;
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("click", (event) => this.onClick(event));
  }

  get all() {
    return Array.from(document.querySelectorAll("button.preview-mark"));
  }

  // Returns the number of a paragraph among those with the same message, which have the same text.
  numberOf(element) {
    return Array.from(document.querySelectorAll(`[data-message="${element.dataset.message}"]`)).indexOf(element);
  }

  find(message, number) {
    const same = document.querySelectorAll(`[data-message="${message}"]`);
    return same[number] || same[0] || null;
  }

  draw(told) {
    this.known = told;
    const chosen = this.all.findIndex((one) => one.tabIndex === 0);
    document.querySelectorAll("[data-message]").forEach((element) => this.drawOne(element, told));
    const all = this.all;
    const number = Math.min(Math.max(chosen, this.at, 0), all.length - 1);
    this.at = -1;
    all.forEach((one, index) => {
      one.tabIndex = index === number ? 0 : -1;
    });
    this.bar.querySelectorAll("[data-count]").forEach((one) => {
      one.textContent = told.counts[one.dataset.count] || 0;
    });
  }

  // Restores the paragraphs as they came from the server.
  clear() {
    this.at = this.all.findIndex((one) => one.tabIndex === 0);
    this.all.forEach((one) => one.remove());
    document.querySelectorAll("[data-message][data-mark]").forEach((one) => {
      one.removeAttribute("data-mark");
      one.closest("article") && one.removeAttribute("lang");
    });
  }

  drawOne(element, told) {
    const paragraph = told.paragraphs[element.dataset.message];
    let button = element.querySelector("button.preview-mark") || (element.nextElementSibling?.matches("button.preview-mark") && element.nextElementSibling);
    if (!paragraph || paragraph.mark === "original" || element.parentElement.closest("[data-message]")) {
      button && button.remove();
      delete element.dataset.mark;
      return;
    }
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "preview-mark";
      button.addEventListener("click", (event) => {
        event.preventDefault();
        this.open(button);
      });
      if (EMPTY.includes(element.tagName)) {
        element.after(button);
      } else {
        // Before the permalink of a heading, which takes space even while it is hidden.
        (element.querySelector(":scope > .preview-state") || element).insertBefore(button, element.querySelector(":scope > a.headerlink"));
      }
    }
    const { sign } = told.marks[paragraph.mark];
    const noticed = paragraph.mark !== "findings" && paragraph.findings.length;
    const words = told.marks[paragraph.mark].words + (noticed ? `, ${told.words.noticed}` : "");
    element.dataset.mark = paragraph.mark;
    if (paragraph.state !== "translated" && element.closest("article")) {
      element.lang = paragraph.language; // readers get the original here
    }
    button.dataset.of = element.dataset.message;
    button.dataset.mark = paragraph.mark;
    button.replaceChildren(this.part("preview-sign", sign + (noticed ? "·" : ""), true), this.part("preview-words", `${words}, ${told.words.details}`));
    button.title = words;
    button.setAttribute("aria-haspopup", "dialog");
  }

  part(name, text, isHidden) {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = text;
    part.lang = this.bar.dataset.language;
    if (isHidden) {
      part.setAttribute("aria-hidden", "true");
    }
    return part;
  }

  open(button) {
    this.choose(button);
    this.panel.open(button, this.known);
  }

  choose(button) {
    this.all.forEach((one) => {
      one.tabIndex = one === button ? 0 : -1;
    });
    button.focus({ preventScroll: true });
    button.scrollIntoView({ block: "nearest" });
  }

  go(from, step) {
    const all = this.all;
    const next = all[all.indexOf(from) + step];
    if (next) {
      this.choose(next);
    }
    return next;
  }

  // Treats a click on a paragraph as a click on its sign, except for links, controls and text selection.
  onClick(event) {
    const at = event.target instanceof Element && !event.defaultPrevented && !event.target.closest("a, button, input, select, textarea, label, summary, .preview") && event.target.closest("[data-mark]");
    const button = at && getSelection().isCollapsed && this.buttonOf(at.dataset.message, this.numberOf(at));
    if (button) {
      this.open(button);
    }
  }

  onKey(event) {
    const from = event.target;
    if (!(from instanceof HTMLElement) || !from.matches("button.preview-mark") || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const all = this.all;
    const ways = { ArrowDown: () => this.go(from, 1), ArrowUp: () => this.go(from, -1), Home: () => this.choose(all[0]), End: () => this.choose(all[all.length - 1]), n: () => this.toNextToDo() };
    if (ways[event.key]) {
      event.preventDefault();
      ways[event.key]();
    }
  }

  // Goes to the next paragraph with something to do: on this page, on the next page that has one, or from the top of this page.
  toNextToDo(isToStay) {
    const all = this.all;
    const at = all.findIndex((one) => one.tabIndex === 0);
    const from = document.activeElement?.matches("button.preview-mark") || this.wasChosen ? at + 1 : at;
    const isToDo = (one) => TO_DO.includes(one.dataset.mark);
    this.wasChosen = true;
    const next = all.slice(from).find(isToDo);
    const elsewhere = !isToStay && this.known.elsewhere;
    if (next) {
      return this.show(next);
    }
    if (!all.some(isToDo) && !this.wasWarned && TO_DO.some((mark) => this.known.counts[mark])) {
      this.wasWarned = true;
      this.say(this.known.words.unseen);
    } else if (elsewhere) {
      location.assign(`${elsewhere[this.view] || elsewhere.sideBySide}#${NEXT}`);
    } else if (all.some(isToDo)) {
      return this.show(all.find(isToDo));
    } else {
      this.say(this.known.words.without);
    }
    return null;
  }

  show(button) {
    this.choose(button);
    button.scrollIntoView({ block: "center" });
    return button;
  }

  get view() {
    return "sideBySide" in this.bar.dataset ? "sideBySide" : "page";
  }

  say(text) {
    document.getElementById("preview-status").textContent = text;
  }

  // Scrolls to the target of the link to this page: the next paragraph with something to do, or the paragraph seen before.
  arrive() {
    const wanted = location.hash.slice(1);
    if (wanted !== NEXT && !wanted.startsWith(AT)) {
      return;
    }
    history.replaceState(null, "", location.pathname);
    if (wanted === NEXT) {
      this.toNextToDo(true);
      return;
    }
    const button = this.buttonOf(wanted.slice(AT.length), 0);
    button ? this.show(button) : this.find(wanted.slice(AT.length), 0)?.scrollIntoView({ block: "center" });
  }

  addressAt(address, message) {
    return message ? `${address.split("#")[0]}#${AT}${message}` : address;
  }

  // Returns a description of the focused element, to focus it again after the paragraphs have been replaced.
  focused() {
    const one = document.activeElement;
    if (!one?.matches("button.preview-mark")) {
      const link = one?.closest("article, main") && one.getAttribute("href");
      return link ? { link } : null;
    }
    return { message: one.dataset.of, number: this.all.filter((other) => other.dataset.of === one.dataset.of).indexOf(one) };
  }

  focus(before) {
    if (before?.link) {
      document.querySelector(`article a[href="${CSS.escape(before.link)}"]`)?.focus({ preventScroll: true });
    } else if (before) {
      const one = this.buttonOf(before.message, before.number);
      if (one) {
        this.all.forEach((other) => {
          other.tabIndex = other === one ? 0 : -1;
        });
        one.focus({ preventScroll: true });
      }
    }
  }

  buttonOf(message, number) {
    const same = this.all.filter((one) => one.dataset.of === message);
    return same[number] || same[0] || null;
  }
}
