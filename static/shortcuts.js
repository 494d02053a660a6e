// What keys do outside of fields, as the list of shortcuts in the page says. Without that list they do nothing.
"use strict";

const PAUSE_MS = 1500;
const FIELDS = "input, select, textarea, [contenteditable]";
const isShown = (element) => element.checkVisibility?.() ?? element.offsetParent !== null;

const acts = {
  go: (address) => window.location.assign(address),
  focus: (selector) => [...document.querySelectorAll(selector)].find(isShown)?.focus(),
  press: (selector) => [...document.querySelectorAll(selector)].find(isShown)?.click(),
  event: (name) => document.dispatchEvent(new CustomEvent(`shortcut:${name}`)),
};

let typed = [];
let typedAt = 0;

document.addEventListener("keydown", (event) => {
  const rows = [...document.querySelectorAll("#shortcuts [data-keys]")];
  const elsewhere = event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1
    || event.isComposing || event.defaultPrevented || event.target.closest?.(FIELDS) || document.querySelector("dialog[open]");
  if (elsewhere || !rows.length) {
    return;
  }
  typed = event.timeStamp - typedAt < PAUSE_MS ? [...typed, event.key] : [event.key];
  typedAt = event.timeStamp;
  const find = (keys) => rows.find((row) => row.dataset.keys === keys);
  const row = find(typed.join(" ")) ?? find(event.key);
  if (row) {
    event.preventDefault();
    typed = [];
    acts[row.dataset.act](row.dataset.target);
  }
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
});

// A menu closes by Escape, and when somebody goes on elsewhere.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
for (const moved of ["click", "focusin"]) {
  document.addEventListener(moved, (event) => {
    document.querySelectorAll("[data-menu][open]").forEach((menu) => {
      menu.open = menu.contains(event.target);
    });
  });
}
