// SPDX-License-Identifier: GPL-3.0-or-later
// A light stemmer for Albanian: removes one ending of case, number and article, or of the most common verb forms. Ç and ë are c and
// e here, as many people type them. It also removes an apparent ending (shtetet, identitet); the search compares the whole word too,
// so that such words still match each other.
(function () {
  "use strict";
  var ENDINGS = (
    // Nouns and adjectives: fëmija, fëmijët, fëmijëve, policisë, strehimit, gratë, viktimash.
    "jeve jave eve ave ive ove uve ve jes jet jen jat jash jesh ja je et at it ut te es as se en an in un ne ash esh ish " +
    "sh a e i u n s t vet " +
    // Verbs and participles: ndihmoj, ndihmojnë, ndihmohet, ndihmuar, ndihmuara, mbrojtur.
    "ojme ojne oni onte onin onim uan uam oi oj on ohet ohen ohej oheshin oje uar uara uarit uarat uarve uari ur ura urit " +
    "urat urve uri"
  ).split(" ").sort(function (ending, next) {
    return next.length - ending.length;
  });
  var VOWEL = /[aeiouy]/;
  var BEFORE = { n: VOWEL, s: VOWEL, t: VOWEL, ne: VOWEL, se: VOWEL, te: VOWEL, ve: VOWEL, sh: VOWEL };

  siteSearch.stem = function (word) {
    for (var n = 0; n < ENDINGS.length; n++) {
      var ending = ENDINGS[n];
      var stem = word.slice(0, -ending.length);
      if (stem.length > 2 && word.endsWith(ending) && VOWEL.test(stem)
          && (!BEFORE[ending] || BEFORE[ending].test(stem.slice(-1)))) {
        return stem.replace(/q$/, "k"); // rreziqe, rrezik
      }
    }
    return word;
  };
  siteSearch.isFolded = true;
})();
