// SPDX-License-Identifier: GPL-3.0-or-later
// The reader's choice of a light or dark page, set before anything is painted. Furo keeps it inline; here it is a file.
(function () {
  "use strict";
  // Furo says later that scripts run; said before anything is painted, nothing jumps.
  document.documentElement.classList.remove("no-js");
  var chosen = "auto";
  try {
    chosen = localStorage.getItem("theme") || "auto";
  } catch (refused) {
    // The browser keeps nothing for this page: the system's choice holds.
  }
  document.body.dataset.theme = chosen;
})();
