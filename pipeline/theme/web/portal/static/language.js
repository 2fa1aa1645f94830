// SPDX-License-Identifier: GPL-3.0-or-later
// Redirects to the front page in the reader's most preferred language that we publish in; otherwise the list stays.
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
      // No new entry in the history: the back button must not lead here again.
      location.replace(link.href);
      return;
    }
  }
})();
