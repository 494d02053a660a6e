// Suggestions under the search box on top: a combobox with a list of links. Loaded when the box is first used; htmx asks for
// the list, in order and once at a time. Without this the form leads to the page of results.
const field = document.getElementById("site-search");
const list = () => document.getElementById("site-suggestions");
const options = () => [...list().querySelectorAll("[role=option]")];
let at = -1;

function mark(place) {
  at = place;
  options().forEach((option, number) => option.setAttribute("aria-selected", String(number === at)));
  const chosen = options()[at];
  if (chosen) {
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  } else {
    field.removeAttribute("aria-activedescendant");
  }
}

function show(open) {
  list().hidden = !open;
  field.setAttribute("aria-expanded", String(open));
  mark(-1);
}

function move(by) {
  if (list().hidden) {
    show(options().length > 0);
  }
  const places = options().length + 1; // one of them is the field itself
  mark(((at + 1 + by + places) % places) - 1);
}

field.setAttribute("role", "combobox");
field.setAttribute("aria-autocomplete", "list");
field.setAttribute("aria-controls", "site-suggestions");
field.setAttribute("aria-expanded", "false");

field.addEventListener("keydown", (event) => {
  const acts = {
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: at >= 0 && (() => options()[at].click()),
    Escape: !list().hidden && (() => show(false)),
  };
  if (acts[event.key] && !event.isComposing) {
    event.preventDefault();
    event.stopPropagation();
    acts[event.key]();
  }
});
field.addEventListener("input", () => mark(-1));
field.addEventListener("blur", () => show(false));
// A press on a suggestion must not take the focus from the field, which would close the list before the click.
field.form.addEventListener("mousedown", (event) => {
  if (list().contains(event.target)) {
    event.preventDefault();
  }
});
const showWhatCame = () => show(document.activeElement === field && options().length > 0);
document.addEventListener("htmx:afterSettle", ({ target }) => {
  if (target.id === "site-suggestions") {
    showWhatCame();
  }
});
showWhatCame(); // an answer may have been quicker than this file
