// SPDX-License-Identifier: GPL-3.0-or-later
// In place of Sphinx's own, which keeps the words that a reader looked for in the browser's storage, and writes a link with a
// script in it, which our policy forbids. Sphinx's search asks for this name.
const SPHINX_HIGHLIGHT_ENABLED = false;
