// SPDX-License-Identifier: GPL-3.0-or-later
// Reports how many passages were found, and shows the first results, in order, as soon as their texts are loaded.
function tell(found, query, meant, slug) {
  var results = found.results, shown = 0, said = page.dataset, publications = new Set();
  results.forEach(function (one) {
    one.also.concat(one.passage).forEach(function (passage) { publications.add(passage.edition.slug); });
  });
  var count = found.whole || results.length;
  var values = {
    n: count.toLocaleString(document.documentElement.lang), publications: publications.size, query: unquoted(query), meant: meant
  };
  if (!results.length) {
    say(fill(said.nothing, values));
    if (slug) {
      offer(said.all, query, "");
    }
    return Promise.resolve();
  }
  say([meant ? said.meant : "", found.whole ? "" : said.partial, said.found, found.whole && results.length > found.whole ? said.others : ""]
    .filter(Boolean).map(function (text) { return fill(text, values); }).join(" "));
  function further() {
    var next = results.slice(shown, shown + AT_ONCE);
    shown += next.length;
    more.hidden = true;
    return next.reduce(function (before, one, n) {
      return before.then(function (links) {
        // Load the others after the first, so that it does not wait for them on a slow connection.
        next.slice(0, n ? next.length : 1).forEach(function (other) { load(other.passage.script).catch(ignore); });
        return load(one.passage.script).then(function () { return links.concat(show(one, found.marked)); });
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
  var slug = asked.get("in") || "";
  var found = loadAll(needs).then(function () {
    slug = index.slugs.includes(slug) ? slug : "";
    return query ? find(slug) : null;
  });
  found.catch(ignore);
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
    return found.then(function (what) {
      return tell(what, query, what.meant, slug);
    }).then(function () { list.setAttribute("aria-busy", "false"); }, complain);
  };
}
