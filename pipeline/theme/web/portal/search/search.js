// SPDX-License-Identifier: GPL-3.0-or-later
// The search of a language: lists the passages that have the words of `?q=`, in one publication with `&in=`. It reads scripts
// that hold data and nothing else, so it works from a disk too: `contents`, then where the words of the reader are, then the
// texts of the passages that are shown. Nothing is asked of any server but these files.
// `language` is what the profile of the language says: its elisions, compounds, respelled letters, irregular forms.
var siteSearch = { stem: null, isFolded: false, language: {}, contents: null, words: null, texts: null };

(function () {
  "use strict";
  //= require "settings.js"
  //= require "words.js"
  //= require "loading.js"
  //= require "matches.js"
  //= require "suggestion.js"
  //= require "query.js"
  //= require "ranking.js"
  //= require "results.js"
  //= require "start.js"

  start();
})();
