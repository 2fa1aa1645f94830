// SPDX-License-Identifier: GPL-3.0-or-later
// Replaces Sphinx's script, which stores the reader's search words in the browser, and writes a link that runs a script, which our
// Content-Security-Policy forbids. Sphinx's search needs this constant.
const SPHINX_HIGHLIGHT_ENABLED = false;
