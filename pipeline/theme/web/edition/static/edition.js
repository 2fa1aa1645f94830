// SPDX-License-Identifier: GPL-3.0-or-later
// Small enhancements of an edition's pages. Without scripts, links to other languages lead to the right page, but not to the same
// place on it.
(function () {
  "use strict";

  // Anchors are the same in every language, so links to other languages lead to the same place: the target of the address while it
  // is visible, else the first visible paragraph.
  var article = document.querySelector("article[role=main]");
  function isInSight(element, top) {
    var at = element.getBoundingClientRect();
    return at.bottom > -1 && at.top >= top && at.top < window.innerHeight;
  }
  // Until the target has been visible once, it counts as visible: the browser may still be scrolling to it.
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

  // Adds a permalink to a paragraph when the mouse is over it. The button adds them to all paragraphs, for keyboard users.
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

  // A sidebar that was opened over the page closes on Escape, and after a click on a link to this page.
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

  // The box around a table can be focused, and has a role and a label, only while the table is wider than the box. Otherwise the
  // style sheet makes the table's head sticky.
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

  // An explanation disappears on Escape, and reappears when its link is left and entered again. Without hover, the first tap on a
  // link shows the explanation, the second follows the link.
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
      if (!touch.matches) { // after a tap, some browsers report the leave of a mouse that was never there
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

  // An enlarged picture closes on Escape, and the focus returns to its link.
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

  // Browsers do not let pages opened from disk read other pages, so results are listed without an excerpt.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
})();
