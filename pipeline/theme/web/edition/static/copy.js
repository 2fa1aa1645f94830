// SPDX-License-Identifier: GPL-3.0-or-later
// Copies a text of the page, or the content of a file next to it. Browsers allow that only on pages served by https.
(function () {
  "use strict";
  if (!navigator.clipboard) {
    return;
  }
  function content(button) {
    if (button.dataset.of) {
      return Promise.resolve(document.getElementById(button.dataset.of).textContent.trim());
    }
    return fetch(button.dataset.file).then(function (response) {
      return response.ok ? response.text() : Promise.reject(response.status);
    });
  }
  document.querySelectorAll("button.copy").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      content(button).then(function (text) { return navigator.clipboard.writeText(text); }).then(function () {
        var status = button.parentNode.querySelector("[role=status]");
        status.textContent = "";
        status.textContent = status.dataset.copied;
      }, function () {});
    });
  });
})();
