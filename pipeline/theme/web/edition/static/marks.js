// SPDX-License-Identifier: GPL-3.0-or-later
// Marks the words that a search has found: `?mark=` has their forms as they are on the page. A button removes the marks, and the
// words from the address.
(function () {
  "use strict";
  var WORD = /[\p{L}\p{M}\p{N}]+/gu;
  var forms = new Set((new URLSearchParams(location.search).get("mark") || "").split(" ").filter(Boolean));
  var bar = document.querySelector(".search-marks");
  var text = document.querySelector("article[role='main']");
  if (!forms.size || !bar || !text) {
    return;
  }

  function mark(node) {
    var rest = node;
    Array.from(node.data.matchAll(WORD)).reverse().forEach(function (match) {
      if (forms.has(match[0].toLowerCase())) {
        rest.splitText(match.index + match[0].length);
        var word = rest.splitText(match.index);
        var element = document.createElement("mark");
        element.className = "found";
        word.replaceWith(element);
        element.append(word);
      }
    });
  }

  function remove() {
    text.querySelectorAll("mark.found").forEach(function (element) {
      var parent = element.parentNode;
      element.replaceWith.apply(element, Array.from(element.childNodes));
      parent.normalize();
    });
    bar.hidden = true;
    text.tabIndex = -1;
    text.focus({ preventScroll: true });
    var address = new URL(location.href);
    address.searchParams.delete("mark");
    try {
      history.replaceState(null, "", address.href);
    } catch (refused) {
      // Some browsers do not allow scripts to change the address of a page opened from disk.
    }
  }

  var walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT, {
    acceptNode: function (node) {
      return node.parentElement.closest(".headerlink, script, svg, .search-marks, .explanation, .enlarge, .enlarged")
        ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT;
    }
  });
  var nodes = [];
  while (walker.nextNode()) {
    nodes.push(walker.currentNode);
  }
  nodes.forEach(mark);
  if (text.querySelector("mark.found")) {
    bar.hidden = false;
    bar.querySelector("button").addEventListener("click", remove);
  }
})();
