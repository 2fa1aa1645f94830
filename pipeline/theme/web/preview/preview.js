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
let data = null;
let shown = "";
let isLoading = false;
let isStale = false;

function say(text) {
  status.textContent = text;
}

function content(page) {
  const element = CONTENT.map((selector) => page.querySelector(selector)).find(Boolean);
  return element || page.body;
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
  const visible = all.find((paragraph) => paragraph.getBoundingClientRect().bottom > 0);
  return visible ? { message: visible.dataset.message, number: marks.numberOf(visible), top: visible.getBoundingClientRect().top } : null;
}

function goBack(before, scroll) {
  const paragraph = before && marks.find(before.message, before.number);
  if (paragraph) {
    window.scrollBy({ top: paragraph.getBoundingClientRect().top - before.top, behavior: "instant" });
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
  AROUND.forEach((selector) => {
    const [old, fresh] = [document.querySelector(selector), page.querySelector(selector)];
    if (old && fresh && old.innerHTML !== fresh.innerHTML) {
      morph(old, fresh);
    }
  });
  document.title = page.title;
  marks.draw(data);
  goBack(before, scroll);
  marks.focus(focus);
  return true;
}

async function renew() {
  if (isLoading) {
    isStale = true;
    return;
  }
  isLoading = true;
  try {
    const fresh = JSON.parse(await text("/_preview/page.json?document=" + encodeURIComponent(bar.dataset.document)));
    if (!data && !bar.dataset.document && !document.querySelector("article") && fresh.pages) {
      location.reload(); // the waiting page
      return;
    }
    const isFirst = !data;
    const isLater = data && (fresh.pages !== data.pages || "sideBySide" in bar.dataset);
    data = fresh;
    troubles.show(fresh);
    const isNew = isLater && (await renewContent());
    marks.draw(fresh);
    panel.renew(fresh);
    if (isFirst) {
      marks.arrive();
    }
    if (isNew) {
      say(fresh.words.renewed);
    }
  } finally {
    isLoading = false;
    if (isStale) {
      isStale = false;
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
  events.addEventListener("error", () => data && say(data.words.stopped));
  events.addEventListener("open", () => status.textContent === data?.words.stopped && say(""));
}
document.addEventListener("visibilitychange", listen);
listen();
bar.querySelectorAll("a[data-same-place]").forEach((link) => link.addEventListener("click", () => {
  link.href = marks.addressAt(link.getAttribute("href"), panel.box ? panel.message : place()?.message);
}));
document.getElementById("preview-next")?.addEventListener("click", () => marks.toNextToDo());
