// Keys of the curation queue. They act only while the focus is in a row and not in a field, so that none is in anybody's way.
"use strict";

const control = (row) => row?.querySelector("[data-accept]");

document.addEventListener("keydown", (event) => {
  const row = event.target.closest("[data-queue-row]");
  if (!row || event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const rows = [...document.querySelectorAll("[data-queue-row]")];
  const place = rows.indexOf(row);
  const acts = {
    j: () => control(rows[place + 1])?.focus(),
    k: () => control(rows[place - 1])?.focus(),
    c: () => control(row)?.click(),
    x: () => row.querySelector("[data-leave]")?.click(),
  };
  if (acts[event.key]) {
    event.preventDefault();
    acts[event.key]();
  }
});

// A link takes no autofocus, and an answer leads back here with the next row named in the address.
document.querySelector("[data-queue] [autofocus]")?.focus();
