// A value that is edited where it stands: Enter keeps, Escape gives up, leaving keeps too.

// What a form would send; several options as the server shows them.
const valueOf = (form) => new FormData(form).getAll("value").filter(Boolean).join(",");

const formOf = (target) => target.closest?.("form[data-edit]");

function edit(box) {
  const field = box.querySelector('[name="value"]:not([type="hidden"])');
  if (!field || field === document.activeElement) return;
  field.focus();
  field.select?.();
}

// At once: the browser's own toggle comes later, and what was typed by then would be lost.
document.addEventListener("click", (event) => {
  const summary = event.target.closest?.("summary.editable");
  if (!summary) return;
  event.preventDefault();
  summary.parentElement.open = true;
  edit(summary.parentElement);
});

// One that came open, because something is wrong with it.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.("details.edit") && target.open) edit(target);
  },
  true,
);

function close(form) {
  const box = form.closest("details");
  form.reset();
  box.open = false;
  return box;
}

document.addEventListener("keydown", (event) => {
  const form = formOf(event.target);
  if (!form || event.key !== "Escape") return;
  event.preventDefault();
  close(form).querySelector("summary").focus();
});

// A choice is made with one touch.
document.addEventListener("change", (event) => {
  if (event.target.matches("form[data-edit] select")) formOf(event.target).requestSubmit();
});

document.addEventListener("focusout", (event) => {
  const form = formOf(event.target);
  if (!form || form.contains(event.relatedTarget)) return;
  // Only then is it known where the focus went, and whether the page is still the same.
  setTimeout(() => {
    // Another window is not another place; and what was refused waits for the person, not for the focus.
    if (!form.isConnected || !document.hasFocus() || form.contains(document.activeElement)) return;
    if (!form.closest("details").open || form.querySelector('[aria-invalid="true"]')) return;
    if (valueOf(form) === form.elements.seen.value) close(form);
    else form.requestSubmit();
  });
});
