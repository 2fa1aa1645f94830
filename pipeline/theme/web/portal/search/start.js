// SPDX-License-Identifier: GPL-3.0-or-later
// Says what was found, and shows the first results as soon as their texts are there, in their order.
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
    next.forEach(function (one) { load(one.passage.script).catch(ignore); });
    return next.reduce(function (before, one) {
      return before.then(function (links) {
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

function answer(slug) {
  var words = parse(query);
  return understand(words).then(function (groups) {
    var matchers = [].concat.apply([], groups);
    var meant = groups.some(function (group) { return group[0] && group[0].meant; })
      ? groups.map(function (group, n) { return group[0] && group[0].meant ? group[0].word : words.words[n]; }).join(" ") : "";
    return tell(search(words, matchers, slug), query, meant, slug);
  });
}

function start() {
  page.querySelector(".search-needs-scripts").hidden = true;
  var input = page.querySelector("input[name='q']");
  var choice = page.querySelector("select[name='in']");
  var options = Array.from(choice.options, function (option) { return option.value; });
  choice.value = options.includes(asked.get("in")) ? asked.get("in") : "";
  input.value = query;
  if (!query) {
    input.focus();
    return;
  }
  say(page.dataset.searching);
  list.setAttribute("aria-busy", "true");
  // The scripts of the language stand after this one.
  document.addEventListener("DOMContentLoaded", function () {
    (index.isThere ? answer(choice.value) : Promise.reject()).then(function () {
      list.setAttribute("aria-busy", "false");
    }).catch(complain);
  });
}
