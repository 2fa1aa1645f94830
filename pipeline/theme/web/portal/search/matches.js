// SPDX-License-Identifier: GPL-3.0-or-later
// Umlauts are also written ae, oe, ue: both are tried, since Bauer and Frauen have none.
function spellings(word) {
  var plain = fold(word), respelled = siteSearch.language.respelled || {};
  var other = Object.keys(respelled).reduce(function (text, letters) {
    return text.split(letters).join(respelled[letters]);
  }, plain);
  return other === plain ? [plain] : [plain, other];
}

// The forms of the texts that answer a word, and how well each does.
function answers(word, forms, isWhole) {
  var wanted = spellings(word);
  var beginning = wanted.map(function (one) { return one.slice(0, 2); });
  var known = new Set(keys(word));
  var near = [];
  forms.forEach(function (one, form) {
    var plain = one.plain;
    if (beginning.includes(plain.slice(0, 2))) {
      near.push([form, plain, keys(form)]);
      if (wanted.includes(plain)) {
        // The texts spell it with its accents, which the stemmer needs: attivita, attività.
        keys(form).forEach(known.add, known);
      }
    }
  });
  var found = new Map();
  near.forEach(function (one) {
    var plain = one[1];
    if (wanted.includes(plain)) {
      found.set(one[0], SAME);
    } else if (one[2].some(known.has, known)) {
      found.set(one[0], STEM);
    } else if (!isWhole && wanted.some(function (want) { return want.length > 3 && plain.startsWith(want); })) {
      found.set(one[0], BEGINNING);
    }
  });
  if (DIGITS.test(word) && word.length >= SHORTEST_NUMBER) {
    withoutPrefix(word, forms, found);
  }
  // Beginnings that an inflected word shares: Beratungen finds Beratungsstelle.
  if (!isWhole) {
    var stems = Array.from(known).filter(function (key) { return key.length > 4; });
    near.forEach(function (one) {
      if (!found.has(one[0]) && stems.some(function (stem) { return one[1].startsWith(stem); })) {
        found.set(one[0], BEGINNING);
      }
    });
    if (siteSearch.language.compounds) {
      within(stems.concat(wanted.filter(function (want) { return want.length > 4; })), forms, found);
    }
  }
  return found;
}

// A number with the prefix of its country finds the one without: 0039800290290 finds 800 290 290.
function withoutPrefix(word, forms, found) {
  forms.forEach(function (one, form) {
    if (!found.has(form) && form.length >= SHORTEST_NUMBER && DIGITS.test(form) && word.endsWith(form)) {
      found.set(form, BEGINNING);
    }
  });
}

// German makes one word of many: Unterkunft is in Notunterkunft.
function within(wanted, forms, found) {
  forms.forEach(function (one, form) {
    if (!found.has(form) && wanted.some(function (want) {
      return one.plain.length > want.length + 2 && one.plain.includes(want);
    })) {
      found.set(form, WITHIN);
    }
  });
}

// For one word: the passages that have it, how much it is worth there, and where.
function hits(word, index, isWhole) {
  var found = new Map(), forms = answers(word, index.forms, isWhole);
  forms.forEach(function (worth, form) {
    index.forms.get(form).places.forEach(function (places, number) {
      var hit = found.get(number) || { title: 0, text: 0, places: new Set(), forms: new Set() };
      var heads = index.passages[number].heads;
      places.forEach(function (place) {
        if (place < heads) {
          hit.title = Math.max(hit.title, worth);
        } else {
          hit.text += worth;
        }
        hit.places.add(place);
      });
      hit.best = Math.max(hit.best || 0, worth);
      index.forms.get(form).groups.forEach(hit.forms.add, hit.forms);
      found.set(number, hit);
    });
  });
  return found;
}
