// SPDX-License-Identifier: GPL-3.0-or-later
// Makes an element equal to another one, and leaves equal parts untouched, to keep pictures, the selection and opened details.
export function morph(old, fresh) {
  if (old.isEqualNode(fresh)) {
    return;
  }
  if (!(old instanceof Element) || old.nodeName !== fresh.nodeName) {
    old.replaceWith(document.adoptNode(fresh));
    return;
  }
  sameAttributes(old, fresh);
  const [before, after] = [Array.from(old.childNodes), Array.from(fresh.childNodes)];
  while (before.length && after.length && before[0].isEqualNode(after[0])) {
    before.shift();
    after.shift();
  }
  let behind = null;
  while (before.length && after.length && before[before.length - 1].isEqualNode(after[after.length - 1])) {
    behind = before.pop();
    after.pop();
  }
  const both = Math.min(before.length, after.length);
  before.slice(both).forEach((one) => one.remove());
  after.slice(both).forEach((one) => old.insertBefore(document.adoptNode(one), behind));
  before.slice(0, both).forEach((one, number) => morph(one, after[number]));
}

function sameAttributes(old, fresh) {
  Array.from(old.attributes).forEach((one) => fresh.hasAttribute(one.name) || old.removeAttribute(one.name));
  Array.from(fresh.attributes).forEach((one) => old.getAttribute(one.name) === one.value || old.setAttribute(one.name, one.value));
}
