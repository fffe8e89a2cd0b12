// The board: cards are dragged from column to column, or moved by their menu; arrows go from card to card, m moves one.

const board = () => document.querySelector(".board");
const tileOf = (element) => element?.closest?.(".board .tile") ?? null;
const listOf = (status) => document.querySelector(`.column[data-status="${status}"] > ul`);
const isNarrow = matchMedia("(width < 45rem)");

// The card that is being moved, where it lay, and whether the keyboard moves it.
let moving = null;

// ── what the menu, the sheet and a drop have in common: two forms, about one card
function speakOf(tile) {
  for (const form of document.querySelectorAll("form[data-moves]")) {
    form.elements.number.value = tile.dataset.number;
    form.elements.seen.value = tile.dataset.standing;
    for (const reason of form.querySelectorAll("[name=reason]")) reason.checked = false;
  }
  for (const whom of document.querySelectorAll("[data-whom]")) whom.textContent = tile.dataset.name;
  for (const choice of document.querySelectorAll("#deplacer [data-stands]")) choice.hidden = choice.dataset.stands === tile.dataset.standing;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-move]");
  if (!button || moving?.isSent) return;
  moving = { tile: tileOf(button), byKeys: event.detail === 0 };
  speakOf(moving.tile);
}, true);

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-moves]") || !moving) return;
  moving.isSent = true;
  moving.tile.setAttribute("aria-busy", "true");
  for (const id of ["abandon", "deplacer"]) document.getElementById(id).hidePopover();
  hold(true);
});

// Whoever is asked why, and does not say, has not moved anybody.
document.addEventListener("toggle", (event) => {
  if (event.target.id === "abandon" && event.newState === "closed" && moving && !moving.isSent) putBack();
  if (event.target.id === "deplacer" && event.newState === "open") event.target.querySelector("button:not([hidden])")?.focus({ preventScroll: true });
}, true);

function putBack() {
  const { tile, from } = moving;
  tile.removeAttribute("aria-busy");
  if (from) from.list.insertBefore(tile, from.next);
  moving = null;
  hold(false);
}

// ── the answer: the card as it stands now, in the column where it stands now
document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (isAnswer(ctx) && (ctx.response?.status ?? 200) >= 400 && moving) putBack();
});
document.addEventListener("htmx:error", (event) => {
  if (!isAnswer(event.detail.ctx)) return;
  if (moving) putBack();
  document.dispatchEvent(new CustomEvent("filon:failed"));
});
document.addEventListener("htmx:finally:swap", (event) => {
  const { ctx } = event.detail;
  if (isAnswer(ctx)) place(document.querySelector("#moved .tile"));
  else if (board()) {
    tidy();
    prepare();
  }
});

const targetOf = (ctx) => (typeof ctx?.target === "string" ? document.querySelector(ctx.target) : ctx?.target);
const isAnswer = (ctx) => targetOf(ctx)?.id === "moved";

function place(tile) {
  if (!tile) return;
  const old = document.querySelector(`.board #${tile.id}`);
  const list = listOf(tile.dataset.status);
  const was = moving?.from?.list ?? old?.parentElement;
  if (old?.parentElement === list) old.replaceWith(tile);
  else {
    old?.remove();
    list.prepend(tile);
  }
  document.querySelector("#moved > ul")?.remove();
  if (was && was !== list) {
    recount(was, -1);
    recount(list, 1);
  }
  // On a phone only one column is in sight: whoever moves cards goes on in it.
  if (!isNarrow.matches) tile.querySelector(".name").focus({ preventScroll: !moving?.byKeys });
  moving = null;
  hold(false);
}

function recount(list, by) {
  const count = list.parentElement.querySelector("[data-count]");
  if (!count?.dataset.count) return;
  count.dataset.count = Number(count.dataset.count) + by;
  const language = document.documentElement.lang;
  count.textContent = new Intl.NumberFormat(language === "ar" ? "ar-MA" : language).format(count.dataset.count);
}

