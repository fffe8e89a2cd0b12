// A message that is kept ready goes to where one writes, not to a new page; without this file the link brings it.

document.addEventListener("click", (event) => {
  const ready = event.target.closest?.("a[data-insert]");
  const field = ready?.closest("form")?.querySelector("textarea");
  if (!field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const before = field.value.slice(0, field.selectionStart);
  field.setRangeText((before && !before.endsWith("\n") ? "\n" : "") + ready.dataset.insert, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
}, { capture: true });
