// SPDX-License-Identifier: GPL-3.0-or-later
function fold(word) {
  return word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
}

// Returns the word, its base form and its stem, without accents: words that share one of these are forms of the same word.
function keys(form) {
  var plain = fold(form), lemma = (data.language.irregular || {})[plain];
  var stem = data.stem ? fold(data.stem(lemma || (data.isFolded ? plain : form))) : plain;
  return Array.from(new Set([plain, lemma || plain, stem]));
}

function each(text, callback) {
  var match;
  WORD.lastIndex = 0;
  while ((match = WORD.exec(text))) {
    callback(match[0].toLowerCase(), match.index);
  }
}
