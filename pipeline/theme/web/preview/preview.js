// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the open page up to date with its files, without losing the scroll position, the panel and the focus.
import { Marks } from "./marks.js";
import { morph } from "./morph.js";
import { Panel } from "./panel.js";
import { Troubles } from "./troubles.js";

const bar = document.getElementById("preview");
const status = document.getElementById("preview-status");
const panel = new Panel(say);
const marks = new Marks(bar, panel);
const troubles = new Troubles(document.getElementById("preview-troubles"), say);
const CONTENT = ["#preview-main", "#furo-main-content", "main", "article"];
const AROUND = [".sidebar-tree", ".toc-tree", ".related-pages", "#preview-documents"];
let known = null;
let shown = "";
let asking = false;
let again = false;

function say(text) {
  status.textContent = text;
}

function content(page) {
  const found = CONTENT.map((one) => page.querySelector(one)).find(Boolean);
  return found || page.body;
}

async function text(address) {
  const answer = await fetch(address, { cache: "no-store" });
  if (!answer.ok) {
    throw new Error(answer.statusText);
  }
  return answer.text();
}

// Returns the first visible paragraph, and its distance from the top of the window.
function place() {
  const all = Array.from(document.querySelectorAll("[data-message]"));
  const seen = all.find((one) => one.getBoundingClientRect().bottom > 0);
  return seen ? { message: seen.dataset.message, number: marks.numberOf(seen), top: seen.getBoundingClientRect().top } : null;
}

function goBack(before, scroll) {
  const same = before && marks.find(before.message, before.number);
  if (same) {
    window.scrollBy({ top: same.getBoundingClientRect().top - before.top, behavior: "instant" });
  } else {
    window.scrollTo({ top: scroll, behavior: "instant" });
  }
}

async function renewContent() {
  const page = new DOMParser().parseFromString(await text(location.pathname), "text/html");
  const now = content(page);
  if (now.innerHTML === shown) {
    return false;
  }
  const before = place();
  const scroll = window.scrollY;
  const focus = marks.focused();
  shown = now.innerHTML;
  marks.clear();
  morph(content(document), now);
  AROUND.forEach((one) => {
    const [old, fresh] = [document.querySelector(one), page.querySelector(one)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML) {
      morph(old, fresh);
    }
  });
  document.title = page.title;
  marks.draw(known);
  goBack(before, scroll);
  marks.focus(focus);
  return true;
}

async function renew() {
  if (asking) {
    again = true;
    return;
  }
  asking = true;
  try {
    const told = JSON.parse(await text("/_preview/page.json?document=" + encodeURIComponent(bar.dataset.document)));
    if (!known && !bar.dataset.document && !document.querySelector("article") && told.pages) {
      location.reload(); // the waiting page
      return;
    }
    const isFirst = !known;
    const isLater = known && (told.pages !== known.pages || "sideBySide" in bar.dataset);
    known = told;
    troubles.show(told);
    const isNew = isLater && (await renewContent());
    marks.draw(told);
    panel.renew(told);
    if (isFirst) {
      marks.arrive();
    }
    if (isNew) {
      say(told.words.renewed);
    }
  } finally {
    asking = false;
    if (again) {
      again = false;
      renew();
    }
  }
}

shown = content(document).innerHTML;
// A hidden tab closes its connection: browsers allow six per server, and seven chapters may be open.
let events = null;
function listen() {
  events?.close();
  events = null;
  if (document.hidden) {
    return;
  }
  events = new EventSource("/_preview/events");
  events.addEventListener("message", () => renew().catch(() => {}));
  events.addEventListener("error", () => known && say(known.words.stopped));
  events.addEventListener("open", () => status.textContent === known?.words.stopped && say(""));
}
document.addEventListener("visibilitychange", listen);
listen();
bar.querySelectorAll("a[data-same-place]").forEach((one) => one.addEventListener("click", () => {
  one.href = marks.addressAt(one.getAttribute("href"), panel.box ? panel.message : place()?.message);
}));
document.getElementById("preview-next")?.addEventListener("click", () => marks.toNextToDo());
