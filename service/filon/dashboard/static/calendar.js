// The calendar under a mouse: an appointment is carried to another time or day, stretched by its lower edge, and begun
// with a click where nothing is. Whoever has no mouse opens it and fills in the form.

const grid = () => document.querySelector(".week[data-movable]");
const isNarrow = matchMedia("(width < 45rem)");
const NEAR_PIXELS = 4;
const EDGE_PIXELS = 7;
const MOST_STEPS = 48;
let held = null;

const columnsOf = () => [...grid().querySelectorAll("ol[data-day]")];
const stepOf = (list) => parseFloat(getComputedStyle(list).gridAutoRows);

/** Which half hour of a column that is, from 1. */
function halfHour(list, y) {
  return Math.floor((y - list.getBoundingClientRect().top) / stepOf(list)) + 1;
}

/** "14:30", where that half hour begins, and as many minutes later as the appointment did. */
function timeOf(at, minute) {
  const whole = Number(grid().dataset.firstHour) * 60 + (at - 1) * 30 + Number(minute);
  return `${String(Math.floor(whole / 60)).padStart(2, "0")}:${String(whole % 60).padStart(2, "0")}`;
}

const isWithinDay = (at, long) => at >= 1 && Number(grid().dataset.firstHour) * 2 + at - 1 + long <= MOST_STEPS;

document.addEventListener("pointerdown", (event) => {
  const slot = event.target.closest?.(".week[data-movable] .slot[data-move]");
  if (!slot || event.button !== 0 || event.pointerType === "touch" || isNarrow.matches || held) return;
  const box = slot.getBoundingClientRect();
  held = {
    slot,
    list: slot.parentElement,
    next: slot.nextElementSibling,
    was: { at: Number(slot.dataset.at), long: Number(slot.dataset.long) },
    x: event.clientX,
    y: event.clientY,
    pointer: event.pointerId,
    isStretch: event.clientY > box.bottom - EDGE_PIXELS,
    above: halfHour(slot.parentElement, event.clientY) - Number(slot.dataset.at),
    isOff: false,
  };
});

document.addEventListener("pointermove", (event) => {
  if (!held || held.isSent || held.isDropped || event.pointerId !== held.pointer) return;
  if (event.buttons === 0) {
    // It was let go where this page does not hear of it.
    putBack();
    return;
  }
  if (!held.isOff) {
    if (Math.hypot(event.clientX - held.x, event.clientY - held.y) < NEAR_PIXELS) return;
    held.isOff = true;
    held.slot.dataset.inHand = "";
  }
  event.preventDefault();
  const { slot } = held;
  const list = under(event.clientX) ?? slot.parentElement;
  const at = halfHour(list, event.clientY);
  if (held.isStretch) {
    const long = at - held.was.at + 1;
    if (long >= 1 && isWithinDay(held.was.at, long)) slot.dataset.long = long;
    slot.dataset.when = `${timeOf(held.was.at, slot.dataset.minute)} – ${timeOf(held.was.at + Number(slot.dataset.long), 0)}`;
    return;
  }
  if (list !== slot.parentElement) list.append(slot);
  if (isWithinDay(at - held.above, held.was.long)) slot.dataset.at = at - held.above;
  slot.dataset.when = timeOf(Number(slot.dataset.at), slot.dataset.minute);
});

/** The column below the pointer; between members of a day nothing is handed over, so of those the one it was in. */
function under(x) {
  const columns = columnsOf();
  if (columns.every((list) => list.dataset.day === held.list.dataset.day)) return held.list;
  return columns.find((list) => {
    const { left, right } = list.getBoundingClientRect();
    return left <= x && x < right;
  });
}

document.addEventListener("pointerup", (event) => {
  if (!held || held.isSent || event.pointerId !== held.pointer) return;
  if (held.isDropped) {
    swallowClick();
    held = null;
    return;
  }
  const { slot, list, was, isOff, isStretch } = held;
  const minutes = Number(slot.dataset.minutes) + 30 * (Number(slot.dataset.long) - was.long);
  const isElsewhere = slot.parentElement !== list || Number(slot.dataset.at) !== was.at || Number(slot.dataset.long) !== was.long;
  if (!isOff || !isElsewhere) {
    if (isOff) swallowClick();
    putBack();
    return;
  }
  swallowClick();
  const form = document.querySelector("form[data-shifts]");
  form.action = slot.dataset.move;
  form.elements.day.value = slot.parentElement.dataset.day;
  form.elements.time.value = timeOf(Number(slot.dataset.at), slot.dataset.minute);
  // As much longer or shorter as the edge was pulled; five minutes are the least that there is.
  form.elements.minutes.value = isStretch ? Math.max(5, minutes) : "";
  held.isSent = true;
  delete slot.dataset.inHand;
  slot.setAttribute("aria-busy", "true");
  form.requestSubmit();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !held?.isOff || held.isSent || held.isDropped) return;
  // The button is still down: what is let go then is no click.
  const { pointer } = held;
  putBack();
  held = { pointer, isDropped: true };
});
document.addEventListener("pointercancel", (event) => {
  if (!held || held.isSent || event.pointerId !== held.pointer) return;
  if (held.isDropped) held = null;
  else putBack();
});

/** What ends a drag is no click on the appointment that was dragged. */
function swallowClick() {
  const swallow = (event) => {
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
}

function putBack() {
  const { slot, list, next, was } = held;
  held = null;
  delete slot.dataset.inHand;
  delete slot.dataset.when;
  slot.removeAttribute("aria-busy");
  slot.dataset.at = was.at;
  slot.dataset.long = was.long;
  if (slot.parentElement !== list || slot.nextElementSibling !== next) list.insertBefore(slot, next);
}

// ── the answer: the calendar as it is now, or why it could not be
document.addEventListener("htmx:before:swap", (event) => {
  if (held?.isSent && (event.detail.ctx.response?.status ?? 200) >= 400) putBack();
});
document.addEventListener("htmx:error", () => {
  if (held?.isSent) putBack();
});
document.addEventListener("htmx:finally:swap", () => {
  if (held?.slot && !held.slot.isConnected) held = null;
});

// ── a click where nothing is begins one then
document.addEventListener("click", (event) => {
  const list = event.target.closest?.(".week[data-movable] ol[data-day]");
  if (!list || event.target !== list || isNarrow.matches) return;
  const form = document.querySelector("form[data-begins]");
  form.elements.day.value = list.dataset.day;
  form.elements.time.value = timeOf(halfHour(list, event.clientY), 0);
  form.elements.member.value = list.dataset.member ?? "";
  form.requestSubmit();
});
