// SPDX-License-Identifier: GPL-3.0-or-later
function result(number, passage, found, rarities, marked) {
  var score = 0, titled = 0, forms = new Set();
  found.forEach(function (one, n) {
    var hit = one.get(number);
    if (hit) {
      // The second and third time count less; a long passage has a word more easily than a short one.
      var often = hit.text / (hit.text + SATURATION * (0.6 + passage.size / 250));
      score += rarities[n] * (hit.title * TITLE + often * hit.best * 2);
      titled += hit.title;
      if (marked.includes(one)) {
        hit.forms.forEach(forms.add, forms);
      }
    }
  });
  // A title that is the query and little else, such as a term of a glossary.
  score *= 1 + Math.pow(Math.min(1, titled / Math.max(1, passage.named)), 2);
  if (passage.areSources) {
    score *= SOURCES;
  } else if (titled && !passage.anchor) {
    score *= CHAPTER;
  }
  var order = found.map(function (one, n) { return n; });
  if (order.length > 1 && follow(order, found, number)) {
    score *= PHRASE;
  }
  return { number: number, passage: passage, score: score, forms: forms, also: [] };
}
