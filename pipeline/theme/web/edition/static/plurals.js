// SPDX-License-Identifier: GPL-3.0-or-later
// Sphinx's scripts evaluate the plural rule of their translations from a string, which a strict Content-Security-Policy forbids.
// This uses the browser's plural rules instead.
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
    // Unicode has forms that a catalogue may lack, such as `many` for Italian millions: use the last form.
    return forms[Math.min(names.indexOf(rules.select(number)), forms.length - 1)];
  };
})();
