// SPDX-License-Identifier: GPL-3.0-or-later
// Shows results.
function put(parent, name, text, className) {
  var element = document.createElement(name);
  element.textContent = text || "";
  if (className) {
    element.className = className;
  }
  parent.appendChild(element);
  return element;
}

// Appends a part of a text, with marked words, and with `lang` for passages in another language.
function putText(parent, text, elsewhere, forms, from, to) {
  elsewhere.concat([[to, to, ""]]).forEach(function (range) {
    var start = Math.min(Math.max(range[0], from), to), end = Math.min(range[1], to);
    putMarked(parent, text.slice(from, start), forms);
    if (end > start) {
      var element = put(parent, "span");
      element.lang = range[2];
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

// Returns start and end of the excerpt with the most different words, at word boundaries.
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

function address(passage, section, forms) {
  var marks = new URLSearchParams({ mark: Array.from(forms).slice(0, MOST_MARKS).join(" ") });
  return base + passage.edition.slug + "/" + section.page[0] + "?" + marks + (section.anchor ? "#" + section.anchor : "");
}

// Appends the publication, and the page unless its title is the title of the publication or of the passage.
function putTrail(parent, passage, section) {
  var name = section.page[1];
  parent.append(passage.edition.title);
  if (name !== passage.edition.title && name !== section.title) {
    parent.append(" › ");
    putText(parent, name, section.page[2] || [], new Set(), 0, name.length);
  }
}

// Shows a result whose text is loaded, and returns its link.
function show(result, marked) {
  var passage = result.passage, section = textOf(passage), item = document.createElement("li");
  var forms = answering(section.title + "\n" + section.text, marked);
  var link = put(put(item, "h2"), "a");
  link.href = address(passage, section, forms);
  var title = section.title || section.page[1];
  putText(link, title, section.title ? section.titleElsewhere : section.page[2] || [], forms, 0, title.length);
  putTrail(put(item, "p", "", "search-place"), passage, section);
  if (section.text) {
    var span = snippet(section.text, forms), text = put(item, "p", span[0] ? "… " : "", "search-text");
    putText(text, section.text, section.elsewhere, forms, span[0], span[1]);
    text.append(span[1] < section.text.length ? " …" : "");
  }
  list.appendChild(item);
  // The same passage in other publications, whose texts are loaded later.
  result.also.forEach(function (other) {
    load(other.script).then(function () {
      var elsewhere = put(put(item, "p", "", "search-place"), "a"), target = textOf(other);
      elsewhere.href = address(other, target, forms);
      putTrail(elsewhere, other, target);
    }, ignore);
  });
  return link;
}

function ignore() {}

function say(text) {
  status.textContent = text;
}

function unquoted(text) {
  return text.replace(QUOTES, "");
}

// Adds a link to another search.
function offer(text, words, slug) {
  var link = put(put(others, "li"), "a", text);
  var parameters = new URLSearchParams(slug ? { q: words, in: slug } : { q: words });
  request.getAll("lang").forEach(function (tag) { parameters.append("lang", tag); });
  link.href = "?" + parameters;
  others.hidden = false;
}

function fill(text, values) {
  return text.replace(/%\((\w+)\)s/g, function (whole, name) { return values[name]; });
}
