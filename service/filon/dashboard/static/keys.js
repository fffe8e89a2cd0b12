// Keys of lists and of the calendar: j and k move, Enter or o opens, x ticks, / searches, ? says so; n adds somebody from anywhere.
// Of a prospect: e changes, c begins a note or whatever else is added; in the calendar c begins an appointment: calendar_keys.js.
// Never while somebody types.

const rows = () => [...document.querySelectorAll(".table-people tbody tr")];
export const isTyping = (target) =>
  target.closest?.('input:not([type=checkbox]), select, textarea, [contenteditable], [popover]:popover-open, dialog[open]') !== null;

function move(by) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "cursor" in row.dataset);
  const next = all[Math.max(0, Math.min(all.length - 1, at < 0 ? 0 : at + by))];
  for (const row of all) delete row.dataset.cursor;
  next.dataset.cursor = "";
  // The link takes the focus, so that Enter opens it and who listens hears the name.
  next.querySelector("a.name").focus();
  next.scrollIntoView({ block: "nearest" });
}

const FIRST = "input:not([type=hidden]), select, textarea, a, button";
const focusFirst = (sheet) => sheet.querySelector(FIRST)?.focus();

const open = (id) => {
  const sheet = document.getElementById(id);
  if (!sheet || sheet.matches(":popover-open")) return;
  sheet.showPopover();
  focusFirst(sheet); // at once: the next key may already be a letter
};

// One that its button opens, too: under a thumb that button is hidden by then, and the focus would be nowhere.
document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (newState === "open" && target.matches?.(".sheet") && !target.contains(document.activeElement)) focusFirst(target);
  },
  true,
);

function beginWriting() {
  const fields = document.querySelectorAll(".composer form :is([contenteditable], textarea, input:not([type=hidden]), select)");
  [...fields].find((field) => field.checkVisibility())?.focus();
}

const GESTURES = {
  j: () => move(1),
  k: () => move(-1),
  o: () => document.querySelector("tr[data-cursor] a.name")?.click(),
  x: () => document.querySelector("tr[data-cursor] [name=number]")?.click(),
  e: () => document.querySelector(".who summary.editable").click(),
  c: beginWriting,
  n: () => open("ajout"),
  "/": () => document.getElementById("q").focus(),
  "?": () => open("touches"),
};

// What a key is for; the others act where their help stands.
const NEEDED = { n: "body", "/": "#q", e: ".who summary.editable", c: ".composer" };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (isTyping(event.target)) return;
  const isHere = document.querySelector(NEEDED[event.key] ?? "#touches");
  const gesture = isHere && Object.hasOwn(GESTURES, event.key) ? GESTURES[event.key] : null;
  if (!gesture) return;
  event.preventDefault();
  gesture();
});
