// SPDX-License-Identifier: GPL-3.0-or-later
// Returns the spellings of a word. Umlauts are also written ae, oe, ue; both spellings are tried, since Bauer and Frauen have no umlaut.
function spellings(word) {
  var plain = fold(word), respelled = data.language.respelled || {};
  var other = Object.keys(respelled).reduce(function (text, letters) {
    return text.split(letters).join(respelled[letters]);
  }, plain);
  return other === plain ? [plain] : [plain, other];
}

// Returns the endings of a long number, which may have a country prefix: 0039800290290 finds 800 290 290.
function numbers(word) {
  var all = [];
  if (DIGITS.test(word)) {
    for (var n = 1; word.length - n >= SHORTEST_NUMBER; n++) {
      all.push(word.slice(n));
    }
  }
  return all;
}

// Returns the names of the scripts to load for a word: by its first letters, and for common words with the same stem.
function scripts(word) {
  var known = spellings(word).concat(keys(word)), names = known.concat(numbers(word)).map(shelf);
  index.common.forEach(function (script, form) {
    if (keys(form).some(function (key) { return known.includes(key); })) {
      names.push("common-" + script);
    }
  });
  return names;
}

// Returns the matcher of a word: its spellings, the keys of its forms, and beginnings to match. With `isWhole`, only its forms match.
function matcher(word, isWhole) {
  var wanted = spellings(word), known = new Set(keys(word));
  index.forms.forEach(function (one) {
    if (!one.isPart && wanted.includes(one.plain)) {
      // The texts have its accents, which the stemmer needs: attivita, attività.
      keys(one.form).forEach(known.add, known);
    }
  });
  var stems = Array.from(known).filter(function (key) { return key.length > 4; });
  return { word: word, isWhole: isWhole, wanted: wanted, known: known, stems: stems, numbers: numbers(word) };
}

// Returns how well a form in the texts matches; 0 if it does not.
function worth(match, form, plain) {
  if (match.wanted.includes(plain)) {
    return SAME;
  }
  if (match.wanted.some(function (want) { return want.slice(0, 2) === plain.slice(0, 2); })) {
    if (keys(form).some(match.known.has, match.known)) {
      return STEM;
    }
    // Match beginnings, also of the stem of an inflected word: Beratungen finds Beratungsstelle.
    if (!match.isWhole && (match.wanted.some(function (want) { return want.length > 3 && plain.startsWith(want); })
        || match.stems.some(function (stem) { return plain.startsWith(stem); }))) {
      return BEGINNING;
    }
  }
  return match.numbers.includes(form) ? BEGINNING : 0;
}

// Returns whether a form is a compound that contains the word: Notunterkunft contains Unterkunft.
function isWithin(match, plain) {
  return !!data.language.compounds && !match.isWhole
    && match.stems.concat(match.wanted).some(function (want) {
      return want.length > 4 && plain.length > want.length + 2 && plain.includes(want);
    });
}

// Returns the passages with a match, and the values and positions of the matches in each.
function hits(match, slug) {
  var found = new Map();
  index.forms.forEach(function (one) {
    var value = worth(match, one.form, one.plain);
    if (one.isPart) {
      value = value >= STEM && !match.isWhole ? WITHIN : 0;
    } else if (!value && isWithin(match, one.plain)) {
      value = WITHIN;
    }
    if (!value) {
      return;
    }
    places(one.postings, function (number, all) {
      var passage = index.passages[number];
      if (slug && passage.edition.slug !== slug) {
        return;
      }
      var hit = found.get(number) || { title: 0, text: 0, best: 0, places: new Set() };
      all.forEach(function (place) {
        if (place < passage.heads) {
          hit.title = Math.max(hit.title, value);
        } else {
          hit.text += value;
        }
        hit.places.add(place);
      });
      hit.best = Math.max(hit.best, value);
      found.set(number, hit);
    });
  });
  return found;
}

// Returns the forms in a text that match, including the groups of digits of a matching number.
function answering(text, matchers) {
  var forms = new Set(), groups = [], end = 0;
  each(text, function (form, at) {
    var plain = fold(form);
    if (matchers.some(function (one) { return worth(one, form, plain) || isWithin(one, plain); })) {
      forms.add(form);
    }
    var isNext = groups.length && BETWEEN_GROUPS.test(text.slice(end, at));
    groups = !DIGITS.test(form) ? [] : isNext ? groups.concat(form).slice(-MOST_GROUPS) : [form];
    end = at + form.length;
    for (var n = 0; n < groups.length - 1; n++) {
      var whole = groups.slice(n).join("");
      if (matchers.some(function (one) { return worth(one, whole, whole); })) {
        groups.slice(n).forEach(forms.add, forms);
      }
    }
  });
  return forms;
}