// ── the next cards of a column: the keyboard goes on where it was; a card that moved meanwhile stands there once
let last = null;
document.addEventListener("click", (event) => {
  const more = event.target.closest?.(".column .more");
  if (more) last = more.previousElementSibling;
}, true);

function tidy() {
  const seen = new Set();
  for (const tile of document.querySelectorAll(".board .tile")) {
    if (seen.has(tile.id)) tile.remove();
    seen.add(tile.id);
  }
  if (last?.isConnected && document.activeElement === document.body) last.nextElementSibling?.querySelector("a")?.focus({ preventScroll: true });
  last = null;
}

// ── dragging
let drags = [];
const hold = (isHeld) => drags.forEach((drag) => drag.option("disabled", isHeld));

async function prepare() {
  drags = drags.filter((drag) => drag.el?.isConnected);
  const lists = [...document.querySelectorAll(".board[data-movable] .column > ul:not([data-ready])")];
  if (!lists.length) return;
  for (const list of lists) list.dataset.ready = "";
  await import("./vendor/sortable.js");
  for (const list of lists) {
    drags.push(
      globalThis.Sortable.create(list, {
        group: "board",
        sort: false, // the order is what is to be done, not what somebody likes
        draggable: ".tile",
        filter: ".btn",
        preventOnFilter: false,
        delay: 200, // a finger that scrolls takes no card along
        delayOnTouchOnly: true,
        touchStartThreshold: 8,
        forceFallback: true, // the same under a mouse and under a finger
        fallbackOnBody: true,
        fallbackTolerance: 4,
        fallbackClass: "in-hand",
        ghostClass: "its-place",
        scrollSensitivity: 60,
        onStart: ({ item, from }) => {
          moving = { tile: item, from: { list: from, next: item.nextElementSibling } };
        },
        onEnd: drop,
      }),
    );
  }
}

function drop({ item, from, to }) {
  if (from === to) {
    moving = null;
    return;
  }
  const status = to.parentElement.dataset.status;
  speakOf(item);
  // What is shown beneath the button for more would be taken for older than what comes.
  to.prepend(item);
  if (status === "lost") {
    document.getElementById("abandon").showPopover();
    return;
  }
  const button = document.querySelector(`#deplacer [name=status][value="${status}"]`);
  button.form.requestSubmit(button);
}

// ── by keyboard
const isTyping = (target) => target.closest?.("input, select, textarea, [contenteditable], [popover]:popover-open, dialog[open]") !== null;
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing || event.defaultPrevented) return;
  const menu = event.target.closest?.("#deplacer");
  if (menu && STEPS[event.key]?.[1]) {
    step([...menu.querySelectorAll("button:not([hidden])")], event.target, STEPS[event.key][1])?.focus();
    event.preventDefault();
    return;
  }
  if (!board() || isTyping(event.target)) return;
  const tile = tileOf(event.target);
  if (event.key === "m" && tile) tile.querySelector("[data-move]")?.click();
  else if (STEPS[event.key] && (tile || event.target === board())) walk(tile, ...STEPS[event.key]);
  else return;
  event.preventDefault();
});

const step = (all, from, by) => all[Math.max(0, Math.min(all.length - 1, all.indexOf(from) + by))];

function walk(tile, across, down) {
  let next = tile;
  if (!tile) next = board().querySelector(".tile");
  else if (down) next = step([...tile.parentElement.querySelectorAll(".tile")], tile, down);
  else {
    const at = [...tile.parentElement.querySelectorAll(".tile")].indexOf(tile);
    const lists = [...board().querySelectorAll(".column > ul")].filter((list) => list.querySelector(".tile"));
    const beside = step(lists, tile.parentElement, document.dir === "rtl" ? -across : across);
    if (beside !== tile.parentElement) {
      const tiles = beside.querySelectorAll(".tile");
      next = tiles[Math.min(at, tiles.length - 1)];
    }
  }
  next?.querySelector(".name").focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

prepare();
