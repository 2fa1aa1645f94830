// SPDX-License-Identifier: GPL-3.0-or-later
// The loaded data. `passages` have the length of each passage, and the script with its text. `forms` has the loaded forms of words,
// also without accents (`plain`), and where they occur (`postings`); `isPart`: the last part of a compound. `synonyms` maps words
// that the texts do not have to words that they have.
var index = { passages: [], forms: new Map(), common: new Map(), beginnings: [], texts: new Map(), slugs: [], synonyms: new Map() };
var loads = new Map();

function load(name) {
  if (!loads.has(name)) {
    loads.set(name, new Promise(function (resolve, reject) {
      var script = document.createElement("script");
      script.src = folder + name + ".js";
      script.receiver = data;
      script.fetchPriority = "high"; // Load it before fonts.
      script.onload = resolve;
      script.onerror = reject;
      document.head.appendChild(script);
    }));
  }
  return loads.get(name);
}

function loadAll(names) {
  return Promise.all(Array.from(names).map(load));
}

// `contents.words` has, for each script, the first three letters of its first word. `2a.3CS=1f` is a passage of 82 words, 3 of them
// in its title (after another full stop: without numbers), which begins a chapter (C), is a list of sources (S), and has the same
// text as passage 51.
data.contents = function (contents) {
  contents.common.split(" ").filter(Boolean).forEach(function (form, n) { index.common.set(form, n); });
  index.beginnings = contents.words;
  contents.editions.forEach(function (edition) {
    index.slugs.push(edition.slug);
    edition.scripts.forEach(function (entries, script) {
      entries.split(" ").forEach(function (entry, row) {
        var parts = /^([0-9a-z.]+)(C?)(S?)(?:=(.+))?$/.exec(entry);
        var counts = parts[1].split(".").map(number36), number = index.passages.length;
        index.passages.push({
          edition: edition, script: edition.slug + "/" + script, row: row, size: counts[0], heads: counts[1],
          named: counts.length > 2 ? counts[2] : counts[1], isChapter: !!parts[2], areSources: !!parts[3],
          twin: parts[4] ? number36(parts[4]) : number
        });
      });
    });
  });
};

data.words = function (lines) {
  lines.split("\n").filter(Boolean).forEach(function (line) {
    if (/^[^ ]+> /.test(line)) { // nrm> National Referral Mechanism
      index.synonyms.set(line.slice(0, line.indexOf(">")), line.slice(line.indexOf(" ") + 1));
      return;
    }
    var parts = line.split(" "), isPart = parts[0].endsWith("<"), form = isPart ? parts[0].slice(0, -1) : parts[0];
    index.forms.set(parts[0], { form: form, plain: fold(form), isPart: isPart, postings: parts[1] });
  });
};

data.texts = function (slug, number, texts) {
  index.texts.set(slug + "/" + number, texts);
};

function number36(digits) {
  return parseInt(digits, 36);
}

// Calls `tell` with each passage that has a form, and its positions there: `1f.3.a,2.7` is passage 51 (3, 13) and 53 (7).
function places(postings, callback) {
  var passage = 0;
  postings.split(",").forEach(function (part) {
    var steps = part.split(".").map(number36), place = 0;
    passage += steps[0];
    callback(passage, steps.slice(1).map(function (step) { return (place += step); }));
  });
}

// Returns the name of the script that would contain this word.
function shelf(plain) {
  var beginning = plain.slice(0, 3), n = index.beginnings.length - 1;
  while (n > 0 && index.beginnings[n] > beginning) {
    n -= 1;
  }
  return "words-" + Math.max(0, n);
}

function textOf(passage) {
  var texts = index.texts.get(passage.script), row = texts.sections[passage.row];
  return {
    page: texts.pages[row[0]], anchor: row[1], title: row[2], text: row[3],
    titleElsewhere: row[5] || [], elsewhere: row[6] || []
  };
}
