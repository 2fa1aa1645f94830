// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the problems that prevent an update of the page: file, line, message, advice. The old page stays below.
import { copy } from "./panel.js";

export class Troubles {
  constructor(box, say) {
    this.box = box;
    this.say = say;
    this.shown = "[]";
  }

  show(data) {
    const state = JSON.stringify([data.troubles, data.held]);
    if (state === this.shown) {
      return;
    }
    this.shown = state;
    this.box.hidden = !data.troubles.length;
    this.box.querySelector(".preview-held").hidden = !(data.held && data.pages);
    this.box.querySelector("ul").replaceChildren(...data.troubles.map((trouble) => this.item(trouble, data.words)));
    this.say(data.troubles.length ? (data.held ? data.words.held : data.words.troubled) : "");
  }

  item(trouble, words) {
    const item = document.createElement("li");
    if (trouble.place) {
      const place = document.createElement("button");
      place.type = "button";
      place.className = "preview-copy";
      place.textContent = trouble.place;
      place.addEventListener("click", () => copy(trouble.place, this.say, words));
      item.append(place, " ");
    }
    item.append(trouble.text);
    [trouble.cause, trouble.hint].filter(Boolean).forEach((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      item.append(line);
    });
    return item;
  }
}
