// SPDX-License-Identifier: GPL-3.0-or-later
var WORD = /[\p{L}\p{M}\p{N}]+/gu, QUOTES = /["“”„«»]/g;
var AT_ONCE = 10; // Number of results shown at first, and added by each “Show more”.
var MOST_PARTIAL = 30; // Maximum number of results if few passages have all words.
var SNIPPET = 220; // Characters.
var MOST_MARKS = 24; // Maximum number of forms passed to a page, so that the address stays short.
// How well a form in the texts matches a word of the query.
var SAME = 1, STEM = 0.8, BEGINNING = 0.4, WITHIN = 0.2;
var TITLE = 4, CHAPTER = 1.4, PHRASE = 1.6, SOURCES = 0.5, SATURATION = 1.2;
var COMMON = 0.25; // A word that is in more than this share of all passages is not required.
// Elided words before an apostrophe mean little: l’assistenza, dell’udienza, d’asile.
var ELIDED = /^\p{L}{1,6}['’]$/u;
// Everybody groups the digits of telephone numbers differently.
var DIGITS = /^\d+$/, BETWEEN_GROUPS = /^[\s().\/-]{1,3}$/, MOST_GROUPS = 6, SHORTEST_NUMBER = 6;
var SHORTEST_PART = 5; // Minimum length of a part of a compound.
var GROUPED = /\d+(?:[\s().\/-]{1,3}\d+){2,}/g;

var request = new URLSearchParams(location.search);
var query = (request.get("q") || "").normalize("NFC").trim();
