// SPDX-License-Identifier: GPL-3.0-or-later
function tell(found, slug) {
  var results = found.results, shown = 0, said = page.dataset;
  var slugs = new Set();
  results.forEach(function (one) {
    one.also.concat(one.passage).forEach(function (passage) { slugs.add(passage.edition.slug); });
  });
  var values = { n: results.length.toLocaleString(document.documentElement.lang), publications: slugs.size, query: unquoted(query) };
  if (found.meant) {
    offer(fill(said.meant, { query: unquoted(found.meant) }), found.meant, slug);
  }
  if (!results.length) {
    say(fill(said.nothing, values));
    if (slug) {
      offer(said.all, query, "");
    }
    return;
  }
  say((found.isPartial ? said.partial + " " : "") + fill(said.found, values));
  function further() {
    var links = results.slice(shown, shown + AT_ONCE).map(show);
    shown += links.length;
    more.hidden = shown >= results.length;
    return links[0];
  }
  further();
  more.addEventListener("click", function () { further().focus(); });
}

function load(source, done) {
  var script = document.createElement("script");
  script.src = source;
  script.onload = done;
  script.onerror = function () { say(page.dataset.broken); };
  document.head.appendChild(script);
}

function start() {
  page.querySelector(".search-needs-scripts").hidden = true;
  var input = page.querySelector("input[name='q']");
  var choice = page.querySelector("select[name='in']");
  var options = Array.from(choice.options);
  var order = options.map(function (option) { return option.value; });
  choice.value = order.includes(asked.get("in")) ? asked.get("in") : "";
  input.value = query;
  if (!query) {
    input.focus();
    return;
  }
  var sources = options.filter(function (option) {
    return option.dataset.index && (!choice.value || option.value === choice.value);
  }).map(function (option) { return option.dataset.index; });
  if (page.dataset.stemmer) {
    sources.push(page.dataset.stemmer);
  }
  var waiting = sources.length;
  function loaded() {
    waiting -= 1;
    if (waiting < 1) {
      // They come in any order.
      siteSearch.editions.sort(function (one, other) { return order.indexOf(one.slug) - order.indexOf(other.slug); });
      tell(search(query, read(siteSearch.editions)), choice.value);
      list.setAttribute("aria-busy", "false");
    }
  }
  say(page.dataset.searching);
  list.setAttribute("aria-busy", "true");
  sources.forEach(function (source) { load(source, loaded); });
  if (!waiting) {
    loaded();
  }
}
