// The calendar under a mouse or a finger: an appointment is carried to another time, day or member, stretched by its lower
// edge, and begun with a click where nothing is. A finger takes one in hand by resting on it: else it scrolls.
import { begin, carry, columnsOf, grid, held, isNarrow, letGo, putBack, stretch, take, timeOf } from "./calendar_hand.js";

const NEAR_PIXELS = 4;
const EDGE_PIXELS = 7;
const HANDLE_PIXELS = 10;
const REST_MS = 400;
const SHAKE_PIXELS = 9;
const SCROLL_PIXELS = 48;
// The button or finger that is down on an appointment; `isDropped` once that is no more about it.
let grip = null;

const stepOf = (list) => parseFloat(getComputedStyle(list).gridAutoRows);
/** Which half hour of a column that is, from 1. */
const halfHour = (list, y) => Math.floor((y - list.getBoundingClientRect().top) / stepOf(list)) + 1;

const under = (x) =>
  columnsOf().find((list) => {
    const { left, right } = list.getBoundingClientRect();
    return left <= x && x < right;
  });

document.addEventListener("pointerdown", (event) => {
  if (held?.isSent || grip || event.button !== 0) return;
  const slot = event.target.closest?.(".week[data-movable] .slot[data-move]");
  const isInHand = held && held.slot === slot && held.by === "finger";
  if (held && !isInHand) {
    const isByFinger = held.by === "finger";
    putBack();
    if (isByFinger) grip = { pointer: event.pointerId, isDropped: true };
    return;
  }
  if (!slot || isNarrow.matches) return;
  const isMouse = event.pointerType === "mouse";
  const { bottom } = slot.getBoundingClientRect();
  grip = {
    slot,
    isMouse,
    pointer: event.pointerId,
    x: event.clientX,
    y: event.clientY,
    isStretch: event.clientY > bottom - (isMouse ? EDGE_PIXELS : HANDLE_PIXELS) && (isMouse || isInHand),
    above: halfHour(slot.parentElement, event.clientY) - Number(slot.dataset.at),
    below: event.clientY - bottom + stepOf(slot.parentElement) / 2, // the middle of its last half hour
    isOff: false,
  };
  if (!isMouse && !isInHand) grip.rest = setTimeout(rest, REST_MS);
});

function rest() {
  grip.rest = null;
  take(grip.slot, "finger");
}

document.addEventListener("pointermove", (event) => {
  if (!grip || grip.isDropped || held?.isSent || event.pointerId !== grip.pointer) return;
  if (event.buttons === 0) {
    // It was let go where this page does not hear of it.
    drop();
    return;
  }
  const far = Math.hypot(event.clientX - grip.x, event.clientY - grip.y);
  if (grip.rest) {
    if (far > SHAKE_PIXELS) drop(); // it scrolls
    return;
  }
  if (!grip.isOff) {
    if (far < (grip.isMouse ? NEAR_PIXELS : SHAKE_PIXELS)) return;
    grip.isOff = true;
    if (!held) take(grip.slot, "mouse");
  }
  event.preventDefault();
  if (!grip.isMouse) scrollAlong(event.clientY);
  const list = under(event.clientX) ?? held.slot.parentElement;
  if (grip.isStretch) stretch(halfHour(list, event.clientY - grip.below) - Number(held.slot.dataset.at) + 1);
  else carry(list, halfHour(list, event.clientY) - grip.above);
});

/** A finger cannot turn a wheel meanwhile. */
function scrollAlong(y) {
  if (y < SCROLL_PIXELS) scrollBy(0, -SCROLL_PIXELS / 4);
  else if (y > innerHeight - SCROLL_PIXELS) scrollBy(0, SCROLL_PIXELS / 4);
}

function drop() {
  clearTimeout(grip.rest);
  grip = null;
  if (held && !held.isSent) putBack();
}

document.addEventListener("pointerup", (event) => {
  if (!grip || event.pointerId !== grip.pointer) return;
  const { isDropped, isOff, rest: waits } = grip;
  clearTimeout(waits);
  grip = null;
  if (!isDropped && !held) return; // a click, which opens it
  swallowClick();
  // Who only rests on it has it in hand from then on, with its handle.
  if (isOff && held && !held.isSent) letGo();
});

document.addEventListener("pointercancel", (event) => {
  if (grip && event.pointerId === grip.pointer) drop();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !held || held.isSent) return;
  putBack();
  // The button may still be down: what is let go then is no click.
  if (grip) grip = { pointer: grip.pointer, isDropped: true };
});
document.addEventListener("contextmenu", (event) => {
  if (grip && !grip.isMouse) event.preventDefault();
});

/** What ends a drag is no click on the appointment that was dragged. A finger's comes a moment later, or never. */
function swallowClick() {
  const heard = new AbortController();
  const swallow = (event) => {
    if (event.detail === 0) return; // a key's
    event.preventDefault();
    event.stopPropagation();
    heard.abort();
  };
  document.addEventListener("click", swallow, { capture: true, signal: heard.signal });
  document.addEventListener("pointerdown", () => heard.abort(), { capture: true, signal: heard.signal });
}

// ── a click where nothing is begins one then
document.addEventListener("click", (event) => {
  const list = event.target.closest?.(".week[data-movable] ol[data-day]");
  if (!list || event.target !== list || isNarrow.matches) return;
  begin(list, timeOf(halfHour(list, event.clientY), 0));
});

// ── a page scrolls under a finger unless the finger has one in hand: that must be said before it is put down
function prepare() {
  if (grip?.slot && !grip.slot.isConnected) grip = null;
  const here = grid();
  if (!here || "ready" in here.dataset) return;
  here.dataset.ready = "";
  here.addEventListener(
    "touchmove",
    (event) => {
      if (held && grip && event.cancelable) event.preventDefault();
    },
    { passive: false },
  );
}

document.addEventListener("htmx:finally:swap", prepare);
prepare();
