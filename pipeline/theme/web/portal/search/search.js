// SPDX-License-Identifier: GPL-3.0-or-later
// The search of a language: reads the texts of its editions, which are scripts that hold them, and lists the passages that
// have the words of `?q=`, in one publication with `&in=`. Nothing is asked of any server, so it works from a disk too.
// The texts are loaded when somebody searches, and not before.
// `language` is what the profile of the language says: its elisions, compounds, respelled letters, irregular forms.
var siteSearch = { editions: [], stem: null, isFolded: false, language: {} };

(function () {
  "use strict";
  //= require "settings.js"
  //= require "words.js"
  //= require "texts.js"
  //= require "matches.js"
  //= require "query.js"
  //= require "suggestion.js"
  //= require "ranking.js"
  //= require "results.js"
  //= require "start.js"

  start();
})();
