// The appointment of the calendar that somebody has in hand, by mouse, finger or keys: carried, stretched, let go, put back.

export const grid = () => document.querySelector(".week[data-movable]");
export const isNarrow = matchMedia("(width < 45rem)");
const MOST_STEPS = 48;

/** What is in hand: its `slot`, where it `was`, and by what it is held: "mouse", "finger" or "keys". */
export let held = null;
// The appointment that gets the focus once the calendar that was asked for has come.
let next = null;

export const columnsOf = () => [...grid().querySelectorAll("ol[data-day]")];
const shiftForm = () => document.querySelector("form[data-shifts][hidden]");

/** "14:30", where that half hour of the grid begins (from 1), and as many minutes later. */
export function timeOf(at, minute) {
  const whole = Number(grid().dataset.firstHour) * 60 + (at - 1) * 30 + Number(minute);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

const isWithinDay = (at, long) => at >= 1 && Number(grid().dataset.firstHour) * 2 + at - 1 + long <= MOST_STEPS;

/** How many minutes it takes as it lies now; five are the least that there is. */
function minutesOf({ dataset }) {
  return Math.max(5, Number(dataset.minutes) + 30 * (Number(dataset.long) - held.was.long));
}

export function take(slot, by) {
  held = {
    slot,
    by,
    list: slot.parentElement,
    next: slot.nextElementSibling,
    was: { at: Number(slot.dataset.at), long: Number(slot.dataset.long) },
  };
  slot.dataset.inHand = by;
  tell();
}

/** Between the members of a day it is handed over, but not to nobody. */
const canLieIn = (list) => list === held.list || list.dataset.day !== held.list.dataset.day || "member" in list.dataset;

export function carry(list, at) {
  const { slot, was } = held;
  if (list !== slot.parentElement && canLieIn(list)) list.append(slot);
  if (isWithinDay(at, Number(slot.dataset.long))) slot.dataset.at = at;
  held.isElsewhere = slot.parentElement !== held.list || Number(slot.dataset.at) !== was.at || held.isLonger;
  tell();
}

export function stretch(long) {
  const { slot, was } = held;
  if (long >= 1 && isWithinDay(Number(slot.dataset.at), long)) slot.dataset.long = long;
  held.isLonger = Number(slot.dataset.long) !== was.long;
  carry(slot.parentElement, Number(slot.dataset.at));
}

/** Where it would stand, on it, and below the page for whoever holds it without a mouse. */
function tell() {
  const { slot, by } = held;
  const at = Number(slot.dataset.at);
  const minute = Number(slot.dataset.minute);
  slot.dataset.when = `${timeOf(at, minute)} – ${timeOf(at, minute + minutesOf(slot))}`;
  if (by !== "mouse") say(`${slot.parentElement.getAttribute("aria-label")} · ${slot.dataset.when}`);
}

function say(where, isBack = false) {
  const said = document.querySelector(".carrying");
  if (!said) return;
  said.querySelector("[data-where]").textContent = where;
  said.querySelector("[data-back]").hidden = !isBack;
  for (const hint of said.querySelectorAll("[data-by]")) hint.hidden = !held || hint.dataset.by !== held.by;
  said.toggleAttribute("data-shown", Boolean(held));
}

/** Let it be where it is now: the service is asked, and the calendar comes as it is then. */
export function letGo() {
  const { slot, list, isElsewhere, isLonger } = held;
  if (!isElsewhere) {
    putBack();
    return;
  }
  const fields = shiftForm().elements;
  const isOver = slot.parentElement !== list && "member" in slot.parentElement.dataset;
  shiftForm().action = slot.dataset.move;
  fields.day.value = slot.parentElement.dataset.day;
  fields.time.value = timeOf(Number(slot.dataset.at), slot.dataset.minute);
  fields.minutes.value = isLonger ? minutesOf(slot) : "";
  fields.left.value = isOver ? (list.dataset.member ?? "") : "";
  fields.joined.value = isOver ? slot.parentElement.dataset.member : "";
  held.isSent = true;
  delete slot.dataset.inHand;
  slot.setAttribute("aria-busy", "true");
  shiftForm().requestSubmit();
}

export function putBack() {
  const { slot, list, next: beside, was, by } = held;
  const hasFocus = slot.contains(document.activeElement);
  held = null;
  delete slot.dataset.inHand;
  delete slot.dataset.when;
  slot.removeAttribute("aria-busy");
  slot.dataset.at = was.at;
  slot.dataset.long = was.long;
  if (slot.parentElement !== list || slot.nextElementSibling !== beside) list.insertBefore(slot, beside);
  if (hasFocus) focusOn(slot);
  say("", by !== "mouse");
}

export function focusOn(slot) {
  slot.querySelector("a").focus({ preventScroll: true });
  slot.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** The form of a new appointment, for that column and time; none is for whoever has not decided. */
export function begin(list, time) {
  const form = document.querySelector("form[data-begins]");
  form.elements.day.value = list.dataset.day;
  form.elements.time.value = time;
  form.elements.member.value = list.dataset.member ?? "";
  form.requestSubmit();
}

// ── the answer: the calendar as it is now, or why it could not be
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("form[data-shifts]")) return;
  next = { move: target.getAttribute("action"), member: target.elements.joined.value || held?.list.dataset.member };
});
document.addEventListener("htmx:before:swap", (event) => {
  if ((event.detail.ctx.response?.status ?? 200) < 400) return;
  next = null;
  if (held?.isSent) putBack();
});
document.addEventListener("htmx:error", () => {
  next = null;
  if (held?.isSent) putBack();
});
document.addEventListener("htmx:finally:swap", () => {
  if (held && !held.slot.isConnected) held = null;
  if (!next || !grid() || isNarrow.matches) return;
  // With several of the team it stands in several columns.
  const meant = [...grid().querySelectorAll("[data-move]")].filter((slot) => slot.dataset.move === next.move);
  const slot = meant.find((one) => one.parentElement.dataset.member === next.member) ?? meant[0];
  next = null;
  if (slot) focusOn(slot);
});
