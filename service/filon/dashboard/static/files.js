// Files are dropped anywhere on the composer or chosen one after the other; what was chosen is listed before it is sent.

const MOST_BYTES = 10 * 1024 * 1024;
const MOST_AT_ONCE = 10;
const MOST_BYTES_AT_ONCE = 25 * 1024 * 1024;

const bringsFiles = (event) => event.dataTransfer?.types.includes("Files");
const handIn = (composer) => composer?.querySelector("form[data-hand-in]");

// ── what was chosen so far, by form: a second look into the folder adds to it
const chosen = new WeakMap();

function choose(form, files) {
  const known = new Set((chosen.get(form) ?? []).map(same));
  chosen.set(form, [...(chosen.get(form) ?? []), ...[...files].filter((file) => !known.has(same(file)))]);
  show(form);
}

const same = (file) => `${file.name}\n${file.size}\n${file.lastModified}`;

/** [file, why it will not be sent] for each, within the limits that the service has too. */
function judged(form, files) {
  let count = 0;
  let bytes = 0;
  return files.map((file) => {
    if (file.size > MOST_BYTES) return [file, form.dataset.tooHeavy];
    if (count >= MOST_AT_ONCE) return [file, form.dataset.tooMany];
    if (bytes + file.size > MOST_BYTES_AT_ONCE) return [file, form.dataset.tooMuch];
    count += 1;
    bytes += file.size;
    return [file, ""];
  });
}

function show(form) {
  const sent = new DataTransfer();
  const lines = judged(form, chosen.get(form)).map(([file, why]) => {
    if (!why) sent.items.add(file);
    return line(form, file, why);
  });
  form.elements.files.files = sent.files;
  form.querySelector("[data-chosen]").replaceChildren(...lines);
}

function line(form, file, why) {
  const item = document.createElement("li");
  const name = document.createElement("bdi");
  name.className = "file-name";
  name.textContent = file.name;
  const about = document.createElement("span");
  about.className = why ? "error small" : "muted small";
  about.textContent = why || sizeOf(form, file.size);
  const leaveOut = document.createElement("button");
  leaveOut.type = "button";
  leaveOut.className = "btn btn-icon";
  leaveOut.setAttribute("aria-label", form.dataset.leaveOut.replace("{name}", () => file.name));
  leaveOut.append(document.getElementById("say-failed").content.querySelector("[data-close] svg").cloneNode(true));
  leaveOut.addEventListener("click", () => {
    chosen.set(form, chosen.get(form).filter((other) => other !== file));
    show(form);
    (form.querySelector("[data-chosen] button") ?? form.elements.files).focus();
  });
  item.append(name, about, leaveOut);
  return item;
}

function sizeOf(form, bytes) {
  const [words, figure] =
    bytes < 1e6 ? [form.dataset.kilobytes, Math.max(1, Math.round(bytes / 1e3))] : [form.dataset.megabytes, bytes / 1e6];
  const said = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(figure);
  return words.replace("{number}", said);
}

document.addEventListener("change", ({ target }) => {
  const form = target.matches?.('input[type="file"]') && target.closest("form[data-hand-in]");
  if (form) choose(form, [...target.files]);
});

// ── dropping: a file that misses would take the page away, so the whole page takes it and gives it to the composer
document.addEventListener("dragover", (event) => {
  if (!bringsFiles(event)) return;
  const composer = document.querySelector(".composer");
  if (!handIn(composer)) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "copy";
  composer.toggleAttribute("data-over", true);
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) document.querySelector(".composer")?.removeAttribute("data-over");
});

document.addEventListener("drop", (event) => {
  const composer = document.querySelector(".composer");
  const form = bringsFiles(event) && handIn(composer);
  if (!form) return;
  event.preventDefault();
  composer.removeAttribute("data-over");
  composer.querySelector("#k-file").checked = true;
  choose(form, [...event.dataTransfer.files]);
  form.querySelector('[type="submit"]').focus();
});
