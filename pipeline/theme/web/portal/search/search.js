// SPDX-License-Identifier: GPL-3.0-or-later
// The search: lists the passages that have the words of `?q=`, in one publication with `&in=`, in the languages of `&lang=`, each
// with its own words and stems. It reads scripts that hold data and nothing else, so it works from a disk too: `contents`, then
// where the words of the reader are, then the texts of the passages that are shown. Nothing is asked of any server but these files.
// A script with data calls one of these, or sets one; it is for the language that has loaded it.
var siteSearch = {};
["stem", "isFolded", "language"].forEach(function (name) {
  Object.defineProperty(siteSearch, name, { set: function (value) { document.currentScript.receiver[name] = value; } });
});
["contents", "words", "texts"].forEach(function (name) {
  siteSearch[name] = function () { document.currentScript.receiver[name].apply(null, arguments); };
});

(function () {
  "use strict";
  //= require "settings.js"

  // Searches a language, whose scripts are in `folder` and whose pages are below `base`. `data.language` is what its profile
  // says: its elisions, compounds, respelled letters, irregular forms.
  function searchIn(folder, base, needs) {
    var data = { stem: null, isFolded: false, language: {}, contents: null, words: null, texts: null };
    // Elements of the page, which may come after this script.
    var page, status, list, more, others;
    //= require "words.js"
    //= require "loading.js"
    //= require "matches.js"
    //= require "suggestion.js"
    //= require "query.js"
    //= require "ranking.js"
    //= require "results.js"
    //= require "start.js"

    return start(needs);
  }
  //= require "page.js"

  begin();
})();
