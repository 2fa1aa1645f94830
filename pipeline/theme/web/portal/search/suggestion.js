// SPDX-License-Identifier: GPL-3.0-or-later
// What is looked for in the place of a word that nothing answers: what an index or the terms have for it, else the parts of
// a compound, else the nearest form, else itself. `slight` are the numbers of words that need not be there.
function instead(word) {
  var plain = fold(word), synonym = spellings(word).map(function (one) { return index.synonyms.get(one); }).find(Boolean);
  function spelled(words) {
    return { words: words, slight: new Set(), meant: words.length < 2 && words[0] !== word ? words[0] : "" };
  }
  function otherwise() {
    var parts = data.language.compounds ? split(plain) : [];
    return parts.length
      ? ifAnswered(spelled(parts), function () { return guess(word, plain).then(spelled); })
      : guess(word, plain).then(spelled);
  }
  return synonym ? ifAnswered(Object.assign(parse(synonym), { meant: synonym }), otherwise) : otherwise();
}

// These words if each of them is somewhere, else what `otherwise` gives.
function ifAnswered(query, otherwise) {
  var needed = query.words.filter(function (word, n) { return !query.slight.has(n); });
  return loadAll([].concat.apply([], needed.map(scripts))).then(function () {
    return needed.every(function (word) { return isAnswered(matcher(word, false)); }) ? query : otherwise();
  });
}

function isAnswered(match) {
  return Array.from(index.forms.values()).some(function (one) { return worth(match, one.form, one.plain) > 0; });
}

// The longest form that the word begins with, and the rest, without the letters that join them: Wohnung-s-prostitution.
function split(plain) {
  var known = new Set(Array.from(index.forms.values(), function (one) { return one.plain; }));
  for (var at = plain.length - SHORTEST_PART; at >= SHORTEST_PART - 1; at--) {
    var first = plain.slice(0, at), rest = plain.slice(at).replace(first.endsWith("s") ? "" : /^s(?=\p{L}{4})/u, "");
    if (known.has(first)) {
      return [first, rest];
    }
  }
  return [];
}

// The nearest form is where the word would be, or where it would be with one of its first letters wrong.
function guess(word, plain) {
  var near = nearest(plain);
  if (near || plain.length < 4 || DIGITS.test(plain)) {
    return Promise.resolve([near || word]);
  }
  var moved = [plain[0] + plain[2] + plain[1], plain[0] + plain.slice(2), plain.slice(1), plain.slice(0, 2) + plain.slice(3), plain[1] + plain[0] + plain[2]];
  return loadAll(moved.map(shelf)).then(function () { return [nearest(plain) || word]; });
}

// The form with the fewest letters wrong, the commoner of two: one letter of a short word, two of a long one.
function nearest(plain) {
  var best = "", least = plain.length < 4 || DIGITS.test(plain) ? 0 : plain.length < 8 ? 1 : 2, most = 0;
  function compare(form, other, size) {
    if (Math.abs(other.length - plain.length) <= least) {
      var wrong = distance(plain, other, least);
      if (wrong < least || (wrong === least && wrong > 0 && size > most)) {
        best = form;
        least = wrong;
        most = size;
      }
    }
  }
  index.common.forEach(function (script, form) { compare(form, fold(form), Infinity); });
  index.forms.forEach(function (one) {
    if (!one.isPart) {
      compare(one.form, one.plain, one.postings.length);
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

// Whether somebody who looks for this may want to call: one of the words is one of those, or nearly.
function asksForHelp(text, words) {
  return (text.match(WORD) || []).map(fold).some(function (plain) {
    return words.split(" ").map(fold).some(function (word) { return distance(plain, word, 1) <= (plain.length < 4 ? 0 : 1); });
  });
}
