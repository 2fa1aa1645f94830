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
  const element = document.createElement("li");
  element.append(...parts);
  return element;
}

function strong(text) {
  const element = document.createElement("b");
  element.textContent = text;
  return element;
}

function changed(kind, text) {
  const element = document.createElement({ gone: "del", new: "ins" }[kind] || "span");
  element.textContent = text;
  return element;
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

  open(button, data) {
    if (!this.box) {
      const template = document.getElementById("preview-panel-template");
      document.getElementById("preview").append(template.content.cloneNode(true));
      this.box = document.getElementById("preview-panel");
      this.box.show();
      this.box.addEventListener("keydown", (event) => this.editor.onKey(event));
      this.editor.begin();
      this.box.querySelector("[data-close]").addEventListener("click", () => this.close());
      this.box.querySelector('[data-settle="ours"]').addEventListener("click", () => this.settle("ours", 0));
      this.box.querySelectorAll("[data-go]").forEach((button) => button.addEventListener("click", () => this.go(Number(button.dataset.go))));
      this.box.querySelectorAll(".preview-copy").forEach((button) => button.addEventListener("click", () => copy(button.textContent, this.say, this.data.words)));
    }
    this.message = button.dataset.of;
    this.number = this.marks.all.filter((other) => other.dataset.of === this.message).indexOf(button);
    this.renew(data);
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
    this.editor.drafts.has(this.message) && this.say(this.data.words.unsaved);
  }

  go(step) {
    const next = this.button && this.marks.go(this.button, step);
    if (next) {
      this.open(next, this.data);
    }
  }

  // Opens the next paragraph with something to do, after this one.
  goOn() {
    this.marks.wasChosen = true;
    const next = this.marks.toNextToDo();
    next && this.open(next, this.data);
  }

  get paragraph() {
    return this.data.paragraphs[this.message];
  }

  renew(data) {
    this.data = data;
    const paragraph = this.box && this.paragraph;
    if (!paragraph) {
      return;
    }
    const mark = data.marks[paragraph.mark];
    const remark = !paragraph.place && paragraph.state === "untranslated" ? data.words.nowhere : data.words[paragraph.state] || "";
    this.box.dataset.mark = paragraph.mark;
    this.box.querySelector(".preview-sign").textContent = mark.sign;
    this.part("state").textContent = ["findings", "conflict"].includes(paragraph.mark) ? `${data.marks[paragraph.state].words}, ${mark.words}` : mark.words;
    this.part("remark").textContent = remark;
    this.part("remark").hidden = !remark;
    this.part("original").textContent = paragraph.original;
    this.part("original").lang = paragraph.language;
    this.part("translation").textContent = paragraph.translation || "–";
    this.part("previous").replaceChildren(...paragraph.changes.map(([kind, text]) => changed(kind, text)));
    this.part("previous").lang = paragraph.language;
    this.part("difference").textContent = paragraph.state === "suggested" ? data.words.similar : data.words.previous;
    this.box.querySelector('[data-of="previous"]').hidden = !paragraph.changes.length;
    this.text("place", paragraph.place);
    this.text("source", paragraph.source);
    this.list("findings", paragraph.findings, (finding) => item(strong(finding.said), ` ${finding.check}: ${finding.remark}`));
    this.showOthers(paragraph);
    this.list("terms", paragraph.terms, ([term, forms]) => item(strong(term), ` → ${forms}`));
    this.list("comments", paragraph.comments, (comment) => item(comment));
    this.list("context", paragraph.context, (line) => item(line));
    this.editor.renew({ ...paragraph, id: this.message }, data.words);
  }

  // Shows conflicting translations; redraws them only if they have changed, so that a button that is being pressed is not replaced.
  showOthers(paragraph) {
    if (this.box.dataset.seen !== `${this.message} ${paragraph.seen}`) {
      this.box.dataset.seen = `${this.message} ${paragraph.seen}`;
      this.list("others", paragraph.others, (words, number) => this.other(words, number));
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
    button.textContent = this.data.words.take;
    button.setAttribute("aria-describedby", text.id);
    button.addEventListener("click", () => this.settle("theirs", number));
    return item(text, button);
  }

  async settle(side, number) {
    if (this.isSettling) {
      return;
    }
    this.isSettling = true;
    const { seen } = this.data.paragraphs[this.message];
    try {
      const answer = await send("settle", { message: this.message, seen, side, number }, this.marks.bar.dataset.token);
      this.say(answer.text);
      this.box?.focus();
    } catch {
      this.say(this.data.words.stopped);
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
