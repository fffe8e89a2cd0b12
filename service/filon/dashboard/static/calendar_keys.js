// The calendar by keyboard: arrows go from one appointment to the next, m takes it in hand, and then arrows carry it, Shift
// with them makes it longer or shorter, Enter puts it down, Escape back. c begins one. See also keys.js.
import { begin, carry, columnsOf, focusOn, held, isNarrow, letGo, putBack, stretch, take, timeOf } from "./calendar_hand.js";
import { isTyping } from "./keys.js";

const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };
const week = () => document.querySelector(".week");
const step = (all, from, by) => all[Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by))];
// The days of a week stand from right to left where that is how one reads.
const onwards = (across) => (document.dir === "rtl" ? -across : across);

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.defaultPrevented) return;
  if (!week() || isNarrow.matches || isTyping(event.target)) return;
  if (held) {
    if (held.by === "keys" && !held.isSent) whileInHand(event);
    return;
  }
  const slot = event.target.closest(".week .slot:has(> a)");
  if (event.shiftKey) return;
  if (event.key === "m" && slot?.dataset.move) take(slot, "keys");
  else if (event.key === "c" && document.querySelector("form[data-begins]")) beginAfter(slot);
  else if (STEPS[event.key] && (slot || event.target === week())) walk(slot, ...STEPS[event.key]);
  else return;
  event.preventDefault();
});

function whileInHand(event) {
  const { slot } = held;
  if (event.key === "Tab") {
    putBack();
    return;
  }
  const [across, down] = STEPS[event.key] ?? [0, 0];
  if (event.key === "Enter") letGo();
  else if (event.shiftKey && down) stretch(Number(slot.dataset.long) + down);
  else if (across || down) {
    carry(step(columnsOf(), slot.parentElement, onwards(across)), Number(slot.dataset.at) + down);
    focusOn(slot);
  } else return;
  event.preventDefault();
}

function walk(slot, across, down) {
  const all = [...week().querySelectorAll(".slot:has(> a)")];
  let next = slot;
  if (!slot) next = all[0];
  else if (down) next = step(all.filter((one) => one.parentElement === slot.parentElement), slot, down);
  else {
    const lists = [...week().querySelectorAll("ol[data-day]:has(.slot > a)")];
    const beside = step(lists, slot.parentElement, onwards(across));
    if (beside !== slot.parentElement) next = nearest(all.filter((one) => one.parentElement === beside), slot);
  }
  if (next) focusOn(next);
}

/** The one of them that begins when this one does, or soonest before or after. */
function nearest(all, slot) {
  const away = (one) => Math.abs(Number(one.dataset.at) - Number(slot.dataset.at));
  return all.reduce((best, one) => (away(one) < away(best) ? one : best));
}

function beginAfter(slot) {
  const list = slot?.parentElement ?? document.querySelector(`ol[data-day="${document.querySelector("form[data-begins]").dataset.begins}"]`);
  const until = slot ? timeOf(Number(slot.dataset.at) + Number(slot.dataset.long), 0) : "";
  begin(list ?? columnsOf()[0], until < "24" ? until : "");
}
