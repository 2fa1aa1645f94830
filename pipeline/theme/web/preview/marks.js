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
    this.data = null;
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
    const elements = document.querySelectorAll(`[data-message="${message}"]`);
    return elements[number] || elements[0] || null;
  }

  draw(data) {
    this.data = data;
    const chosen = this.all.findIndex((button) => button.tabIndex === 0);
    document.querySelectorAll("[data-message]").forEach((element) => this.drawOne(element, data));
    const all = this.all;
    const number = Math.min(Math.max(chosen, this.at, 0), all.length - 1);
    this.at = -1;
    all.forEach((button, index) => {
      button.tabIndex = index === number ? 0 : -1;
    });
    this.bar.querySelectorAll("[data-count]").forEach((counter) => {
      counter.textContent = data.counts[counter.dataset.count] || 0;
    });
  }

  // Restores the paragraphs as they came from the server.
  clear() {
    this.at = this.all.findIndex((button) => button.tabIndex === 0);
    this.all.forEach((button) => button.remove());
    document.querySelectorAll("[data-message][data-mark]").forEach((element) => {
      element.removeAttribute("data-mark");
      element.closest("article") && element.removeAttribute("lang");
    });
  }

  drawOne(element, data) {
    const paragraph = data.paragraphs[element.dataset.message];
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
    const { sign } = data.marks[paragraph.mark];
    const noticed = paragraph.mark !== "findings" && paragraph.findings.length;
    const words = data.marks[paragraph.mark].words + (noticed ? `, ${data.words.noticed}` : "");
    element.dataset.mark = paragraph.mark;
    if (paragraph.state !== "translated" && element.closest("article")) {
      element.lang = paragraph.language; // readers get the original here
    }
    button.dataset.of = element.dataset.message;
    button.dataset.mark = paragraph.mark;
    button.replaceChildren(this.part("preview-sign", sign + (noticed ? "·" : ""), true), this.part("preview-words", `${words}, ${data.words.details}`));
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
    this.panel.open(button, this.data);
  }

  choose(button) {
    this.all.forEach((other) => {
      other.tabIndex = other === button ? 0 : -1;
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
    const element = event.target instanceof Element && !event.defaultPrevented && !event.target.closest("a, button, input, select, textarea, label, summary, .preview") && event.target.closest("[data-mark]");
    const button = element && getSelection().isCollapsed && this.buttonOf(element.dataset.message, this.numberOf(element));
    if (button) {
      this.open(button);
    }
  }

  onKey(event) {
    const from = event.target;
    if (!(from instanceof HTMLElement) || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    if (!from.matches("button.preview-mark")) {
      // From the start of a page, too, but not where a letter is text.
      event.key === "n" && from === document.body && this.toNextToDo();
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
    const current = all.findIndex((button) => button.tabIndex === 0);
    const from = document.activeElement?.matches("button.preview-mark") || this.wasChosen ? current + 1 : current;
    const isToDo = (button) => TO_DO.includes(button.dataset.mark);
    this.wasChosen = true;
    const next = all.slice(from).find(isToDo);
    const elsewhere = !isToStay && this.data.elsewhere;
    if (next) {
      return this.show(next);
    }
    if (!all.some(isToDo) && !this.wasWarned && TO_DO.some((mark) => this.data.counts[mark])) {
      this.wasWarned = true;
      this.say(this.data.words.unseen);
    } else if (elsewhere) {
      location.assign(`${elsewhere[this.view] || elsewhere.sideBySide}#${NEXT}`);
    } else if (all.some(isToDo)) {
      return this.show(all.find(isToDo));
    } else {
      this.say(this.data.words.without);
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
    const element = document.activeElement;
    if (!element?.matches("button.preview-mark")) {
      const link = element?.closest("article, main") && element.getAttribute("href");
      return link ? { link } : null;
    }
    return { message: element.dataset.of, number: this.all.filter((other) => other.dataset.of === element.dataset.of).indexOf(element) };
  }

  focus(before) {
    if (before?.link) {
      document.querySelector(`article a[href="${CSS.escape(before.link)}"]`)?.focus({ preventScroll: true });
    } else if (before) {
      const button = this.buttonOf(before.message, before.number);
      if (button) {
        this.all.forEach((other) => {
          other.tabIndex = other === button ? 0 : -1;
        });
        button.focus({ preventScroll: true });
      }
    }
  }

  buttonOf(message, number) {
    const buttons = this.all.filter((button) => button.dataset.of === message);
    return buttons[number] || buttons[0] || null;
  }
}
