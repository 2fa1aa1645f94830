// SPDX-License-Identifier: GPL-3.0-or-later
// Small help on the pages of an edition. Without it all links lead to the right page, only not to the place on it.
(function () {
  "use strict";

  // Anchors are the same in every language: a switch of language leads to the same place on the page.
  function samePlace() {
    document.querySelectorAll("a[data-same-place]").forEach(function (link) {
      link.hash = location.hash;
    });
  }
  samePlace();
  window.addEventListener("hashchange", samePlace);

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

  // A browser lets no page that comes from disk read another: results are then listed without an excerpt.
  if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS !== "undefined") {
    DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }
})();
