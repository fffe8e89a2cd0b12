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

const CHOSEN = 'textarea[name], :is(input, select)[data-kept], input[name="html"]';
const EVERYTHING = ":is(textarea, select, input:not([type=hidden]))[name]";
const isBox = (field) => field.matches("[type=checkbox], [type=radio]");
const valueOf = (field) => (isBox(field) ? (field.checked ? "on" : "off") : field.value);

/** What the page gave it. */
function givenOf(field) {
  if (isBox(field)) return field.defaultChecked ? "on" : "off";
  if (!field.options) return field.defaultValue;
  return ([...field.options].find((option) => option.defaultSelected) ?? field.options[0])?.value ?? "";
}

const keyOf = (form) => PREFIX + form.dataset.draft;

/**
 * What of the form is a person's words, by what each is known by: its texts, lines and choices that are to be kept, and
 * the formatted one, if there is any; all that it has where the form says so. What stands in a row is known by the step
 * that the row is, for rows may move; in a row that is new, by its place among these.
 */
function fieldsOf(form) {
  const fresh = freshRows(form);
  const known = (field) => {
    const row = field.closest("[data-row]");
    if (row) return `${field.dataset.kept}@${stepOf(row) || fresh.indexOf(row)}`;
    return isBox(field) ? `${field.name}=${field.value}` : field.name;
  };
  const fields = form.querySelectorAll(form.hasAttribute("data-keeps-all") ? EVERYTHING : CHOSEN);
  return new Map([...fields].map((field) => [known(field), field]));
}

const stepOf = (row) => row.querySelector("[data-step]").value;
const freshRows = (form) => [...form.querySelectorAll("[data-row]")].filter((row) => !stepOf(row));

/** Nobody chose anything in a row that says nothing. */
function isTyped(field) {
  const row = field.matches("select") && field.closest("[data-row]");
  return row ? [...row.querySelectorAll("input[data-kept]")].some(isTyped) : Boolean(valueOf(field).trim());
}

function words(form) {
  const typed = [...fieldsOf(form)].filter(([, field]) => isTyped(field));
  return Object.fromEntries(typed.map(([name, field]) => [name, valueOf(field)]));
}

const givens = (form) => Object.fromEntries([...fieldsOf(form)].map(([name, field]) => [name, givenOf(field)]));

/** What was typed, its rows in rows that the form has: a step that somebody took away meanwhile is a new one. */
function inRows(form, typed) {
  const known = new Set(fieldsOf(form).keys());
  const lost = new Map();
  const steps = new Set(Object.keys(typed).filter((name) => name.includes("@")).map((name) => name.split("@")[1]));
  const isPlace = (step) => /^\d+$/.test(step);
  for (const step of [...steps].filter(isPlace)) while (freshRows(form).length <= Number(step)) addRow(form);
  for (const step of [...steps].filter((one) => !isPlace(one) && !known.has(`what@${one}`))) {
    const what = typed[`what@${step}`] ?? "";
    const rows = freshRows(form);
    const same = rows.findIndex((row) => what && row.querySelector('[data-kept="what"]').value === what);
    lost.set(step, same < 0 ? rows.length : same);
    if (same < 0) addRow(form);
  }
  return Object.entries(typed).map(([name, value]) => {
    const [field, step] = name.split("@");
    return [lost.has(step) ? `${field}@${lost.get(step)}` : name, value];
  });
}

function addRow(form) {
  const blank = form.querySelector("template[data-blank]");
  const row = blank.content.firstElementChild.cloneNode(true);
  const place = form.querySelectorAll("[data-row]").length;
  for (const one of row.querySelectorAll("[id], [for], [name]")) {
    for (const { name, value } of [...one.attributes]) one.setAttribute(name, value.replace("#", place));
  }
  row.querySelector("legend").textContent = row.querySelector("legend").textContent.replace("#", place + 1);
  blank.before(row);
}

/** A choice that there is no more stays as the page has it. */
function put(field, value) {
  if (isBox(field)) field.checked = value === "on";
  else if (!field.options || [...field.options].some((option) => option.value === value)) field.value = value;
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
  // What stood there before anybody typed: another moment, chosen in the calendar since, stays as it is chosen.
  const given = form.hasAttribute("data-keeps-all") ? (kept(form)?.given ?? givens(form)) : undefined;
  write(form, { at: Date.now(), seen, given, typed });
}

function write(form, draft) {
  try {
    if (Object.keys(draft.typed).length) store()?.setItem(keyOf(form), JSON.stringify(draft));
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
  const fresh = draft.given ? givens(form) : {};
  const isGivenAnew = (name) => name in fresh && fresh[name] !== draft.given[name];
  const typed = Object.fromEntries(Object.entries(draft.typed).filter(([name]) => !isGivenAnew(name)));
  const before = words(form);
  const isAsIn = ([name, value]) => before[name] === value;
  // What is typed from here on, into what this page gave, is not to be taken for what another had given.
  if (draft.given && !Object.entries(draft.typed).every(isAsIn)) write(form, { ...draft, given: fresh, typed });
  if (Object.entries(typed).every(isAsIn)) return;
  const untouched = [...fieldsOf(form).values()].map((field) => [field, valueOf(field)]);
  const rows = form.querySelectorAll("[data-row]").length;
  const placed = inRows(form, typed);
  const fields = fieldsOf(form);
  for (const [name, value] of placed) if (fields.has(name)) put(fields.get(name), String(value));
  for (const field of form.querySelectorAll("details:not([open]) input.input")) if (field.value) field.closest("details").open = true;
  form.dispatchEvent(new CustomEvent("filon:restored"));
  const kind = document.getElementById(form.dataset.kind ?? "");
  if (kind) kind.checked = true;
  const overtaken = meanwhile && draft.seen !== form.elements.seen.value;
  if (overtaken) turnConflict(form, meanwhile);
  const found = form.querySelector("[data-found]");
  found.hidden = false;
  found.querySelector("[data-forget]").addEventListener("click", () => {
    forget(form);
    for (const [field, value] of untouched) put(field, value);
    for (const row of [...form.querySelectorAll("[data-row]")].slice(rows)) row.remove();
    form.dispatchEvent(new CustomEvent("filon:restored"));
    found.hidden = true;
    if (overtaken) turnConflict(form, meanwhile);
    form.querySelector('[contenteditable], textarea:not([hidden]), input:not([type=hidden])')?.focus();
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
  const isSaved = (ctx.response?.status ?? 500) < 400 && !form.hasAttribute("data-going-on");
  if (isSaved) forget(form);
  else keep(form);
});

document.addEventListener("click", (event) => {
  const given = event.target.closest?.("[data-gives-up]")?.dataset.givesUp;
  if (given) forget(document.getElementById(given));
});

// A button that draws the form anew, with another row, saves nothing.
document.addEventListener(
  "submit",
  ({ target, submitter }) => target.toggleAttribute("data-going-on", Boolean(submitter?.matches("[data-goes-on]"))),
  true,
);

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
