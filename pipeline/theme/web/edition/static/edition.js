// SPDX-License-Identifier: GPL-3.0-or-later
// Small enhancements of an edition's pages. Without scripts, links to other languages lead to the right page, but not to the same
// place on it.
(function () {
  "use strict";

  // Anchors are the same in every language, so links to other languages lead to the same place: the target of the address while it
  // is visible, else the first visible paragraph.
  var article = document.querySelector("article[role=main]");
  function isInSight(element, top) {
    var bounds = element.getBoundingClientRect();
    return bounds.bottom > -1 && bounds.top >= top && bounds.top < window.innerHeight;
  }
  // Until the target has been visible once, it counts as visible: the browser may still be scrolling to it.
  var reached = null;
  function reach() {
    var name = decodeURIComponent(location.hash.slice(1)), target = name && document.getElementById(name);
    if (target && isInSight(target, -window.innerHeight)) {
      reached = target;
    }
    return target;
  }
  window.addEventListener("scroll", reach, { passive: true });
  function place() {
    var target = reach();
    if (!window.scrollY || !article || (target && (target !== reached || isInSight(target, -window.innerHeight)))) {
      return location.hash;
    }
    var visible = Array.from(article.querySelectorAll("[id^='p-']")).find(function (paragraph) { return isInSight(paragraph, 0); });
    return visible ? "#" + visible.id : location.hash;
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
    var anchor = document.createElement("a");
    anchor.className = "headerlink paragraph-link";
    anchor.href = "#" + holder.id;
    anchor.textContent = "#";
    anchor.title = article.dataset.paragraphLink;
    anchor.setAttribute("aria-label", article.dataset.paragraphLink);
    paragraph.insertBefore(anchor, paragraph.querySelector(":scope > ul, :scope > ol"));
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
    var attributes = ["tabindex", "role", "aria-label"].map(function (name) {
      return [name, box.getAttribute(name)];
    });
    var table = box.querySelector("table");
    function fit() {
      var isWide = table.offsetWidth > box.clientWidth;
      box.classList.toggle("fits", !isWide);
      box.classList.toggle("scrolls", isWide);
      attributes.forEach(function (attribute) {
        if (isWide) {
          box.setAttribute(attribute[0], attribute[1]);
        } else {
          box.removeAttribute(attribute[0]);
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
  document.querySelectorAll(".explained").forEach(function (explained) {
    var link = explained.firstElementChild;
    var explanation = explained.lastElementChild;
    var isShown = false;
    function place() {
      explanation.classList.remove("above");
      var bounds = explanation.getBoundingClientRect();
      explanation.classList.toggle("above", bounds.bottom > window.innerHeight && bounds.height < link.getBoundingClientRect().top);
    }
    explained.addEventListener("mouseenter", place);
    explained.addEventListener("focusin", place);
    function reset() {
      explained.classList.remove("dismissed");
      isShown = false;
    }
    explained.addEventListener("mouseleave", function () {
      if (!touch.matches) { // after a tap, some browsers report the leave of a mouse that was never there
        reset();
      }
    });
    explained.addEventListener("focusout", reset);
    link.addEventListener("click", function (event) {
      if (touch.matches && !isShown) {
        event.preventDefault();
        link.focus();
        isShown = true;
      }
    });
  });

  // An enlarged picture closes on Escape, and the focus returns to its link.
  function enlarged() {
    return document.querySelector(".enlarged:target");
  }
  function focusEnlarged() {
    if (enlarged()) {
      enlarged().querySelector("a").focus();
    }
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll(".explained").forEach(function (explained) {
      explained.classList.toggle("dismissed", explained.matches(":hover, :focus-within"));
    });
    if (enlarged()) {
      enlarged().querySelector("a").click();
    }
  });
  window.addEventListener("hashchange", function (event) {
    focusEnlarged();
    var former = new URL(event.oldURL).hash.slice(1);
    var link = former.endsWith("-enlarged") && document.querySelector("a.enlarge[href='#" + CSS.escape(former) + "']");
    if (link && !enlarged()) {
      link.focus({ preventScroll: true });
    }
  });
  focusEnlarged();

  // Browsers do not let pages opened from disk read other pages, so results are listed without an excerpt.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
})();
