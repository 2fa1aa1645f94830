// SPDX-License-Identifier: GPL-3.0-or-later
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
