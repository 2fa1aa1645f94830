// SPDX-License-Identifier: GPL-3.0-or-later
// Sends a reader to the front page in the first of her languages that we publish in; else the list stays.
(function () {
  "use strict";
  var offered = {};
  document.querySelectorAll("a[data-language]").forEach(function (link) {
    offered[link.dataset.language.toLowerCase()] = link;
  });
  var wanted = navigator.languages || [navigator.language || ""];
  for (var n = 0; n < wanted.length; n++) {
    var tag = wanted[n].toLowerCase();
    var link = offered[tag] || offered[tag.split("-")[0]];
    if (link) {
      // Not a step in the history: going back must not come here again.
      location.replace(link.href);
      return;
    }
  }
})();
