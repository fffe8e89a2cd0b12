// What every page does in both frames: requests through htmx, language and colour, messages that come and go.
import "./vendor/htmx.js";
import "./copy.js";
import "./palette.js";
import "./edit.js";
import "./files.js";
import "./writer.js";
import "./mention.js";
import "./ready.js";
import "./drafts.js";
import "./order.js";
import "./keys.js";
import "./board.js";
import "./calendar.js";
import "./calendar_keys.js";
import "./choosing.js";

const root = document.documentElement;
const TOAST_MS = 8_000;
const SPOKEN_FOR = ["lang", "dir", "data-scheme", "data-colour"];

// ── the part of a page that htmx leaves alone: the attributes of <html>
function wear(page) {
  for (const name of SPOKEN_FOR) {
    if (page.hasAttribute(name)) root.setAttribute(name, page.getAttribute(name));
    else root.removeAttribute(name);
  }
  const colour = page.dataset.colour ?? "";
  if (/^#[0-9a-f]{6}$/i.test(colour)) root.style.setProperty("--scheme", colour);
  else root.style.removeProperty("--scheme");
}

const failed = (ctx) => (ctx.response?.status ?? 200) >= 400;
const isMistake = (ctx) => ctx.response?.status === 422;
// A page asks now and then by itself; only what a person asked for brings a whole page.
const asksQuietly = (ctx) => ctx?.target !== document.body;

document.addEventListener("htmx:before:swap", (event) => {
  const { ctx } = event.detail;
  if (failed(ctx) && asksQuietly(ctx) && ctx.request?.method === "GET") {
    event.preventDefault();
    return;
  }
  if (failed(ctx) && !isMistake(ctx) && ctx.request?.method !== "GET") {
    // The page with what was typed stays; what went wrong is said above it.
    event.preventDefault();
    const answer = new DOMParser().parseFromString(ctx.text, "text/html");
    complain(answer.querySelector("main")?.innerText.trim().replaceAll(/\s*\n\s*/g, " ") ?? "");
    return;
  }
  const tag = ctx.text.match(/<html\b[^>]*>/i)?.[0];
  if (tag) wear(new DOMParser().parseFromString(tag, "text/html").documentElement);
});

document.addEventListener("htmx:before:history:update", (event) => {
  const { history: step, response } = event.detail;
  // A refused form shows its errors under the page's own address: reloading must not ask for the form's.
  if (response && response.status >= 400) event.preventDefault();
  // Saving brings the same page back: going back then leads to the page before, not to this one again.
  else if (step.path === location.pathname + location.search) step.type = "replace";
});

document.addEventListener("htmx:finally:swap", (event) => {
  if (asksQuietly(event.detail.ctx)) {
    keepToasts();
    return;
  }
  const wrong = document.querySelector('[aria-invalid="true"]');
  if (wrong) {
    wrong.focus();
    wrong.dispatchEvent(new CustomEvent("filon:point", { bubbles: true }));
  } else if (!document.activeElement || document.activeElement === document.body) {
    document.querySelector("main")?.focus({ preventScroll: true });
  }
  settle();
});

/** What a page that has just come needs from us. */
function settle() {
  keepToasts();
  // On a phone rows of tabs slide: the one we are in is brought into sight, without moving the page.
  for (const tab of document.querySelectorAll(":is(.tabs, [data-slides]) [aria-current], .kinds label:has(:checked)")) {
    const [its, row] = [tab, tab.parentElement].map((one) => one.getBoundingClientRect());
    tab.parentElement.scrollLeft += root.dir === "rtl" ? its.right - row.right + 16 : its.left - row.left - 16;
  }
}

function keepToasts() {
  for (const toast of document.querySelectorAll(".toast")) keepForAWhile(toast);
}

document.addEventListener("htmx:error", (event) => {
  if (!asksQuietly(event.detail.ctx)) complain("");
});
document.addEventListener("filon:failed", () => complain(""));

/** Show a sentence above the page; without one, that the service could not be reached and nothing is lost. */
function complain(sentence) {
  document.querySelector(".toast")?.remove();
  const words = document.getElementById("say-failed").content.cloneNode(true);
  if (sentence) words.querySelector("[data-sentence]").textContent = sentence;
  document.body.append(words);
  keepForAWhile(document.querySelector(".toast"));
}

function keepForAWhile(toast) {
  if ("kept" in toast.dataset) return;
  toast.dataset.kept = "";
  // A live region speaks only of what changes in it: what it was born with is put in once more.
  const content = [...toast.childNodes];
  toast.replaceChildren();
  requestAnimationFrame(() => toast.replaceChildren(...content));
  if ("asks" in toast.dataset) return; // a question waits for its answer
  let timer = setTimeout(() => toast.remove(), TOAST_MS);
  const hold = () => clearTimeout(timer);
  const release = () => {
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), TOAST_MS);
  };
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
}

document.addEventListener("click", (event) => {
  event.target.closest?.("[data-close]")?.closest(".toast")?.remove();
});

// A setting is kept at once: no button to look for, and what is wrong is said beside it.
document.addEventListener("change", (event) => {
  event.target.closest?.("form[data-keep]")?.requestSubmit();
});

wear(root);
settle();
