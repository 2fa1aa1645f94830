// SPDX-License-Identifier: GPL-3.0-or-later
// The search page: its form, and a section for each searched language, the page's own language first.
function whenParsed() {
  return new Promise(function (resolve) {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", resolve);
    } else {
      resolve();
    }
  });
}

function fillForm(page, chosen) {
  page.querySelector(".search-needs-scripts").hidden = true;
  var input = page.querySelector("input[name='q']"), choice = page.querySelector("select[name='in']");
  var slug = request.get("in") || "";
  choice.value = Array.from(choice.options).some(function (option) { return option.value === slug; }) ? slug : "";
  input.value = query;
  page.querySelectorAll("input[name='lang']").forEach(function (box) { box.checked = chosen.includes(box.value); });
  // An offline copy has only one language.
  page.querySelector(".search-languages").hidden = location.protocol === "file:";
  if (!query) {
    input.focus();
  }
}

// Returns the section for a language: the existing one, or a copy after it. If there are several, they have headings.
function partFor(page, tag, number, isAlone) {
  var group = page.querySelector(".search-group");
  if (number) {
    group = group.parentNode.insertBefore(group.cloneNode(true), page.querySelector(".search-else"));
    group.querySelector(".search-results").textContent = "";
  }
  var heading = group.querySelector(".search-language");
  heading.hidden = isAlone;
  heading.lang = group.querySelector(".search-results").lang = tag;
  heading.textContent = page.querySelector("input[name='lang'][value='" + tag + "']").dataset.name;
  return group;
}

// Loads the words while the page is parsed, so that neither waits for the other on a slow connection.
function begin() {
  var script = document.currentScript, own = document.documentElement.lang, needs = {};
  script.dataset.needs.split(";").forEach(function (entry) {
    var parts = entry.split(":");
    needs[parts[0]] = parts[1].split(" ");
  });
  var wanted = request.getAll("lang").filter(function (tag) { return tag in needs; });
  var chosen = [own].concat(Object.keys(needs)).filter(function (tag, n, all) {
    return all.indexOf(tag) === n && (wanted.length ? wanted.includes(tag) : tag === own);
  });
  var searches = chosen.map(function (tag) {
    return searchIn(script.dataset.folder + tag + "/", tag === own ? "" : "../" + tag + "/", needs[tag]);
  });
  whenParsed().then(function () {
    var page = document.querySelector(".search-page");
    fillForm(page, chosen);
    if (query) {
      var groups = chosen.map(function (tag, n) { return partFor(page, tag, n, chosen.length < 2); });
      searches.forEach(function (show, n) { show(page, groups[n]); });
    }
  });
}
