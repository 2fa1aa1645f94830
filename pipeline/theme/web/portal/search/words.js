// SPDX-License-Identifier: GPL-3.0-or-later
function fold(word) {
  return word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}

// Returns the word, its base form and its stem, without accents: words that share one of these are forms of the same word.
function keys(form) {
  var plain = fold(form), known = (data.language.irregular || {})[plain];
  var stem = data.stem ? fold(data.stem(known || (data.isFolded ? plain : form))) : plain;
  return Array.from(new Set([plain, known || plain, stem]));
}

function each(text, tell) {
  var found;
  WORD.lastIndex = 0;
  while ((found = WORD.exec(text))) {
    tell(found[0].toLowerCase(), found.index);
  }
}
