// The embedded dashboard's shell: every page inside wp-admin is fetched through it, with a bearer and no cookie.
import htmx from "./vendor/htmx.js";
import { opensPalette, openPalette } from "./palette.js";
import "./page.js";
import { askAgain, authorised, base, begin, on, say } from "./session.js";

const root = document.documentElement;

// A form may wait for a person to sign in to WordPress again; session.js keeps its own time on the network.
htmx.config.defaultTimeout = 0;

document.addEventListener("htmx:config:request", (event) => {
  event.detail.ctx.fetch = authorised;
});

// ── where we are: the page around keeps our address in its own, so that a reload comes back here
document.addEventListener("htmx:finally:swap", (event) => {
  const { ctx } = event.detail;
  if (ctx.target !== document.body && !ctx.replace) return; // a part of the page moves nobody, unless it says so
  if (ctx.title) document.title = ctx.title;
  const path = location.pathname.slice(base.length) + location.search;
  say("location", { path: path || "/", title: document.title });
  if (ctx.target !== document.body) return;
  if (ctx.request?.method === "GET" || ctx.response?.raw?.redirected) say("scroll", { top: 0 });
  showPictures();
});

on("view", ({ start, end }) => {
  root.style.setProperty("--view-start", `${Math.max(0, Number(start) || 0)}px`);
  root.style.setProperty("--view-end", `${Math.max(0, Number(end) || 0)}px`);
});

new ResizeObserver(() => {
  say("height", { px: Math.ceil(document.body.getBoundingClientRect().height) });
}).observe(document.body);

// The frame is as long as its page, so only the page around can bring a place into view.
document.addEventListener("click", (event) => {
  const link = event.target.closest?.('a[href^="#"]');
  const place = link && document.getElementById(link.hash.slice(1));
  if (place) say("scroll", { top: Math.round(place.getBoundingClientRect().top) });
});
document.addEventListener("filon:point", (event) => {
  say("scroll", { top: Math.max(0, Math.round(event.target.getBoundingClientRect().top) - 80) });
});

// ── the palette opens here, whichever side has the keyboard
on("palette", openPalette);
document.addEventListener("keydown", (event) => {
  if (opensPalette(event)) say("palette");
});

// ── files and pictures carry no bearer: each is opened with a ticket that works once
async function ticketed(address) {
  const url = new URL(address, location.href);
  const response = await authorised(`${base}/tickets`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ path: url.pathname + url.search }),
  });
  if (!response.ok) throw new Error(`no ticket: ${response.status}`);
  url.searchParams.set("ticket", (await response.json()).ticket);
  return url;
}

document.addEventListener("click", async (event) => {
  const link = event.target.closest?.("a[download]");
  if (!link || new URL(link.href).searchParams.has("ticket")) return;
  event.preventDefault();
  try {
    const download = document.createElement("a");
    download.href = await ticketed(link.href);
    download.download = link.download;
    download.click();
  } catch {
    document.dispatchEvent(new CustomEvent("filon:failed"));
  }
});

function showPictures() {
  for (const picture of document.querySelectorAll("img[data-src]")) {
    const address = picture.dataset.src;
    delete picture.dataset.src;
    ticketed(address).then(
      (url) => {
        picture.src = url;
      },
      () => picture.removeAttribute("src"), // its alternative text stands instead
    );
  }
}

// ── when no session can stand, a sentence says so; what was typed stays underneath
document.addEventListener("filon:away", (event) => {
  document.querySelector(".away")?.remove();
  const words = document.getElementById(`say-${event.detail}`).content.cloneNode(true);
  words.querySelector("button")?.addEventListener("click", askAgain);
  document.body.prepend(words);
  document.querySelector(".away").focus();
  say("scroll", { top: 0 });
});
document.addEventListener("filon:back", () => document.querySelector(".away")?.remove());

if (window.parent === window) {
  // Opened on its own, in a tab: there the same page stands behind a sign-in.
  const standalone = `/app${location.pathname.slice(base.length)}${location.search}`;
  location.replace(`${root.dataset.signIn}?next=${encodeURIComponent(standalone)}`);
} else {
  await begin();
  await htmx.ajax("GET", location.pathname + location.search, { target: document.body, swap: "innerHTML" });
}
