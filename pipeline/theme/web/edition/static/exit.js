// SPDX-License-Identifier: GPL-3.0-or-later
// The quick exit with scripts: the page is gone at once, another takes its place in the history, and Shift pressed three
// times does the same. Without this file the link is a link.
(function () {
  "use strict";
  var PRESSES = 3;
  var PATIENCE = 5000; // Milliseconds between two presses, for slow hands too.
  var link = document.querySelector(".exit-link");
  var status = document.querySelector(".exit-status");
  var signs = document.querySelector(".exit-presses");
  var hint = document.querySelector(".exit-hint");
  var pressed = 0;
  var isCombined = false;
  var timer = 0;

  // First all is taken away, then the other page is asked for: a slow line must not leave anything to be seen.
  function leave() {
    var blank = document.createElement("p");
    blank.className = "exit-blank";
    blank.setAttribute("role", "alert");
    document.title = link.hostname;
    document.querySelectorAll("link[rel~='icon']").forEach(function (icon) {
      icon.remove();
    });
    document.body.replaceChildren(blank);
    // Set after it stands there: screen readers say what changes.
    blank.textContent = link.dataset.leaving;
    location.replace(link.href);
  }

  function show(count, said) {
    window.clearTimeout(timer);
    pressed = count;
    signs.textContent = count ? "●".repeat(count) + "○".repeat(PRESSES - count) : "";
    status.textContent = said;
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

  // Shift counts when it is let go and nothing else was touched while it was down: not in a capital letter, a selection
  // or a step back with Tab. Left and right Shift may overlap.
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

  // A browser that keeps pages whole may bring back one that was blanked, or in the middle of counting.
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
