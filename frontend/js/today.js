// Keys for Today. Comfort only: all of it can be pressed and tapped without this file.
const doc = document;
const items = Array.prototype.slice.call(doc.querySelectorAll("[data-item]"));
const keys = doc.querySelector("[data-keys]");
let at = -1;

function go(to) {
  if (!items.length) return;
  at = Math.max(0, Math.min(items.length - 1, to));
  const item = items[at];
  item.setAttribute("tabindex", "-1");
  item.focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
}

function here() {
  const held = doc.activeElement && doc.activeElement.closest("[data-item]");
  if (held) at = items.indexOf(held);
  return items[at] || (items.length === 1 ? items[0] : null);
}

function press(selector, nth) {
  const item = here();
  const found = item && item.querySelectorAll(selector)[nth || 0];
  if (found) found.click();
  return Boolean(found);
}

function skip() {
  if (!press("[data-skip]")) go(at + 1);
  return true;
}

function help() {
  if (keys) keys.open = !keys.open;
  if (keys && keys.open) keys.scrollIntoView({ block: "nearest" });
  return true;
}

const acts = {
  j: () => go(here() ? at + 1 : 0) || true,
  k: () => go(here() ? at - 1 : 0) || true,
  n: skip,
  s: () => press("[data-later]"),
  "?": help,
};

// Whoever types, or is on a link or button, means what stands there.
function typing(target) {
  return target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
}

doc.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (event.repeat || typing(event.target)) return;
  let done = false;
  if (event.key === "Enter") done = event.target.matches("[data-item], body") && press("[data-look]");
  else if (/^[1-9]$/.test(event.key)) done = press("[data-press]", Number(event.key) - 1);
  else if (acts[event.key]) done = acts[event.key]();
  if (done) event.preventDefault();
});

if (keys) keys.hidden = false;
const tick = doc.querySelector("[data-tick-all]");
if (tick) {
  tick.hidden = false;
  tick.addEventListener("click", () => {
    const boxes = Array.prototype.slice.call(doc.querySelectorAll("input[name=keys]"));
    const all = boxes.every((box) => box.checked);
    boxes.forEach((box) => {
      box.checked = !all;
    });
  });
}
