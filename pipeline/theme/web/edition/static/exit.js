// SPDX-License-Identifier: GPL-3.0-or-later
// The quick exit with scripts: blanks the page at once, and replaces it in the history. Pressing Shift three times does the same.
// Without this file it is an ordinary link.
(function () {
  "use strict";
  var PRESSES = 3;
  var PATIENCE = 5000; // Milliseconds between two presses, long enough for slow hands.
  var link = document.querySelector(".exit-link");
  var status = document.querySelector(".exit-status");
  var signs = document.querySelector(".exit-presses");
  var hint = document.querySelector(".exit-hint");
  var pressed = 0;
  var isCombined = false;
  var timer = 0;

  // First blank the page, then request the other page: on a slow connection nothing may stay visible.
  function leave() {
    var blank = document.createElement("p");
    blank.className = "exit-blank";
    blank.setAttribute("role", "alert");
    document.title = link.hostname;
    document.querySelectorAll("link[rel~='icon']").forEach(function (icon) {
      icon.remove();
    });
    document.body.replaceChildren(blank);
    // Set the text after inserting the element: screen readers announce changes.
    blank.textContent = link.dataset.leaving;
    location.replace(link.href);
  }

  function show(count, text) {
    window.clearTimeout(timer);
    pressed = count;
    signs.textContent = count ? "●".repeat(count) + "○".repeat(PRESSES - count) : "";
    status.textContent = text;
  }

  function expire() {
    show(0, link.dataset.expired);
    timer = window.setTimeout(function () {
      status.textContent = "";
    }, PATIENCE);
  }

  function press() {
    if (pressed + 1 === PRESSES) {
      leave();
      return;
    }
    show(pressed + 1, pressed ? link.dataset.oneMore : link.dataset.twoMore);
    timer = window.setTimeout(expire, PATIENCE);
  }

  link.addEventListener("click", function (event) {
    event.preventDefault();
    leave();
  });

  // Shift counts on release, if no other key or button was pressed meanwhile: not for a capital letter, a selection or Shift+Tab.
  // Left and right Shift may overlap.
  function combine() {
    isCombined = true;
    if (pressed) {
      expire();
    }
  }
  document.addEventListener("keydown", function (event) {
    if (event.key !== "Shift") {
      combine();
    } else if (!event.repeat && !event.ctrlKey && !event.altKey && !event.metaKey) {
      isCombined = false;
    }
  }, true);
  document.addEventListener("keyup", function (event) {
    if (event.key === "Shift" && !isCombined) {
      press();
    }
  }, true);
  document.addEventListener("pointerdown", combine, true);

  // A browser may restore a page from its cache that was blanked, or in the middle of counting.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) {
      if (document.querySelector(".exit-blank")) {
        location.reload();
      } else {
        show(0, "");
      }
    }
  });

  if (hint) {
    hint.hidden = false;
  }
})();
