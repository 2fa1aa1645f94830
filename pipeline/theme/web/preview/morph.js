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
  const common = Math.min(before.length, after.length);
  before.slice(common).forEach((node) => node.remove());
  after.slice(common).forEach((node) => old.insertBefore(document.adoptNode(node), behind));
  before.slice(0, common).forEach((node, number) => morph(node, after[number]));
}

function sameAttributes(old, fresh) {
  Array.from(old.attributes).forEach((attribute) => fresh.hasAttribute(attribute.name) || old.removeAttribute(attribute.name));
  Array.from(fresh.attributes).forEach((attribute) => old.getAttribute(attribute.name) === attribute.value || old.setAttribute(attribute.name, attribute.value));
}
