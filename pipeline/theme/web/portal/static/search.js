// SPDX-License-Identifier: GPL-3.0-or-later
// The search of a language: reads the texts of its editions, which are scripts that hold them, and lists the passages that
// have the words of `?q=`, in one publication with `&in=`. Nothing is asked of any server, so it works from a disk too.
// The texts are loaded when somebody searches, and not before.
// `language` is what the profile of the language says: its elisions, compounds, respelled letters, irregular forms.
var siteSearch = { editions: [], stem: null, isFolded: false, language: {} };

(function () {
  "use strict";
  var WORD = /[\p{L}\p{M}\p{N}]+/gu, QUOTES = /["“”„«»]/g;
  var AT_ONCE = 20; // Results shown before “Show more”, and with each press of it.
  var SNIPPET = 220; // Characters.
  var MOST_MARKS = 24; // Forms handed on to the page, so that the address stays short.
  // How well a form of the texts answers a word of the reader's.
  var SAME = 1, STEM = 0.8, BEGINNING = 0.4, WITHIN = 0.2;
  var TITLE = 4, CHAPTER = 1.4, PHRASE = 1.6, SOURCES = 0.5, SATURATION = 1.2;
  var COMMON = 0.25; // A word in more than this share of all passages need not be in each result.
  // Words that an apostrophe joins to the next say little: l’assistenza, dell’udienza, d’asile.
  var ELIDED = /^\p{L}{1,6}['’]$/u;
  // Telephone numbers are written in groups that every country and hand makes differently.
  var DIGITS = /^\d+$/, BETWEEN_GROUPS = /^[\s().\/-]{1,3}$/, MOST_GROUPS = 6, SHORTEST_NUMBER = 6;
  var GROUPED = /\d+(?:[\s().\/-]{1,3}\d+){2,}/g;

  var page = document.querySelector(".search-page");
  var status = page.querySelector(".search-status");
  var list = page.querySelector(".search-results");
  var more = page.querySelector(".search-more");
  var others = page.querySelector(".search-others");
  var asked = new URLSearchParams(location.search);
  var query = (asked.get("q") || "").normalize("NFC").trim();

  function fold(word) {
    return word.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");
  }

  // The whole word and its stem, both without accents: words that share one of them are forms of one word.
  function keys(form) {
    var plain = fold(form), known = (siteSearch.language.irregular || {})[plain];
    var stem = siteSearch.stem ? fold(siteSearch.stem(known || (siteSearch.isFolded ? plain : form))) : plain;
    return Array.from(new Set([plain, known || plain, stem]));
  }

  function each(text, tell) {
    var found;
    WORD.lastIndex = 0;
    while ((found = WORD.exec(text))) {
      tell(found[0].toLowerCase(), found.index);
    }
  }

  // Reading the texts. A passage knows its words in order, those of its title first (`named`: how many of them are no
  // numbers), and where its title and its text are in another language (from, to, which); `forms` knows each form without its
  // accents (`plain`), where it is (`places`: the number of a passage -> of words), and the words that it is made of, if it
  // is more than one (`groups`).
  function read(editions) {
    var passages = [], forms = new Map();
    editions.forEach(function (edition) {
      edition.sections.forEach(function (row) {
        var passage = {
          edition: edition, page: edition.pages[row[0]], anchor: row[1], title: row[2], text: row[3],
          areSources: row[4] === 1, titleElsewhere: row[5] || [], elsewhere: row[6] || [], size: 0, heads: 0, named: 0
        };
        var number = passages.push(passage) - 1;
        function note(form, place, groups) {
          var known = forms.get(form);
          if (!known) {
            forms.set(form, (known = { plain: fold(form), places: new Map(), groups: groups || [form] }));
          }
          if (!known.places.has(number)) {
            known.places.set(number, []);
          }
          known.places.get(number).push(place);
        }
        // Each word, and the groups of figures that end with it as one: 800 290 290 is 290290 and 800290290 too.
        function noteAll(text) {
          var groups = [], end = 0;
          each(text, function (word, at) {
            var place = passage.size++;
            note(word, place);
            var isNext = groups.length && BETWEEN_GROUPS.test(text.slice(end, at));
            groups = !DIGITS.test(word) ? [] : isNext ? groups.concat(word).slice(-MOST_GROUPS) : [word];
            end = at + word.length;
            for (var n = groups.length - 2; n >= 0; n--) {
              note(groups.slice(n).join(""), place - groups.length + 1 + n, groups.slice(n));
            }
          });
        }
        noteAll(passage.title);
        passage.heads = passage.size++; // No phrase goes from the title to the text.
        passage.named = (passage.title.match(WORD) || []).filter(function (word) { return !/^\d+$/.test(word); }).length;
        noteAll(passage.text);
      });
    });
    return { passages: passages, forms: forms };
  }

  // Umlauts are also written ae, oe, ue: both are tried, since Bauer and Frauen have none.
  function spellings(word) {
    var plain = fold(word), respelled = siteSearch.language.respelled || {};
    var other = Object.keys(respelled).reduce(function (text, letters) {
      return text.split(letters).join(respelled[letters]);
    }, plain);
    return other === plain ? [plain] : [plain, other];
  }

  // The forms of the texts that answer a word, and how well each does.
  function answers(word, forms, isWhole) {
    var wanted = spellings(word);
    var beginning = wanted.map(function (one) { return one.slice(0, 2); });
    var known = new Set(keys(word));
    var near = [];
    forms.forEach(function (one, form) {
      var plain = one.plain;
      if (beginning.includes(plain.slice(0, 2))) {
        near.push([form, plain, keys(form)]);
        if (wanted.includes(plain)) {
          // The texts spell it with its accents, which the stemmer needs: attivita, attività.
          keys(form).forEach(known.add, known);
        }
      }
    });
    var found = new Map();
    near.forEach(function (one) {
      var plain = one[1];
      if (wanted.includes(plain)) {
        found.set(one[0], SAME);
      } else if (one[2].some(known.has, known)) {
        found.set(one[0], STEM);
      } else if (!isWhole && wanted.some(function (want) { return want.length > 3 && plain.startsWith(want); })) {
        found.set(one[0], BEGINNING);
      }
    });
    if (DIGITS.test(word) && word.length >= SHORTEST_NUMBER) {
      withoutPrefix(word, forms, found);
    }
    // Beginnings that an inflected word shares: Beratungen finds Beratungsstelle.
    if (!isWhole) {
      var stems = Array.from(known).filter(function (key) { return key.length > 4; });
      near.forEach(function (one) {
        if (!found.has(one[0]) && stems.some(function (stem) { return one[1].startsWith(stem); })) {
          found.set(one[0], BEGINNING);
        }
      });
      if (siteSearch.language.compounds) {
        within(stems.concat(wanted.filter(function (want) { return want.length > 4; })), forms, found);
      }
    }
    return found;
  }

  // A number with the prefix of its country finds the one without: 0039800290290 finds 800 290 290.
  function withoutPrefix(word, forms, found) {
    forms.forEach(function (one, form) {
      if (!found.has(form) && form.length >= SHORTEST_NUMBER && DIGITS.test(form) && word.endsWith(form)) {
        found.set(form, BEGINNING);
      }
    });
  }

  // German makes one word of many: Unterkunft is in Notunterkunft.
  function within(wanted, forms, found) {
    forms.forEach(function (one, form) {
      if (!found.has(form) && wanted.some(function (want) {
        return one.plain.length > want.length + 2 && one.plain.includes(want);
      })) {
        found.set(form, WITHIN);
      }
    });
  }

  // For one word: the passages that have it, how much it is worth there, and where.
  function hits(word, index, isWhole) {
    var found = new Map(), forms = answers(word, index.forms, isWhole);
    forms.forEach(function (worth, form) {
      index.forms.get(form).places.forEach(function (places, number) {
        var hit = found.get(number) || { title: 0, text: 0, places: new Set(), forms: new Set() };
        var heads = index.passages[number].heads;
        places.forEach(function (place) {
          if (place < heads) {
            hit.title = Math.max(hit.title, worth);
          } else {
            hit.text += worth;
          }
          hit.places.add(place);
        });
        hit.best = Math.max(hit.best || 0, worth);
        index.forms.get(form).groups.forEach(hit.forms.add, hit.forms);
        found.set(number, hit);
      });
    });
    return found;
  }

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

  // What was perhaps meant: the query with the nearest form in the place of each word that nothing answers, or empty.
  function meant(text, words, found, forms) {
    var other = text.replace(WORD, function (word) {
      var n = words.indexOf(word.toLowerCase());
      var near = n >= 0 && !found[n].size && nearest(fold(word), forms);
      // Capitals as the reader wrote them.
      return !near ? word : word === word.toLowerCase() ? near : near[0].toUpperCase() + near.slice(1);
    });
    return other === text ? "" : other;
  }

  // The form with the fewest letters wrong, the commoner of two: one letter of a short word, two of a long one.
  function nearest(plain, forms) {
    var best = null, least = plain.length < 4 ? 0 : plain.length < 8 ? 1 : 2, most = 0;
    forms.forEach(function (one, form) {
      if (Math.abs(one.plain.length - plain.length) <= least) {
        var wrong = distance(plain, one.plain, least);
        if (wrong < least || (wrong === least && one.places.size > most)) {
          best = form;
          least = wrong;
          most = one.places.size;
        }
      }
    });
    return best;
  }

  // Letters wrong, missing, too many, or changed with their neighbours; more than `limit` where there are more.
  function distance(one, other, limit) {
    var before = [], last = [], row;
    for (var n = 0; n <= other.length; n++) {
      last.push(n);
    }
    for (var i = 1; i <= one.length; i++) {
      row = [i];
      for (var j = 1; j <= other.length; j++) {
        var same = one[i - 1] === other[j - 1];
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
        if (i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]) {
          row[j] = Math.min(row[j], before[j - 2] + 1);
        }
      }
      if (Math.min.apply(null, row) > limit) {
        return limit + 1;
      }
      before = last;
      last = row;
    }
    return last[other.length];
  }

  function result(number, passage, found, rarities, marked) {
    var score = 0, titled = 0, forms = new Set();
    found.forEach(function (one, n) {
      var hit = one.get(number);
      if (hit) {
        // The second and third time count less; a long passage has a word more easily than a short one.
        var often = hit.text / (hit.text + SATURATION * (0.6 + passage.size / 250));
        score += rarities[n] * (hit.title * TITLE + often * hit.best * 2);
        titled += hit.title;
        if (marked.includes(one)) {
          hit.forms.forEach(forms.add, forms);
        }
      }
    });
    // A title that is the query and little else, such as a term of a glossary.
    score *= 1 + Math.pow(Math.min(1, titled / Math.max(1, passage.named)), 2);
    if (passage.areSources) {
      score *= SOURCES;
    } else if (titled && !passage.anchor) {
      score *= CHAPTER;
    }
    var order = found.map(function (one, n) { return n; });
    if (order.length > 1 && follow(order, found, number)) {
      score *= PHRASE;
    }
    return { number: number, passage: passage, score: score, forms: forms, also: [] };
  }

  // Showing what was found.
  function put(parent, name, text, className) {
    var element = document.createElement(name);
    element.textContent = text || "";
    if (className) {
      element.className = className;
    }
    parent.appendChild(element);
    return element;
  }

  // What stands between two places of a text, with marks, and what is in another language as such.
  function putText(parent, text, elsewhere, forms, from, to) {
    elsewhere.concat([[to, to, ""]]).forEach(function (one) {
      var start = Math.min(Math.max(one[0], from), to), end = Math.min(one[1], to);
      putMarked(parent, text.slice(from, start), forms);
      if (end > start) {
        var element = put(parent, "span");
        element.lang = one[2];
        putMarked(element, text.slice(start, end), forms);
      }
      from = Math.max(start, end);
    });
  }

  function putMarked(element, text, forms) {
    var from = 0;
    each(text, function (word, at) {
      if (forms.has(word)) {
        element.append(text.slice(from, at));
        put(element, "mark", text.slice(at, at + word.length));
        from = at + word.length;
      }
    });
    element.append(text.slice(from));
  }

  // From where to where the text has the most of the words, from the beginning of a word to the end of one.
  function snippet(text, forms) {
    var places = [];
    each(text, function (word, at) {
      if (forms.has(word)) {
        places.push([at, word]);
      }
    });
    if (text.length <= SNIPPET) {
      return [0, text.length];
    }
    var best = 0, most = -1;
    places.forEach(function (place) {
      var inside = new Set(places.filter(function (other) {
        return other[0] >= place[0] && other[0] < place[0] + SNIPPET * 0.7;
      }).map(function (other) { return other[1]; }));
      if (inside.size > most) {
        most = inside.size;
        best = place[0];
      }
    });
    var start = Math.max(0, best - SNIPPET * 0.25);
    start = start && text.indexOf(" ", start) + 1;
    var end = text.lastIndexOf(" ", start + SNIPPET);
    end = start + SNIPPET >= text.length ? text.length : end > start ? end : start + SNIPPET;
    return [start, end];
  }

  function address(passage, forms) {
    var marks = new URLSearchParams({ mark: Array.from(forms).slice(0, MOST_MARKS).join(" ") });
    return passage.edition.slug + "/" + passage.page[0] + "?" + marks + (passage.anchor ? "#" + passage.anchor : "");
  }

  // The publication, and the page where the passage is not its head.
  function putTrail(parent, passage) {
    var name = passage.page[1];
    parent.append(passage.edition.title);
    if (name !== passage.edition.title && name !== passage.title) {
      parent.append(" › ");
      putText(parent, name, passage.page[2] || [], new Set(), 0, name.length);
    }
  }

  function show(one) {
    var passage = one.passage, item = document.createElement("li");
    var link = put(put(item, "h2"), "a");
    link.href = address(passage, one.forms);
    var title = passage.title || passage.page[1];
    putText(link, title, passage.title ? passage.titleElsewhere : passage.page[2] || [], one.forms, 0, title.length);
    putTrail(put(item, "p", "", "search-place"), passage);
    if (passage.text) {
      var span = snippet(passage.text, one.forms), said = put(item, "p", span[0] ? "… " : "", "search-text");
      putText(said, passage.text, passage.elsewhere, one.forms, span[0], span[1]);
      said.append(span[1] < passage.text.length ? " …" : "");
    }
    one.also.forEach(function (other) {
      var elsewhere = put(put(item, "p", "", "search-place"), "a");
      elsewhere.href = address(other, one.forms);
      putTrail(elsewhere, other);
    });
    list.appendChild(item);
    return link;
  }

  function say(text) {
    status.textContent = text;
  }

  function unquoted(text) {
    return text.replace(QUOTES, "");
  }

  // A link to another search.
  function offer(text, words, slug) {
    var link = put(put(others, "li"), "a", text);
    link.href = "?" + new URLSearchParams(slug ? { q: words, in: slug } : { q: words });
    others.hidden = false;
  }

  function fill(text, values) {
    return text.replace(/%\((\w+)\)s/g, function (whole, name) { return values[name]; });
  }

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

  start();
})();
