// Those that are ticked in the list: a range with shift, the whole page, and how many there are.

const boxes = () => [...document.querySelectorAll("#list tbody [name=number]")];
// Where a range begins.
let last = null;

function tell() {
  const said = document.querySelector("[data-ticked]");
  if (!said) return;
  const all = boxes();
  const ticked = all.filter((box) => box.checked).length;
  const list = document.querySelector("[name=whole]");
  // Whoever leaves somebody out does not mean all of the list.
  if (list && ticked < all.length) list.checked = false;
  said.hidden = ticked === 0;
  said.querySelector("span").textContent = (list?.checked && list.dataset.count) || ticked;
  const whole = document.querySelector("[data-tick-all]");
  whole.checked = ticked === all.length;
  whole.indeterminate = ticked > 0 && ticked < all.length;
}

function tickAll(ticked) {
  for (const box of boxes()) box.checked = ticked;
}

function tick(box, isRange) {
  const all = boxes();
  const from = all.indexOf(last);
  const to = all.indexOf(box);
  if (isRange && from >= 0)
    for (const one of all.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
  last = box;
}

document.addEventListener("click", (event) => {
  const box = event.target.closest?.("#list [name=number], [data-tick-all], [data-tick-page], [name=whole]");
  if (!box) return;
  if (box.name === "whole") return tell();
  if (box.name === "number") tick(box, event.shiftKey);
  else tickAll(box.type === "button" || box.checked);
  tell();
});

// Holding shift would mark the words between.
document.addEventListener("mousedown", (event) => {
  if (event.shiftKey && event.target.closest?.(".tick-cell")) event.preventDefault();
});

document.addEventListener("reset", (event) => {
  if (event.target.id !== "choose") return;
  last = null;
  setTimeout(tell);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.target.id !== "etiquette") return;
  event.preventDefault();
  document.querySelector("#etiqueter [type=submit]").click();
});

// A browser that goes back ticks what was ticked.
addEventListener("pageshow", tell);
document.addEventListener("htmx:finally:swap", tell);
