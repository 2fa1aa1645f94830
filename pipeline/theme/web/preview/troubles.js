// SPDX-License-Identifier: GPL-3.0-or-later
// Shows the problems that prevent an update of the page: file, line, message, advice. The old page stays below.
import { copy } from "./panel.js";

export class Troubles {
  constructor(box, say) {
    this.box = box;
    this.say = say;
    this.said = "[]";
  }

  show(told) {
    const now = JSON.stringify([told.troubles, told.held]);
    if (now === this.said) {
      return;
    }
    this.said = now;
    this.box.hidden = !told.troubles.length;
    this.box.querySelector(".preview-held").hidden = !(told.held && told.pages);
    this.box.querySelector("ul").replaceChildren(...told.troubles.map((one) => this.item(one, told.words)));
    this.say(told.troubles.length ? (told.held ? told.words.held : told.words.troubled) : "");
  }

  item(one, words) {
    const item = document.createElement("li");
    if (one.place) {
      const place = document.createElement("button");
      place.type = "button";
      place.className = "preview-copy";
      place.textContent = one.place;
      place.addEventListener("click", () => copy(one.place, this.say, words));
      item.append(place, " ");
    }
    item.append(one.text);
    [one.cause, one.hint].filter(Boolean).forEach((text) => {
      const line = document.createElement("p");
      line.textContent = text;
      item.append(line);
    });
    return item;
  }
}
