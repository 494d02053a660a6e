// The job's page: from a skill to its places in the text and back, its grounds, and what keys do in the list.
"use strict";

// --- Evidence -----------------------------------------------------------------------------------------------------

let chosen = null; // the skill whose places stand out, and which of them one is at: { id, position }

const EVIDENCE = ".skill-row > [href^='?skill=']";

// The marks at which a skill is mentioned, the ones of a longer phrase that it is a part of among them.
const marksOf = (id) => {
  const places = [...document.querySelectorAll(`.job-text [id^="mention-${CSS.escape(id)}-"]`)];
  return [...new Set(places.map((place) => place.closest("mark")))];
};

function showEvidence(id, position, scroll) {
  const row = document.getElementById(`skill-${id}`);
  if (row?.querySelector("[data-in-parts]")) {
    chosen = null; // not all of its places are on the page: the links lead through them
    return false;
  }
  const marks = marksOf(id);
  document.querySelectorAll(".chosen, .current").forEach((one) => one.classList.remove("chosen", "current"));
  row?.classList.add("chosen");
  marks.forEach((mark) => mark.classList.add("chosen"));
  const bar = document.getElementById("evidence-bar");
  if (!marks.length) {
    chosen = null;
    bar.hidden = true;
    return false;
  }
  const at = ((position % marks.length) + marks.length) % marks.length;
  chosen = { id, position: at };
  marks[at].classList.add("current");
  const part = (name) => bar.querySelector(`[data-to=${name}]`);
  part("row").href = `#skill-${id}`;
  part("row").textContent = row?.querySelector("a").textContent ?? part("row").textContent;
  part("previous").href = `#${marks.at(at - 1).id}`;
  part("next").href = `#${marks[(at + 1) % marks.length].id}`;
  part("count").textContent = bar.dataset.pattern.replace("{number}", at + 1).replace("{total}", marks.length);
  bar.hidden = false;
  if (scroll) {
    marks[at].scrollIntoView({ block: "center" });
    announce(`${part("row").textContent}: ${part("count").textContent}`);
  }
  return true;
}

function goToRow(id) {
  const row = document.getElementById(`skill-${id}`);
  row?.scrollIntoView({ block: "nearest" });
  row?.querySelector("a, button")?.focus({ preventScroll: true });
  return Boolean(row);
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) {
    return;
  }
  const link = event.target.closest("a");
  const row = link?.closest(".skill-row");
  const mark = link?.closest("mark");
  const to = link?.closest("#evidence-bar") && link.dataset.to;
  let done = false;
  if (link?.matches(EVIDENCE)) {
    const id = row.id.replace("skill-", "");
    done = showEvidence(id, chosen?.id === id ? chosen.position + 1 : 0, true);
  } else if (link?.matches(".skill-row > [href^='?']")) {
    toggleGrounds(link, row);
    done = true;
  } else if (mark) {
    const id = link.hash.replace("#skill-", "");
    showEvidence(id, marksOf(id).indexOf(mark), false);
    done = goToRow(id);
  } else if (to && chosen) {
    done = to === "row" ? goToRow(chosen.id) : showEvidence(chosen.id, chosen.position + (to === "next" ? 1 : -1), true);
  }
  if (done) {
    event.preventDefault();
  }
});

// --- Grounds ------------------------------------------------------------------------------------------------------

function toggleGrounds(link, row) {
  const id = row.id.replace("skill-", "");
  const open = link.getAttribute("aria-expanded") === "true";
  link.setAttribute("aria-expanded", String(!open));
  if (open) {
    row.querySelector(".why").remove();
    return;
  }
  const panel = document.createElement("div");
  panel.className = "why";
  panel.id = `why-${id}`;
  row.append(panel);
  htmx.ajax("GET", `?why=${encodeURIComponent(id)}`, { target: panel, source: panel, swap: "innerHTML" });
}

// --- The form: which button was pressed, wherever in the page it stands ---------------------------------------------

document.addEventListener("htmx:configRequest", (event) => {
  const button = event.detail.triggeringEvent?.submitter;
  if (button?.form?.id === "review") {
    event.detail.parameters[button.name] = button.value;
  }
});

// --- Importance: a choice is stored at once -----------------------------------------------------------------------

document.addEventListener("change", (event) => {
  if (event.target.matches(".skill-row select")) {
    event.target.form.requestSubmit(document.getElementById("save-importance"));
  }
});

// --- Keys, as jd_platform/shortcuts.py lists them -----------------------------------------------------------------

const rows = () => [...document.querySelectorAll("#tag-list .skill-row")].filter((row) => row.offsetParent);
const currentRow = () => document.activeElement?.closest("#tag-list .skill-row");

function move(by) {
  const all = rows();
  const at = all.indexOf(currentRow());
  const row = all[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by, 0), all.length - 1)];
  row?.querySelector("a, button")?.focus({ preventScroll: true });
  row?.scrollIntoView({ block: "nearest" });
}

const keys = {
  "review-next": () => move(1),
  "review-previous": () => move(-1),
  "review-confirm": () => currentRow()?.querySelector("[value^='confirm:']")?.click(),
  "review-reject": () => currentRow()?.querySelector("[value^='reject:']")?.click(),
  "review-evidence": () => currentRow()?.querySelector(EVIDENCE)?.click(),
};
for (const [name, act] of Object.entries(keys)) {
  document.addEventListener(`shortcut:${name}`, act);
}

// --- On paper each mark bears the numbers of its skills, of those that a filter has left since the page came --------

window.addEventListener("beforeprint", () => {
  document.querySelectorAll("mark[data-n]").forEach((mark) => delete mark.dataset.n);
  document.querySelectorAll("#tag-list .skill-row[id^='skill-']").forEach((row, place) => {
    for (const mark of marksOf(row.id.replace("skill-", ""))) {
      mark.dataset.n = mark.dataset.n ? `${mark.dataset.n}, ${place + 1}` : place + 1;
    }
  });
});

// --- What stands out stays so after a swap ------------------------------------------------------------------------

function showAgain() {
  if (chosen) {
    showEvidence(chosen.id, chosen.position, false);
  }
}
document.addEventListener("htmx:afterSettle", showAgain);

document.addEventListener("DOMContentLoaded", () => {
  const wanted = new URLSearchParams(window.location.search);
  const id = wanted.get("skill");
  const mark = id && document.getElementById(`mention-${id}-${wanted.get("mention") ?? 1}`)?.closest("mark");
  if (id && marksOf(id).length) {
    showEvidence(id, Math.max(0, marksOf(id).indexOf(mark)), false);
  }
});
