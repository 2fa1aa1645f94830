// SPDX-License-Identifier: GPL-3.0-or-later
// Sphinx's scripts make the rule for plurals of their translations from a text, by evaluation, which a strict
// Content-Security-Policy forbids. Here the browser's own knowledge of languages takes its place.
(function () {
  "use strict";
  var order = ["zero", "one", "two", "few", "many", "other"];

  Documentation.addTranslations = function (catalogue) {
    Object.assign(Documentation.TRANSLATIONS, catalogue.messages);
    Documentation.LOCALE = catalogue.locale;
  };

  Documentation.ngettext = function (singular, plural, number) {
    var forms = Documentation.TRANSLATIONS[singular];
    if (!Array.isArray(forms)) {
      return number === 1 ? singular : plural;
    }
    var rules = new Intl.PluralRules(Documentation.LOCALE.replace("_", "-"));
    var names = order.filter(function (name) {
      return rules.resolvedOptions().pluralCategories.includes(name);
    });
    // Unicode knows forms that a catalogue may lack, such as that for Italian millions: the last one serves.
    return forms[Math.min(names.indexOf(rules.select(number)), forms.length - 1)];
  };
})();
