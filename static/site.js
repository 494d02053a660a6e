// What the pages do beyond plain links and forms. Everything here only makes quicker what works without it.
"use strict";

// What changed is said once, in the status region that is in the page from the start.
function announce(text) {
  const status = document.getElementById("status");
  if (status && text && status.textContent !== text) {
    status.textContent = text;
  }
}

function focusErrors() {
  document.querySelector("[data-focus]")?.focus();
}

// --- Suggest title: one click sets the field, another takes it back -----------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=apply], button[name=keep], button[name=take_off], button[name=undo_title]");
  const { title, title_choice: choice, title_use: use, title_before: before } = button?.form?.elements ?? {};
  if (!choice) {
    return;
  }
  event.preventDefault();
  const undone = button.name === "undo_title";
  const untouched = use.value === "apply" && (undone || title.value === choice.dataset.title);
  const written = untouched ? before.value : title.value;
  choice.value = undone ? "" : button.name === "take_off" ? "remove" : button.value;
  use.value = undone ? "" : button.name;
  before.value = button.name === "apply" ? written : "";
  title.value = button.name === "apply" ? button.dataset.title : written;
  choice.dataset.title = button.name === "apply" ? button.dataset.title : "";
  const line = button.form.querySelector(".undo-title");
  line.querySelector("[data-before]").textContent = written;
  line.querySelector("[data-name]").textContent = button.dataset.name ?? "";
  line.querySelectorAll("[data-use]").forEach((said) => {
    said.hidden = said.dataset.use !== use.value;
  });
  line.hidden = undone;
  title.focus();
  announce(button.dataset.announce ?? title.value);
  title.dispatchEvent(new Event("input", { bubbles: true }));
});

// Enter where titles are searched for searches, and does not save.
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("#title_words")) {
    event.preventDefault();
    event.target.form.elements.search_titles.click();
  }
});

// What a control needs beyond this is fetched when it is first used.
document.addEventListener("focusin", ({ target }) => target.dataset.script && import(target.dataset.script));

// --- Forms --------------------------------------------------------------------------------------------------------

let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("[data-warn-unsaved]")) {
    unsaved = true;
  }
});
document.addEventListener("submit", () => {
  unsaved = false;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved) {
    event.preventDefault();
  }
});

// --- Fragments ----------------------------------------------------------------------------------------------------

// Where the focus goes when a swap takes away what had it: selectors, the best first.
let focusAfter = [];
let asking = null;
document.addEventListener("htmx:beforeRequest", () => {
  asking = document.activeElement; // a button that is disabled while it asks loses the focus at once
});
document.addEventListener("htmx:beforeSwap", (event) => {
  const active = asking?.disabled ? asking : document.activeElement;
  if (isBeingTyped(active, event.detail)) {
    event.detail.shouldSwap = false;
    return;
  }
  const row = active?.closest(".skill-row, .title-row");
  const rows = row ? [...document.querySelectorAll(`.${row.classList[0]}`)] : [];
  const at = rows.indexOf(row);
  const near = [...rows.slice(at), ...rows.slice(0, Math.max(at, 0)).reverse()];
  const ids = [
    active?.id,
    active?.closest("[data-focus-after]")?.dataset.focusAfter,
    ...near.map((one) => one.id),
    row && "skills-heading",
    row && "results-heading",
  ];
  focusAfter = ids.filter(Boolean).map((id) => `#${CSS.escape(id)}`);
  if (active?.matches("[type=checkbox], [type=radio]")) {
    focusAfter.unshift(`input[name="${CSS.escape(active.name)}"][value="${CSS.escape(active.value)}"]`);
  }
});

// An answer to what stood in a field a moment ago must not take away what is being typed there; the next one will do.
function isBeingTyped(field, { target, requestConfig }) {
  return field?.matches("input[type=search]") && target.contains(field)
    && field.value !== (requestConfig.parameters[field.name] ?? field.defaultValue);
}

function focusAgain() {
  if (document.activeElement !== document.body) {
    return;
  }
  const element = focusAfter.map((selector) => document.querySelector(selector)).find(Boolean);
  const target = element?.matches("a, button, input, select, textarea, summary, [tabindex]")
    ? element
    : (element?.querySelector("[name=only]") ?? element?.querySelector("a, button, summary"));
  target?.focus({ preventScroll: true });
}

document.addEventListener("htmx:afterRequest", focusAgain);

// What is being asked for is dimmed only when it takes longer than one notices.
const NOTICED_MS = 300;
document.addEventListener("htmx:beforeRequest", ({ detail: { xhr, target } }) => {
  const late = setTimeout(() => target.setAttribute("aria-busy", "true"), NOTICED_MS);
  xhr.addEventListener("loadend", () => {
    clearTimeout(late);
    target.removeAttribute("aria-busy");
  });
});
document.addEventListener("htmx:afterSettle", (event) => {
  focusAgain();
  const element = document.getElementById(event.target.id) || event.target;
  announce(element.dataset?.announce);
  focusErrors();
});

// What was left empty says nothing in an address that a colleague is sent.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history } }) => {
  const address = new URL(history.path, window.location.href);
  [...address.searchParams].filter(([, value]) => !value).forEach(([name]) => address.searchParams.delete(name, ""));
  history.path = address.pathname + address.search + address.hash;
});

// A swap that failed says so in its place, keeps what was there, and can be tried again. Suggestions only fail to come.
function sayFailed(event) {
  const { target = event.target, requestConfig } = event.detail;
  if (target.id === "site-suggestions") {
    return;
  }
  target.querySelector?.(".swap-failed")?.remove();
  const said = document.getElementById("swap-failed").content.cloneNode(true);
  said.querySelector("button").addEventListener("click", (click) => {
    click.target.closest(".swap-failed").remove();
    const { verb, path, elt, parameters } = requestConfig;
    window.htmx.ajax(verb, path, { source: elt.isConnected ? elt : target, target, values: { ...parameters } });
  });
  target.prepend?.(said);
}
document.addEventListener("htmx:responseError", sayFailed);
document.addEventListener("htmx:sendError", sayFailed);
document.addEventListener("htmx:timeout", sayFailed);

document.addEventListener("DOMContentLoaded", () => {
  focusErrors();
});
