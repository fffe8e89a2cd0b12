// The palette: Ctrl+K opens a list of places, typing narrows it, arrows and Enter go there.

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether this key press asks for the palette. */
export function opensPalette(event) {
  return (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k";
}

export function openPalette() {
  const palette = document.getElementById("palette");
  if (!palette || palette.matches(":popover-open")) return;
  palette.showPopover();
  palette.querySelector("input").focus(); // at once: the next key may already be a letter
}

// Opened by its button, one can type too. The attribute autofocus would ask for the focus on every page.
document.addEventListener(
  "toggle",
  ({ target, newState }) => {
    if (target.id === "palette" && newState === "open") target.querySelector("input").focus();
  },
  true,
);

document.addEventListener("keydown", (event) => {
  if (opensPalette(event)) {
    event.preventDefault();
    openPalette();
    return;
  }
  const palette = event.target.closest?.("#palette");
  if (!palette) return;
  const places = [...palette.querySelectorAll("li:not([hidden]) a")];
  const at = places.indexOf(document.activeElement);
  if (event.key === "ArrowDown") places[Math.min(at + 1, places.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (places[at - 1] ?? palette.querySelector("input")).focus();
  else if (event.key === "Enter" && at < 0) places[0]?.click();
  else return;
  event.preventDefault();
});

document.addEventListener("input", (event) => {
  const palette = event.target.closest?.("#palette");
  if (!palette) return;
  const wanted = fold(event.target.value.trim());
  for (const row of palette.querySelectorAll("li")) row.hidden = !fold(row.textContent).includes(wanted);
});
