// SPDX-License-Identifier: GPL-3.0-or-later
// Reports how many passages were found, and shows the first results, in order, as soon as their texts are loaded.
function report(matches, query, meant, slug) {
  var results = matches.results, shown = 0, texts = page.dataset, publications = new Set();
  results.forEach(function (result) {
    result.also.concat(result.passage).forEach(function (passage) { publications.add(passage.edition.slug); });
  });
  var count = matches.whole || results.length;
  var values = {
    n: count.toLocaleString(document.documentElement.lang), publications: publications.size, query: unquoted(query), meant: meant
  };
  if (!results.length) {
    say(fill(texts.nothing, values));
    if (slug) {
      offer(texts.all, query, "");
    }
    return Promise.resolve();
  }
  say([meant ? texts.meant : "", matches.whole ? "" : texts.partial, texts.found, matches.whole && results.length > matches.whole ? texts.others : ""]
    .filter(Boolean).map(function (text) { return fill(text, values); }).join(" "));
  function further() {
    var next = results.slice(shown, shown + AT_ONCE);
    shown += next.length;
    more.hidden = true;
    return next.reduce(function (before, result, n) {
      return before.then(function (links) {
        // Load the others after the first, so that it does not wait for them on a slow connection.
        next.slice(0, n ? next.length : 1).forEach(function (other) { load(other.passage.script).catch(ignore); });
        return load(result.passage.script).then(function () { return links.concat(show(result, matches.marked)); });
      });
    }, Promise.resolve([])).then(function (links) {
      more.hidden = shown >= results.length;
      return links[0];
    });
  }
  more.addEventListener("click", function () {
    further().then(function (link) { link.focus(); }, complain);
  });
  return further();
}

function complain() {
  say(page.dataset.broken);
  list.setAttribute("aria-busy", "false");
}

// Resolves to the results, and to the words of the texts that replace words of the query.
function find(slug) {
  return meaning(parse(query)).then(function (words) {
    return understand(words).then(function (groups) { return results(words, groups, slug); });
  });
}

// Replaces several everyday words by the term for them, if there is one: trafikimi i njerëzve.
function meaning(words) {
  return loadAll(words.words.slice(0, 1).map(function (word) { return shelf(fold(word)); })).then(function () {
    var term = words.words.length > 1 && index.synonyms.get(words.words.map(fold).join("_"));
    return term ? Object.assign(parse(term), { meant: term }) : words;
  });
}

function results(words, groups, slug) {
  var matchers = [].concat.apply([], groups.map(function (group) { return group.all; }));
  var isOther = groups.some(function (group) { return group.meant; });
  var meant = groups.map(function (group, n) { return group.meant || words.words[n]; });
  return Object.assign(search(spread(words, groups), matchers, slug), { meant: words.meant || (isOther ? meant.join(" ") : "") });
}

// Starts to load the words; returns a function that shows the results in a section of the page, to be called once it is parsed.
function start(needs) {
  var slug = request.get("in") || "";
  var pending = loadAll(needs).then(function () {
    slug = index.slugs.includes(slug) ? slug : "";
    return query ? find(slug) : null;
  });
  pending.catch(ignore);
  return function (whole, group) {
    page = whole;
    status = group.querySelector(".search-status");
    list = group.querySelector(".search-results");
    more = group.querySelector(".search-more");
    others = group.querySelector(".search-others");
    var help = page.querySelector(".search-help");
    help.hidden = !asksForHelp(query, help.dataset.words);
    say(page.dataset.searching);
    list.setAttribute("aria-busy", "true");
    return pending.then(function (results) {
      return report(results, query, results.meant, slug);
    }).then(function () { list.setAttribute("aria-busy", "false"); }, complain);
  };
}
