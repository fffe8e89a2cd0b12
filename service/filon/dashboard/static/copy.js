// A button with data-copy="id" copies what that field holds, and says so for a moment.

const SAID_MS = 2_000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  if (!(await copy(field))) return; // it stays selected: Ctrl+C is one gesture away
  const [before, after] = ["before", "after"].map((name) => button.querySelector(`[data-${name}]`));
  before.hidden = true;
  after.hidden = false;
  setTimeout(() => {
    before.hidden = false;
    after.hidden = true;
  }, SAID_MS);
});

async function copy(field) {
  field.focus();
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // A frame of another site may not write to the clipboard; copying what is selected it may.
    return document.execCommand("copy");
  }
}
