// SPDX-License-Identifier: GPL-3.0-or-later
// The form in the panel. A draft is kept in the browser until it is saved, even if the tab is closed, with the text on which it is based.
const PIECES = /:[\w:+-]+:`[^`]*`|``[^`]*``|`[^`]+`__?|\[[^\]\s]+\]_|\|[^|\s][^|]*\|/g;

export async function send(what, order, token) {
  const answer = await fetch(`/_preview/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Preview-Token": token },
    body: JSON.stringify(order),
  });
  if (!answer.headers.get("Content-Type").startsWith("application/json")) {
    throw new Error(answer.statusText);
  }
  return answer.json();
}

export class Editor {
  constructor(panel) {
    this.panel = panel;
    this.store = `preview-drafts ${document.getElementById("preview").dataset.language}`;
    this.drafts = this.stored();
    this.saved = new Map();
    window.addEventListener("beforeunload", (event) => this.drafts.size && event.preventDefault());
  }

  get form() {
    return this.panel.box.querySelector("#preview-edit");
  }

  get field() {
    return this.panel.box.querySelector("#preview-words");
  }

  get token() {
    return this.panel.marks.bar.dataset.token;
  }

  begin() {
    this.message = null;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.save(false);
    });
    this.form.querySelector("[data-unfinished]").addEventListener("click", () => this.save(true));
    this.form.querySelector("[data-next]").addEventListener("click", () => this.saveAndGoOn());
    this.form.querySelector("[data-undo]").addEventListener("click", () => this.order("undo", {}));
    this.field.addEventListener("input", () => this.note());
    const signing = this.panel.box.querySelector("#preview-signing");
    signing.addEventListener("submit", (event) => {
      event.preventDefault();
      this.name = signing.querySelector("input").value;
      this.order("sign", { text: this.panel.paragraph.translation, name: this.name });
    });
    signing.querySelector("input").value = this.name || "";
  }

  // Handles shortcuts that also work in the text field, where plain letters are text.
  onKey(event) {
    const step = event.altKey && { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !this.form.hidden && !event.isComposing) {
      event.preventDefault();
      event.shiftKey ? this.saveAndGoOn() : this.save(false);
    } else if (event.altKey && /^[1-9]$/.test(event.key)) {
      event.preventDefault();
      this.panel.part("pieces").querySelectorAll("button")[Number(event.key) - 1]?.click();
    } else if (step) {
      event.preventDefault();
      this.panel.go(step);
    }
  }

  // Updates the field from the file, unless it has a draft.
  renew(paragraph, words) {
    const isOther = this.message !== paragraph.id;
    this.message = paragraph.id;
    this.form.hidden = !paragraph.editable;
    this.panel.box.querySelector("#preview-signing").hidden = !paragraph.editable || paragraph.state !== "translated";
    this.panel.part("signed").textContent = paragraph.signed ? words.signed.replace("%s", paragraph.signed) : words.draft;
    this.form.querySelector("[data-undo]").hidden = !paragraph.undoable;
    const draft = this.drafts.get(paragraph.id);
    const now = this.current(paragraph);
    const isMeanwhile = Boolean(draft) && (draft.base.text !== now.text || draft.base.fuzzy !== now.fuzzy);
    this.panel.box.querySelector('[data-of="translation"]').hidden = paragraph.editable && !isMeanwhile;
    this.panel.part("translation-heading").textContent = paragraph.editable ? words.inFile : words.translation;
    if (isOther) {
      this.refuse("", []);
      this.panel.list("pieces", paragraph.editable ? this.pieces(paragraph) : [], (piece, number) => this.piece(piece, number));
      this.suggest(paragraph);
    }
    if (isMeanwhile && draft.reported !== now.text) {
      draft.reported = now.text;
      this.refuse(words.meanwhile, []);
    }
    if (!draft) {
      this.base = now;
    }
    const text = draft ? draft.text : now.text;
    if ((isOther || !draft) && this.field.value !== text && !this.isSaving) {
      this.field.value = text;
    }
    if (isOther && draft && !isMeanwhile) {
      this.refuse(words.unsaved, []);
    }
    this.fit();
  }

  // Returns the current translation: the saved one even before the page knows of it, else a new draft would be based on the former one.
  current(paragraph) {
    const now = { text: paragraph.translation, fuzzy: paragraph.fuzzy };
    const saved = this.saved.get(paragraph.id);
    if (saved && saved.base.text === now.text && saved.base.fuzzy === now.fuzzy) {
      return saved.now;
    }
    this.saved.delete(paragraph.id);
    return now;
  }

  // Makes the field as high as its text or the original needs.
  fit() {
    const rows = (text) => text.split("\n").reduce((sum, line) => sum + Math.ceil((line.length + 1) / 56), 0);
    this.field.rows = Math.min(Math.max(rows(this.field.value), rows(this.panel.paragraph.original), 2), 14);
  }

  // Returns the markup of the original, and its terms in the language of the translation.
  pieces(paragraph) {
    const forms = new Map(paragraph.terms.map(([term, words]) => [term.toLowerCase(), words.split(" / ")[0]]));
    const markup = (paragraph.original.match(PIECES) || []).map((piece) => {
      const term = /^:term:`(?:[^`<]*<)?([^`<>]+)>?`$/.exec(piece);
      return term && forms.has(term[1].toLowerCase()) ? `:term:\`${forms.get(term[1].toLowerCase())}\`` : piece;
    });
    return [...new Set([...markup, ...forms.values()])].slice(0, 9);
  }

  piece(text, number) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = text;
    button.setAttribute("aria-keyshortcuts", `Alt+${number + 1}`);
    button.addEventListener("click", () => {
      this.field.setRangeText(text, this.field.selectionStart, this.field.selectionEnd, "end");
      this.note();
      this.field.focus();
    });
    const item = document.createElement("li");
    item.append(button);
    return item;
  }

  note() {
    const before = this.drafts.get(this.message);
    const base = before ? before.base : this.base;
    if (this.field.value === base.text) {
      this.drafts.delete(this.message);
    } else {
      this.drafts.set(this.message, { ...before, text: this.field.value, base });
    }
    this.keep(this.message);
    this.fit();
  }

  stored() {
    return new Map(JSON.parse(localStorage.getItem(this.store) || "[]"));
  }

  // Keeps one draft, or forgets it; those of other tabs stay.
  keep(message) {
    const all = this.stored();
    this.drafts.has(message) ? all.set(message, this.drafts.get(message)) : all.delete(message);
    all.size ? localStorage.setItem(this.store, JSON.stringify([...all])) : localStorage.removeItem(this.store);
  }

  async saveAndGoOn() {
    const outcome = await this.save(false);
    if (outcome && outcome !== "refused" && outcome !== "beside") {
      this.panel.goOn();
    }
  }

  save(fuzzy) {
    const draft = this.drafts.get(this.message);
    return this.order("edit", { base: draft ? draft.base : this.base, text: this.field.value, fuzzy });
  }

  async order(what, details) {
    if (this.isSaving) {
      return;
    }
    this.isSaving = true;
    let outcome = "";
    const [message, typed] = [this.message, this.field.value];
    try {
      const answer = await send(what, { message, ...details }, this.token);
      outcome = answer.outcome;
      this.panel.say(answer.text);
      const isSame = this.panel.box && this.message === message;
      if (what !== "sign" && answer.outcome !== "refused") {
        this.settle(message, typed, answer.outcome === "written" && details);
      }
      if (isSame) {
        this.refuse(answer.outcome === "refused" || answer.outcome === "beside" ? answer.text : "", answer.findings);
      }
    } catch {
      this.panel.say(this.panel.data.words.stopped);
    } finally {
      this.isSaving = false;
      this.panel.box && this.panel.renew(this.panel.data);
    }
    return outcome;
  }

  // Deletes the draft that was saved, unless somebody continued to type while it was being saved.
  settle(message, typed, details) {
    const draft = this.drafts.get(message);
    const now = { text: typed, fuzzy: details.fuzzy };
    this.saved.delete(message);
    if (details && "base" in details) {
      this.saved.set(message, { base: details.base, now });
    }
    if (draft && draft.text !== typed) {
      draft.base = this.saved.has(message) ? now : draft.base;
    } else {
      this.drafts.delete(message);
    }
    this.keep(message);
  }

  refuse(text, findings) {
    const box = this.panel.box.querySelector("#preview-refused");
    const rows = findings.map((finding) => `${finding.said} ${finding.check}: ${finding.remark}`);
    box.replaceChildren(...[text, ...rows].filter(Boolean).map((row) => {
      const line = document.createElement("p");
      line.textContent = row;
      return line;
    }));
    this.field.setAttribute("aria-invalid", String(findings.length > 0));
    text && box.scrollIntoView({ block: "nearest" });
  }

  async suggest(paragraph) {
    this.panel.list("suggestions", [], () => null);
    if (!paragraph.editable) {
      return;
    }
    try {
      const answer = await send("suggestions", { message: paragraph.id }, this.token);
      if (this.panel.box && this.message === paragraph.id) {
        this.panel.list("suggestions", answer.suggestions, (match, number) => this.suggestion(match, number, paragraph.language));
      }
    } catch {
      // without the preview there are no suggestions; the status says so
    }
  }

  suggestion(match, number, language) {
    const words = document.createElement("p");
    words.id = `preview-suggestion-${number}`;
    words.lang = this.panel.marks.bar.dataset.language;
    words.textContent = match.translation;
    const original = document.createElement("p");
    original.className = "preview-similar";
    original.lang = language;
    original.textContent = `${match.original} (${match.similarity} %, ${match.origin})`;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = this.panel.data.words.use;
    button.setAttribute("aria-describedby", words.id);
    button.addEventListener("click", () => {
      this.field.value = match.translation;
      this.note();
      this.field.focus();
    });
    const item = document.createElement("li");
    item.append(words, original, button);
    return item;
  }
}
