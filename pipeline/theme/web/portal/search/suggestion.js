// SPDX-License-Identifier: GPL-3.0-or-later
// What was perhaps meant: the query with the nearest form in the place of each word that nothing answers, or empty.
function meant(text, words, found, forms) {
  var other = text.replace(WORD, function (word) {
    var n = words.indexOf(word.toLowerCase());
    var near = n >= 0 && !found[n].size && nearest(fold(word), forms);
    // Capitals as the reader wrote them.
    return !near ? word : word === word.toLowerCase() ? near : near[0].toUpperCase() + near.slice(1);
  });
  return other === text ? "" : other;
}

// The form with the fewest letters wrong, the commoner of two: one letter of a short word, two of a long one.
function nearest(plain, forms) {
  var best = null, least = plain.length < 4 ? 0 : plain.length < 8 ? 1 : 2, most = 0;
  forms.forEach(function (one, form) {
    if (Math.abs(one.plain.length - plain.length) <= least) {
      var wrong = distance(plain, one.plain, least);
      if (wrong < least || (wrong === least && one.places.size > most)) {
        best = form;
        least = wrong;
        most = one.places.size;
      }
    }
  });
  return best;
}

// Letters wrong, missing, too many, or changed with their neighbours; more than `limit` where there are more.
function distance(one, other, limit) {
  var before = [], last = [], row;
  for (var n = 0; n <= other.length; n++) {
    last.push(n);
  }
  for (var i = 1; i <= one.length; i++) {
    row = [i];
    for (var j = 1; j <= other.length; j++) {
      var same = one[i - 1] === other[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min.apply(null, row) > limit) {
      return limit + 1;
    }
    before = last;
    last = row;
  }
  return last[other.length];
}
