// SPDX-License-Identifier: GPL-3.0-or-later
// Parses a query into words, and phrases (in quotation marks of any kind), whose words must be consecutive. `slight` are the indexes of
// words that need not match.
function parse(text) {
  var words = [], phrases = [], slight = new Set();
  text.replace(GROUPED, function (number) { return number.replace(/\D/g, ""); }).split(QUOTES).forEach(function (part, n) {
    var own = [];
    each(part, function (word, at) {
      own.push(words.push(word) - 1);
      if (data.language.elides && ELIDED.test(part.slice(at, at + word.length + 1))) {
        slight.add(words.length - 1);
      }
    });
    if (n % 2 && own.length > 1) {
      phrases.push(own);
    }
  });
  // Short common words are not searched for, unless there are no other words.
  words.forEach(function (word, n) {
    if (index.common.has(word) && word.length < 4 && words.some(function (other) { return !index.common.has(other); })) {
      slight.add(n);
    }
  });
  if (slight.size === words.length) {
    slight.clear();
  }
  return { words: words, phrases: phrases, slight: slight, quoted: new Set([].concat.apply([], phrases)) };
}

// Loads the words of a query. Resolves, for each word, to the matchers of the word or its replacements (`all`; null if it is not
// searched for), and to the replacement to show to the reader (`meant`), if any.
function understand(query) {
  var isSought = query.words.map(function (word, n) { return query.quoted.has(n) || !query.slight.has(n); });
  var sought = query.words.filter(function (word, n) { return isSought[n]; });
  return loadAll(new Set([].concat.apply([], sought.map(scripts)))).then(function () {
    return Promise.all(query.words.map(function (word, n) {
      var match = isSought[n] ? matcher(word, query.quoted.has(n)) : null;
      return !match || query.quoted.has(n) || hits(match, "").size ? { all: [match], meant: "" } : instead(word).then(function (other) {
        return loadAll([].concat.apply([], other.words.map(scripts))).then(function () {
          return {
            all: other.words.map(function (word, k) { return other.slight.has(k) ? null : matcher(word, false); }),
            meant: other.meant
          };
        });
      });
    }));
  });
}

// Returns the query with its indexes adjusted to words that were replaced by several words.
function spread(query, groups) {
  var first = groups.map(function (group, n) {
    return groups.slice(0, n).reduce(function (count, before) { return count + before.all.length; }, 0);
  });
  function moved(numbers) {
    return new Set([].concat.apply([], Array.from(numbers, function (n) {
      return groups[n].all.map(function (match, k) { return first[n] + k; });
    })));
  }
  return {
    phrases: query.phrases.map(function (order) { return order.map(function (n) { return first[n]; }); }),
    slight: moved(query.slight), quoted: moved(query.quoted)
  };
}

function follow(order, hitsByWord, number) {
  var present = order.filter(function (word) { return hitsByWord[word]; });
  var first = present.length > 1 && hitsByWord[present[0]].get(number);
  return !!first && Array.from(first.places).some(function (place) {
    return present.every(function (word) {
      var hit = hitsByWord[word].get(number);
      return hit && hit.places.has(place + word - present[0]);
    });
  });
}

function search(query, matchers, slug) {
  var total = index.passages.length;
  var hitsByWord = matchers.map(function (match) { return match && hits(match, slug); });
  var rarities = hitsByWord.map(function (hits) { return hits ? Math.log(1 + total / (1 + hits.size)) : 0; });
  var sought = hitsByWord.filter(Boolean);
  var needed = hitsByWord.filter(function (hits, n) {
    return hits && (query.quoted.has(n) || (hits.size < total * COMMON && !query.slight.has(n)));
  });
  if (!needed.length) {
    needed = sought;
  }
  // Mark the required words, and long words even if they are common, but not each “of”.
  var marked = matchers.filter(function (match, n) {
    return match && (needed.includes(hitsByWord[n]) || match.word.length > 3);
  });
  var numbers = Array.from(new Set([].concat.apply([], sought.map(function (hits) { return Array.from(hits.keys()); }))));
  function isWhole(number) {
    return needed.every(function (hits) { return hits.has(number); })
      && query.phrases.every(function (order) { return follow(order, hitsByWord, number); });
  }
  var whole = numbers.filter(isWhole), results = whole.map(function (number) {
    return result(number, hitsByWord, rarities, true);
  });
  // If few passages have all words, add those that have some of them.
  var isShort = whole.length < AT_ONCE && needed.length > 1 && !query.phrases.length;
  if (isShort) {
    results = results.concat(numbers.filter(function (number) { return !isWhole(number); }).map(function (number) {
      return result(number, hitsByWord, rarities, false);
    }));
  }
  results.sort(function (result, other) {
    return other.isWhole - result.isWhole || other.score - result.score || result.number - other.number;
  });
  results = merged(results.slice(0, isShort ? Math.max(whole.length, MOST_PARTIAL) : results.length));
  return { results: results, whole: results.filter(function (result) { return result.hasAll; }).length, marked: marked };
}

// Merges equal passages of several publications, such as a term in their glossaries, into one result.
function merged(results) {
  var firstByTwin = new Map();
  return results.filter(function (result) {
    var first = firstByTwin.get(result.passage.twin);
    if (first) {
      first.also.push(result.passage);
      return false;
    }
    firstByTwin.set(result.passage.twin, result);
    return true;
  });
}
