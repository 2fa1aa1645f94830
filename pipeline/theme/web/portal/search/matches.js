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
  var forms = spellings(word).concat(keys(word)), names = forms.concat(numbers(word)).map(shelf);
  index.common.forEach(function (script, form) {
    if (keys(form).some(function (key) { return forms.includes(key); })) {
      names.push("common-" + script);
    }
  });
  return names;
}

// Returns the matcher of a word: its spellings, the keys of its forms, and beginnings to match. With `isWhole`, only its forms match.
function matcher(word, isWhole) {
  var wanted = spellings(word), formKeys = new Set(keys(word));
  index.forms.forEach(function (entry) {
    if (!entry.isPart && wanted.includes(entry.plain)) {
      // The texts have its accents, which the stemmer needs: attivita, attività.
      keys(entry.form).forEach(formKeys.add, formKeys);
    }
  });
  var stems = Array.from(formKeys).filter(function (key) { return key.length > 4; });
  return { word: word, isWhole: isWhole, wanted: wanted, formKeys: formKeys, stems: stems, numbers: numbers(word) };
}

// Returns how well a form in the texts matches; 0 if it does not.
function worth(match, form, plain) {
  if (match.wanted.includes(plain)) {
    return SAME;
  }
  if (match.wanted.some(function (want) { return want.slice(0, 2) === plain.slice(0, 2); })) {
    if (keys(form).some(match.formKeys.has, match.formKeys)) {
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
  var hitsByPassage = new Map();
  index.forms.forEach(function (entry) {
    var value = worth(match, entry.form, entry.plain);
    if (entry.isPart) {
      value = value >= STEM && !match.isWhole ? WITHIN : 0;
    } else if (!value && isWithin(match, entry.plain)) {
      value = WITHIN;
    }
    if (!value) {
      return;
    }
    places(entry.postings, function (number, positions) {
      var passage = index.passages[number];
      if (slug && passage.edition.slug !== slug) {
        return;
      }
      var hit = hitsByPassage.get(number) || { title: 0, text: 0, best: 0, places: new Set() };
      positions.forEach(function (position) {
        if (position < passage.heads) {
          hit.title = Math.max(hit.title, value);
        } else {
          hit.text += value;
        }
        hit.places.add(position);
      });
      hit.best = Math.max(hit.best, value);
      hitsByPassage.set(number, hit);
    });
  });
  return hitsByPassage;
}

// Returns the forms in a text that match, including the groups of digits of a matching number.
function answering(text, matchers) {
  var forms = new Set(), groups = [], end = 0;
  each(text, function (form, at) {
    var plain = fold(form);
    if (matchers.some(function (match) { return worth(match, form, plain) || isWithin(match, plain); })) {
      forms.add(form);
    }
    var isNext = groups.length && BETWEEN_GROUPS.test(text.slice(end, at));
    groups = !DIGITS.test(form) ? [] : isNext ? groups.concat(form).slice(-MOST_GROUPS) : [form];
    end = at + form.length;
    for (var n = 0; n < groups.length - 1; n++) {
      var whole = groups.slice(n).join("");
      if (matchers.some(function (match) { return worth(match, whole, whole); })) {
        groups.slice(n).forEach(forms.add, forms);
      }
    }
  });
  return forms;
}
