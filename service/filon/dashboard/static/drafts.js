// What is being written survives a session that ends and a tab that closes: it is kept in this browser, under the
// business, the member and the prospect, until it is saved or somebody signs out. It is sent nowhere.

const PREFIX = "filon-draft:";
const KEPT_MS = 7 * 24 * 3_600_000;

/** The browser's store; a frame may have none. */
function store() {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

const keyOf = (form) => PREFIX + form.dataset.draft;

/** What of the form is a person's words: its texts, lines that are to be kept, and the formatted one, if there is any. */
function words(form) {
  const fields = [...form.querySelectorAll('textarea[name], input[data-kept], input[name="html"]')];
  return Object.fromEntries(fields.map((field) => [field.name, field.value]).filter(([, value]) => value.trim()));
}

function kept(form) {
  try {
    return JSON.parse(store()?.getItem(keyOf(form)) ?? null);
  } catch {
    return null;
  }
}

function keep(form) {
  const typed = words(form);
  // On which text it was begun: a colleague may write another before it is saved.
  const seen = kept(form)?.seen ?? form.elements.seen?.value;
  try {
    if (Object.keys(typed).length) store()?.setItem(keyOf(form), JSON.stringify({ at: Date.now(), seen, typed }));
    else store()?.removeItem(keyOf(form));
  } catch {
    // No room: what stands in the page is all there is.
  }
}

function forget(form) {
  store()?.removeItem(keyOf(form));
}

function restore(form) {
  form.dataset.found = "looked";
  const draft = kept(form);
  const meanwhile = document.getElementById(form.dataset.meanwhile ?? "");
  if (!draft || (meanwhile && !meanwhile.hidden) || form.querySelector('[aria-invalid="true"]')) return;
  const { typed } = draft;
  const before = words(form);
  if (Object.entries(typed).every(([name, value]) => before[name] === value)) return;
  for (const [name, value] of Object.entries(typed)) if (form.elements[name]) form.elements[name].value = String(value);
  form.dispatchEvent(new CustomEvent("filon:restored"));
  const kind = document.getElementById(form.dataset.kind ?? "");
  if (kind) kind.checked = true;
  const overtaken = meanwhile && draft.seen !== form.elements.seen.value;
  if (overtaken) turnConflict(form, meanwhile);
  const found = form.querySelector("[data-found]");
  found.hidden = false;
  found.querySelector("[data-forget]").addEventListener("click", () => {
    forget(form);
    for (const name of Object.keys(typed)) if (form.elements[name]) form.elements[name].value = before[name] ?? "";
    form.dispatchEvent(new CustomEvent("filon:restored"));
    found.hidden = true;
    if (overtaken) turnConflict(form, meanwhile);
    form.querySelector('[contenteditable], textarea:not([hidden])')?.focus();
  });
}

/** Show what a colleague wrote meanwhile, and that saving replaces it; or not any more. */
function turnConflict(form, meanwhile) {
  for (const one of [meanwhile, ...form.querySelectorAll("[type=submit] span")]) one.toggleAttribute("hidden");
}

function restoreAll() {
  for (const form of document.querySelectorAll("form[data-draft]:not([data-found])")) restore(form);
}

let timer = 0;
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-draft]");
  if (!form) return;
  clearTimeout(timer);
  timer = setTimeout(() => keep(form), 300);
});

// Before the page is replaced by what the service answered: saved is saved.
document.addEventListener("htmx:before:swap", ({ detail: { ctx } }) => {
  const form = ctx.sourceElement;
  if (!form?.matches?.("form[data-draft]")) return;
  clearTimeout(timer);
  if ((ctx.response?.status ?? 500) < 400) forget(form);
  else keep(form);
});

document.addEventListener("click", (event) => {
  const given = event.target.closest?.("[data-gives-up]")?.dataset.givesUp;
  if (given) forget(document.getElementById(given));
});

document.addEventListener("submit", (event) => {
  if (event.target.getAttribute("action") === "/app/sign-out") forgetAll();
});

function forgetAll(olderThan = 0) {
  const all = store();
  for (const key of all ? Object.keys(all).filter((one) => one.startsWith(PREFIX)) : []) {
    let at = 0;
    try {
      ({ at } = JSON.parse(all.getItem(key)));
    } catch {
      // Not ours to read: gone.
    }
    if (!olderThan || !(Date.now() - at < olderThan)) all.removeItem(key);
  }
}

document.addEventListener("htmx:finally:swap", restoreAll);
forgetAll(KEPT_MS);
restoreAll();
