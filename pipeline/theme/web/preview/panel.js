// SPDX-License-Identifier: GPL-3.0-or-later
// The details of a paragraph (original, translation, their locations, terms, findings), and the form to edit it. Escape closes it.
import { Editor, send } from "./editor.js";

export async function copy(text, say, words) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
  say(words.copied.replace("%s", text));
}

function item(...parts) {
  const found = document.createElement("li");
  found.append(...parts);
  return found;
}

function strong(text) {
  const found = document.createElement("b");
  found.textContent = text;
  return found;
}

function changed(kind, text) {
  const found = document.createElement({ gone: "del", new: "ins" }[kind] || "span");
  found.textContent = text;
  return found;
}

export class Panel {
  constructor(say) {
    this.say = say;
    this.box = null;
    this.message = null;
    this.number = 0;
    this.editor = new Editor(this);
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.box && !event.isComposing) {
        event.preventDefault();
        this.close();
      }
    });
  }

  open(button, told) {
    if (!this.box) {
      const template = document.getElementById("preview-panel-template");
      document.getElementById("preview").append(template.content.cloneNode(true));
      this.box = document.getElementById("preview-panel");
      this.box.show();
      this.box.addEventListener("keydown", (event) => this.editor.onKey(event));
      this.editor.begin();
      this.box.querySelector("[data-close]").addEventListener("click", () => this.close());
      this.box.querySelector('[data-settle="ours"]').addEventListener("click", () => this.settle("ours", 0));
      this.box.querySelectorAll("[data-go]").forEach((one) => one.addEventListener("click", () => this.go(Number(one.dataset.go))));
      this.box.querySelectorAll(".preview-copy").forEach((one) => one.addEventListener("click", () => copy(one.textContent, this.say, this.known.words)));
    }
    this.message = button.dataset.of;
    this.number = this.marks.all.filter((one) => one.dataset.of === this.message).indexOf(button);
    this.renew(told);
    (this.editor.form.hidden ? this.box : this.editor.field).focus({ preventScroll: true });
    this.box.parentElement.scrollTop = 0;
    this.uncover(button);
  }

  // Scrolls so that the paragraph of the panel is visible above it.
  uncover(button) {
    const free = this.box.parentElement.getBoundingClientRect().top;
    const { top, bottom } = button.getBoundingClientRect();
    if (bottom > free - 10 || top < 60) {
      window.scrollBy({ top: bottom - free * 0.7, behavior: "instant" });
    }
  }

  // Returns the current button of the paragraph, since the original one may have been replaced.
  get button() {
    return this.marks.buttonOf(this.message, this.number);
  }

  close() {
    this.box.remove();
    this.box = null;
    this.button?.focus({ preventScroll: true });
    this.editor.drafts.has(this.message) && this.say(this.known.words.unsaved);
  }

  go(step) {
    const next = this.button && this.marks.go(this.button, step);
    if (next) {
      this.open(next, this.known);
    }
  }

  // Opens the next paragraph with something to do, after this one.
  goOn() {
    this.marks.wasChosen = true;
    const next = this.marks.toNextToDo();
    next && this.open(next, this.known);
  }

  get paragraph() {
    return this.known.paragraphs[this.message];
  }

  renew(told) {
    this.known = told;
    const one = this.box && this.paragraph;
    if (!one) {
      return;
    }
    const mark = told.marks[one.mark];
    const remark = !one.place && one.state === "untranslated" ? told.words.nowhere : told.words[one.state] || "";
    this.box.dataset.mark = one.mark;
    this.box.querySelector(".preview-sign").textContent = mark.sign;
    this.part("state").textContent = ["findings", "conflict"].includes(one.mark) ? `${told.marks[one.state].words}, ${mark.words}` : mark.words;
    this.part("remark").textContent = remark;
    this.part("remark").hidden = !remark;
    this.part("original").textContent = one.original;
    this.part("original").lang = one.language;
    this.part("translation").textContent = one.translation || "–";
    this.part("previous").replaceChildren(...one.changes.map(([kind, text]) => changed(kind, text)));
    this.part("previous").lang = one.language;
    this.part("difference").textContent = one.state === "suggested" ? told.words.similar : told.words.previous;
    this.box.querySelector('[data-of="previous"]').hidden = !one.changes.length;
    this.text("place", one.place);
    this.text("source", one.source);
    this.list("findings", one.findings, (found) => item(strong(found.said), ` ${found.check}: ${found.remark}`));
    this.showOthers(one);
    this.list("terms", one.terms, ([term, forms]) => item(strong(term), ` → ${forms}`));
    this.list("comments", one.comments, (comment) => item(comment));
    this.list("context", one.context, (line) => item(line));
    this.editor.renew({ ...one, id: this.message }, told.words);
  }

  // Shows conflicting translations; redraws them only if they have changed, so that a button that is being pressed is not replaced.
  showOthers(one) {
    if (this.box.dataset.seen !== `${this.message} ${one.seen}`) {
      this.box.dataset.seen = `${this.message} ${one.seen}`;
      this.list("others", one.others, (words, number) => this.other(words, number));
    }
  }

  other(words, number) {
    const text = document.createElement("p");
    text.id = `preview-other-${number}`;
    text.lang = this.marks.bar.dataset.language;
    text.textContent = words;
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.settle = "theirs";
    button.textContent = this.known.words.take;
    button.setAttribute("aria-describedby", text.id);
    button.addEventListener("click", () => this.settle("theirs", number));
    return item(text, button);
  }

  async settle(side, number) {
    if (this.isSettling) {
      return;
    }
    this.isSettling = true;
    const { seen } = this.known.paragraphs[this.message];
    try {
      const answer = await send("settle", { message: this.message, seen, side, number }, this.marks.bar.dataset.token);
      this.say(answer.text);
      this.box?.focus();
    } catch {
      this.say(this.known.words.stopped);
    } finally {
      this.isSettling = false;
    }
  }

  part(name) {
    return this.box.querySelector(`[data-part="${name}"]`);
  }

  text(name, value) {
    this.part(name).textContent = value;
    this.box.querySelector(`[data-of="${name}"]`).hidden = !value;
  }

  list(name, values, make) {
    this.part(name).replaceChildren(...values.map(make));
    this.box.querySelector(`[data-of="${name}"]`).hidden = !values.length;
  }
}
