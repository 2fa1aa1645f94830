// SPDX-License-Identifier: GPL-3.0-or-later
// Forms, without accents, of which no rule makes one word.
var IRREGULAR = {
  de: { risiken: "risiko" },
  en: { children: "child", men: "man", people: "person", women: "woman" },
  it: { uomini: "uomo" },
  sq: { djem: "djale", djemte: "djale", gra: "grua", grate: "grua", grave: "grua", njerez: "njeri", njerezit: "njeri" }
};

var irregular = IRREGULAR[language] || {};
