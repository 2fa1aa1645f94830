// SPDX-License-Identifier: GPL-3.0-or-later
// Small help on the pages of an edition. Without it all links lead to the right page, only not to the place on it.
(function () {
  "use strict";

  // Anchors are the same in every language: a switch of language leads to the same place on the page, which is the one of the
  // address while that is in sight, else the first paragraph that is.
  var article = document.querySelector("article[role=main]");
  function isInSight(element, top) {
    var at = element.getBoundingClientRect();
    return at.bottom > -1 && at.top >= top && at.top < window.innerHeight;
  }
  // The place that was asked for counts until it has been in sight: the browser may still be on its way there.
  var reached = null;
  function reach() {
    var name = decodeURIComponent(location.hash.slice(1)), asked = name && document.getElementById(name);
    if (asked && isInSight(asked, -window.innerHeight)) {
      reached = asked;
    }
    return asked;
  }
  window.addEventListener("scroll", reach, { passive: true });
  function place() {
    var asked = reach();
    if (!window.scrollY || !article || (asked && (asked !== reached || isInSight(asked, -window.innerHeight)))) {
      return location.hash;
    }
    var seen = Array.from(article.querySelectorAll("[id^='p-']")).find(function (one) { return isInSight(one, 0); });
    return seen ? "#" + seen.id : location.hash;
  }
  function samePlace() {
    document.querySelectorAll(".edition-languages a[data-same-place]").forEach(function (link) {
      link.hash = place();
    });
  }
  samePlace();
  window.addEventListener("hashchange", samePlace);
  ["pointerdown", "focusin", "click"].forEach(function (name) {
    document.addEventListener(name, function (event) {
      if (event.target.closest && event.target.closest(".edition-languages a[data-same-place]")) {
        samePlace();
      }
    });
  });

  // A link to itself at the end of a paragraph, while it is pointed at. The button gives one to all, for the keyboard.
  function link(holder) {
    var paragraph = holder.matches("li") ? holder.querySelector(":scope > p") || holder : holder;
    if (paragraph.querySelector(":scope > .paragraph-link")) {
      return;
    }
    var one = document.createElement("a");
    one.className = "headerlink paragraph-link";
    one.href = "#" + holder.id;
    one.textContent = "#";
    one.title = article.dataset.paragraphLink;
    one.setAttribute("aria-label", article.dataset.paragraphLink);
    paragraph.insertBefore(one, paragraph.querySelector(":scope > ul, :scope > ol"));
  }
  var button = document.querySelector(".paragraph-links");
  if (button && article && article.querySelector("[id^='p-']")) {
    button.hidden = false;
    article.addEventListener("mouseover", function (event) {
      var holder = event.target.closest("[id^='p-']");
      if (holder) {
        link(holder);
      }
    });
    button.addEventListener("click", function () {
      article.querySelectorAll("[id^='p-']").forEach(link);
      article.classList.add("has-paragraph-links");
      button.hidden = true;
      article.querySelector(".paragraph-link").focus();
    });
  }

  // A column that was opened over the page closes on Escape, and when one of its links has led to a place on this page.
  function close() {
    document.querySelectorAll(".sidebar-toggle").forEach(function (toggle) {
      toggle.checked = false;
    });
  }
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      close();
    }
  });
  document.querySelectorAll(".toc-drawer a").forEach(function (link) {
    link.addEventListener("click", close);
  });

  // The box around a table stops the keyboard, and is told to screen readers, only while the table is wider. The style sheet lets the
  // head of the table stay in sight of the page otherwise.
  document.querySelectorAll(".table-wrapper[tabindex]").forEach(function (box) {
    var kept = ["tabindex", "role", "aria-label"].map(function (name) {
      return [name, box.getAttribute(name)];
    });
    var table = box.querySelector("table");
    function fit() {
      var isWide = table.offsetWidth > box.clientWidth;
      box.classList.toggle("fits", !isWide);
      box.classList.toggle("scrolls", isWide);
      kept.forEach(function (one) {
        if (isWide) {
          box.setAttribute(one[0], one[1]);
        } else {
          box.removeAttribute(one[0]);
        }
      });
    }
    if (window.ResizeObserver) {
      var observer = new ResizeObserver(fit);
      observer.observe(box);
      observer.observe(table);
    }
  });

  // An explanation goes on Escape, and comes again when its link is left and found again. Where nothing hovers, the first
  // touch of a link shows it, the second follows it.
  var touch = window.matchMedia("(hover: none)");
  document.querySelectorAll(".explained").forEach(function (one) {
    var link = one.firstElementChild;
    var shown = one.lastElementChild;
    var isShown = false;
    function place() {
      shown.classList.remove("above");
      var at = shown.getBoundingClientRect();
      shown.classList.toggle("above", at.bottom > window.innerHeight && at.height < link.getBoundingClientRect().top);
    }
    one.addEventListener("mouseenter", place);
    one.addEventListener("focusin", place);
    function again() {
      one.classList.remove("dismissed");
      isShown = false;
    }
    one.addEventListener("mouseleave", function () {
      if (!touch.matches) { // after a touch, some browsers say that a mouse leaves which was never there
        again();
      }
    });
    one.addEventListener("focusout", again);
    link.addEventListener("click", function (event) {
      if (touch.matches && !isShown) {
        event.preventDefault();
        link.focus();
        isShown = true;
      }
    });
  });

  // A picture that was enlarged goes back on Escape, and the focus to where it came from.
  function large() {
    return document.querySelector(".enlarged:target");
  }
  function toLarge() {
    if (large()) {
      large().querySelector("a").focus();
    }
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll(".explained").forEach(function (one) {
      one.classList.toggle("dismissed", one.matches(":hover, :focus-within"));
    });
    if (large()) {
      large().querySelector("a").click();
    }
  });
  window.addEventListener("hashchange", function (event) {
    toLarge();
    var former = new URL(event.oldURL).hash.slice(1);
    var link = former.endsWith("-enlarged") && document.querySelector("a.enlarge[href='#" + CSS.escape(former) + "']");
    if (link && !large()) {
      link.focus({ preventScroll: true });
    }
  });
  toLarge();

  // A browser lets no page that comes from disk read another: results are then listed without an excerpt.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
})();
