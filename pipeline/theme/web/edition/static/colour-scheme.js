// SPDX-License-Identifier: GPL-3.0-or-later
// Sets the reader's choice of light or dark mode before anything is painted. Furo has this inline; here it is a file.
(function () {
  "use strict";
  // Furo removes this class later; removed before anything is painted, nothing jumps.
  document.documentElement.classList.remove("no-js");
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("theme") || "auto";
  } catch (refused) {
    // The browser stores nothing for this page: use the system's setting.
  }
  document.body.dataset.theme = chosen;
})();
