// Lists with rows to choose: the filters fold away on a narrow screen, and the chosen rows are counted.
"use strict";

const EACH = "[type=checkbox]:not([data-every])";

const narrow = window.matchMedia("(width < 60em)");
let filtersOpen = false;

function settleList() {
  const filters = document.getElementById("filter-box");
  if (filters && !filters.dataset.settled) {
    filters.open = !narrow.matches || filtersOpen;
    filters.dataset.settled = "true";
    filters.addEventListener("toggle", () => {
      filtersOpen = filters.open;
    });
  }
  countChosen();
}

function countChosen() {
  const form = document.getElementById("chosen");
  if (!form) {
    return;
  }
  const every = form.querySelector("[data-every]");
  if (!every) {
    return;
  }
  const boxes = [...form.querySelectorAll(EACH)];
  const count = boxes.filter((box) => box.checked).length;
  every.checked = count === boxes.length;
  every.indeterminate = count > 0 && count < boxes.length;
  form.querySelector("[data-count]").textContent = count;
  form.classList.toggle("has-chosen", count > 0);
}

narrow.addEventListener("change", () => {
  const filters = document.getElementById("filter-box");
  if (filters && !narrow.matches) {
    filters.open = true;
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("#chosen [data-every]")) {
    event.target.form.querySelectorAll(EACH).forEach((box) => {
      box.checked = event.target.checked;
    });
  }
  if (event.target.closest("#chosen")) {
    countChosen();
  }
});
document.addEventListener("DOMContentLoaded", settleList);
document.addEventListener("htmx:afterSwap", settleList);
window.addEventListener("pageshow", countChosen);
