// SPDX-License-Identifier: GPL-3.0-or-later
// The search: lists the passages that have the words of `?q=`, in one publication with `&in=`, in the languages of `&lang=`, each
// with its own words and stems. It loads scripts that contain only data, so it also works from disk: `contents`, then the postings of
// the query's words, then the texts of the shown passages. It requests nothing else from any server.
// A script with data calls one of these functions, or sets one of these properties, of the language that has loaded the script.
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

  // Searches a language, whose scripts are in `folder` and whose pages are below `base`. `data.language` is from the language profile:
  // elisions, compounds, respelled letters, irregular forms.
  function searchIn(folder, base, needs) {
    var data = { stem: null, isFolded: false, language: {}, contents: null, words: null, texts: null };
    // Elements of the page, which may be parsed after this script.
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
