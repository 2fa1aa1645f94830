// SPDX-License-Identifier: GPL-3.0-or-later
// Resolves to the replacement of a word without a match: its synonym from an index or the terminology, else the parts of a compound,
// else the nearest form, else the word itself. `slight` are the indexes of words that need not match.
function instead(word) {
  var plain = fold(word), synonym = spellings(word).map(function (spelling) { return index.synonyms.get(spelling); }).find(Boolean);
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

// Resolves to the query if each of its words has a match, else to the result of `otherwise`.
function ifAnswered(query, otherwise) {
  var needed = query.words.filter(function (word, n) { return !query.slight.has(n); });
  return loadAll([].concat.apply([], needed.map(scripts))).then(function () {
    return needed.every(function (word) { return isAnswered(matcher(word, false)); }) ? query : otherwise();
  });
}

function isAnswered(match) {
  return Array.from(index.forms.values()).some(function (entry) { return worth(match, entry.form, entry.plain) > 0; });
}

// Splits a compound into the longest known form that it begins with, and the rest, without the linking s: Wohnung-s-prostitution.
function split(plain) {
  var forms = new Set(Array.from(index.forms.values(), function (entry) { return entry.plain; }));
  for (var at = plain.length - SHORTEST_PART; at >= SHORTEST_PART - 1; at--) {
    var first = plain.slice(0, at), rest = plain.slice(at).replace(first.endsWith("s") ? "" : /^s(?=\p{L}{4})/u, "");
    if (forms.has(first)) {
      return [first, rest];
    }
  }
  return [];
}

// Looks for the nearest form among words with the same first letters, then among words for which one of the first letters is wrong.
function guess(word, plain) {
  var near = nearest(plain);
  if (near || plain.length < 4 || DIGITS.test(plain)) {
    return Promise.resolve([near || word]);
  }
  var moved = [plain[0] + plain[2] + plain[1], plain[0] + plain.slice(2), plain.slice(1), plain.slice(0, 2) + plain.slice(3), plain[1] + plain[0] + plain[2]];
  return loadAll(moved.map(shelf)).then(function () { return [nearest(plain) || word]; });
}

// Returns the form with the fewest wrong letters (at most one in a short word, two in a long word); of several, the most common one.
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
  index.forms.forEach(function (entry) {
    if (!entry.isPart) {
      compare(entry.form, entry.plain, entry.postings.length);
    }
  });
  return best;
}

// Returns the number of wrong, missing, added or transposed letters, or `limit + 1` if there are more than `limit`.
function distance(first, second, limit) {
  var before = [], last = [], row;
  for (var n = 0; n <= second.length; n++) {
    last.push(n);
  }
  for (var i = 1; i <= first.length; i++) {
    row = [i];
    for (var j = 1; j <= second.length; j++) {
      var isSame = first[i - 1] === second[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1]) {
        row[j] = Math.min(row[j], before[j - 2] + 1);
      }
    }
    if (Math.min.apply(null, row) > limit) {
      return limit + 1;
    }
    before = last;
    last = row;
  }
  return last[second.length];
}

// Returns whether a query suggests that somebody wants to call: it has one of `words`, perhaps with one wrong letter.
function asksForHelp(text, words) {
  return (text.match(WORD) || []).map(fold).some(function (plain) {
    return words.split(" ").map(fold).some(function (word) { return distance(plain, word, 1) <= (plain.length < 4 ? 0 : 1); });
  });
}
