// SPDX-License-Identifier: GPL-3.0-or-later
function fold(word) {
  return word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}

// The whole word and its stem, both without accents: words that share one of them are forms of one word.
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
