// SPDX-License-Identifier: GPL-3.0-or-later
function result(number, hitsByWord, rarities, hasAll) {
  var passage = index.passages[number], score = 0, titled = 0, covered = 0, all = 0;
  hitsByWord.forEach(function (hits, n) {
    var hit = hits && hits.get(number);
    all += rarities[n];
    if (hit) {
      // Repetitions count less, and long passages contain a word more easily than short ones.
      var often = hit.text / (hit.text + SATURATION * (0.6 + passage.size / 250));
      score += rarities[n] * (hit.title * TITLE + often * hit.best * 2);
      titled += hit.title;
      covered += rarities[n];
    }
  });
  // Prefer titles that are little more than the query, such as a glossary term.
  score *= 1 + Math.pow(Math.min(1, titled / Math.max(1, passage.named)), 2);
  if (!hasAll) {
    score *= covered / all;
  }
  if (passage.areSources) {
    score *= SOURCES;
  } else if (titled && passage.isChapter) {
    score *= CHAPTER;
  }
  if (hitsByWord.length > 1 && follow(Array.from(hitsByWord.keys()), hitsByWord, number)) {
    score *= PHRASE;
  }
  // A list of sources is not a full match: it may have any two words somewhere.
  return { number: number, passage: passage, score: score, hasAll: hasAll, isWhole: hasAll && !passage.areSources, also: [] };
}
