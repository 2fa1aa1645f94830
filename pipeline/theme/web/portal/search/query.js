// SPDX-License-Identifier: GPL-3.0-or-later
// Words, and between quotation marks of any kind words that must follow one another. `slight` are the numbers of those
// that need not be there.
function parse(text) {
  var words = [], phrases = [], slight = new Set();
  text.replace(GROUPED, function (number) { return number.replace(/\D/g, ""); }).split(QUOTES).forEach(function (part, n) {
    var own = [];
    each(part, function (word, at) {
      own.push(words.push(word) - 1);
      if (siteSearch.language.elides && ELIDED.test(part.slice(at, at + word.length + 1))) {
        slight.add(words.length - 1);
      }
    });
    if (n % 2 && own.length > 1) {
      phrases.push(own);
    }
  });
  return { words: words, phrases: phrases, slight: slight };
}

function follow(order, found, number) {
  var first = found[order[0]].get(number);
  return !!first && Array.from(first.places).some(function (place) {
    return order.every(function (word, n) {
      var hit = found[word].get(number);
      return hit && hit.places.has(place + n);
    });
  });
}

function search(text, index) {
  var asked = parse(text), total = index.passages.length;
  var quoted = new Set([].concat.apply([], asked.phrases));
  var found = asked.words.map(function (word, n) { return hits(word, index, quoted.has(n)); });
  var rarities = found.map(function (one) { return Math.log(1 + total / (1 + one.size)); });
  var needed = found.filter(function (one, n) {
    return quoted.has(n) || (one.size < total * COMMON && !asked.slight.has(n));
  });
  if (!needed.length) {
    needed = found;
  }
  // Marked are the words that are needed, and long ones however common: not each “of”.
  var marked = found.filter(function (one, n) { return needed.includes(one) || asked.words[n].length > 3; });
  function isWhole(number) {
    return needed.every(function (one) { return one.has(number); })
      && asked.phrases.every(function (order) { return follow(order, found, number); });
  }
  var numbers = Array.from(new Set([].concat.apply([], found.map(function (one) { return Array.from(one.keys()); }))));
  var whole = numbers.filter(isWhole);
  var isPartial = !whole.length && asked.words.length > 1 && !asked.phrases.length;
  var results = (isPartial ? numbers : whole).map(function (number) {
    return result(number, index.passages[number], found, rarities, marked);
  });
  results.sort(function (one, other) {
    return other.score - one.score || one.number - other.number;
  });
  return { results: merged(results), isPartial: isPartial, meant: meant(text, asked.words, found, index.forms) };
}

// Passages that say the same in several publications, such as a term of their glossaries, are one result.
function merged(results) {
  var known = new Map();
  return results.filter(function (one) {
    var said = one.passage.title + "\n" + one.passage.text, first = one.passage.text && known.get(said);
    if (first) {
      first.also.push(one.passage);
      return false;
    }
    known.set(said, one);
    return true;
  });
}
