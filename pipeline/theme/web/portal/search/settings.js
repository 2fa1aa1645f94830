// SPDX-License-Identifier: GPL-3.0-or-later
var WORD = /[\p{L}\p{M}\p{N}]+/gu, QUOTES = /["“”„«»]/g;
var AT_ONCE = 10; // Results shown before “Show more”, and with each press of it.
var MOST_PARTIAL = 30; // Results, where few passages have all of the words.
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
var SHORTEST_PART = 5; // Letters of a part of a compound.
var GROUPED = /\d+(?:[\s().\/-]{1,3}\d+){2,}/g;

var asked = new URLSearchParams(location.search);
var query = (asked.get("q") || "").normalize("NFC").trim();
