// The frame's talk with the wp-admin page around it, and the session that comes of it, kept in memory only.

const root = document.documentElement;
/** Address that every page of this frame lies below: /app/s/<site id>. */
export const base = root.dataset.base;
// The one origin that may stand around this page: what its frame-ancestors says.
const site = root.dataset.site;

// The page around may not listen yet when we ask: its script comes after its frame. So we ask again, then say so.
const ASK_AGAIN_MS = [300, 1_000, 2_500, 5_000];
const TOKEN_PATIENCE_MS = 10_000;
const REQUEST_PATIENCE_MS = 60_000;
const UPLOAD_PATIENCE_MS = 600_000; // photographs, over a telephone
const RENEW_BEFORE_S = 60;

const hearers = new Map();
let session = null; // { bearer, endsAt } with endsAt in milliseconds
let arriving = null; // { promise, resolve } while a session is on its way
let wanted = false; // a token is: whenever it comes, it is welcome
let unanswered = []; // timers of a question that nobody has answered yet
let renewal = 0;
let refusedTokens = 0;

/** Post one message of the frame protocol to the page around. */
export function say(type, more = {}) {
  window.parent.postMessage({ filon: 1, type, ...more }, site);
}

/** Call `hear` with each message of that type from the page around; others' messages are not heard. */
export function on(type, hear) {
  hearers.set(type, hear);
}

window.addEventListener("message", (event) => {
  if (event.source !== window.parent || event.origin !== site || event.data?.filon !== 1) return;
  hearers.get(event.data.type)?.(event.data);
});

/** Fetch like window.fetch, as the signed-in person; a session that ended is renewed and the same request sent again. */
export async function authorised(address, options = {}) {
  const url = new URL(address, location.href);
  // A bearer is never shown to anything but this frame's own pages.
  if (url.origin !== location.origin || !`${url.pathname}/`.startsWith(`${base}/`)) {
    return fetch(url, { ...options, credentials: "omit" });
  }
  const response = await send(url, options, await bearer());
  if (response.status !== 401) return response;
  session = null;
  return send(url, options, await bearer());
}

/** Ask for the first session. Resolves when it stands, however long a person takes to sign in again. */
export function begin() {
  return bearer("ready");
}

/** Forget the session: nothing more is fetched until the page around hands over a new token. */
export function forget() {
  session = null;
  clearTimeout(renewal);
}

/** Ask the page around once more, after it could not answer. */
export function askAgain() {
  refusedTokens = 0;
  ask("token-wanted");
}

function send(url, options, token) {
  const patient = AbortSignal.timeout(options.body instanceof FormData ? UPLOAD_PATIENCE_MS : REQUEST_PATIENCE_MS);
  return fetch(url, {
    ...options,
    headers: { ...options.headers, Authorization: `Bearer ${token}` },
    credentials: "omit",
    signal: options.signal ? AbortSignal.any([options.signal, patient]) : patient,
  });
}

async function bearer(question = "token-wanted") {
  if (session && Date.now() < session.endsAt) return session.bearer;
  if (!arriving) {
    arriving = {};
    arriving.promise = new Promise((resolve) => {
      arriving.resolve = resolve;
    });
    ask(question);
  }
  return arriving.promise;
}

function ask(question) {
  answered();
  wanted = true;
  say(question);
  unanswered = ASK_AGAIN_MS.map((delay) => setTimeout(() => say(question), delay));
  unanswered.push(setTimeout(() => trouble("unreachable"), TOKEN_PATIENCE_MS));
}

function answered() {
  unanswered.forEach(clearTimeout);
  unanswered = [];
}

/** Tell the shell that no session can stand now, and why: unreachable, signed-out, refused, revoked. */
function trouble(why) {
  answered();
  document.dispatchEvent(new CustomEvent("filon:away", { detail: why }));
}

on("signed-out", () => {
  forget();
  trouble("signed-out");
});

on("token", async ({ token }) => {
  if (!wanted) return; // one more answer to a question that was asked twice
  wanted = false;
  answered();
  let response;
  try {
    response = await fetch(`${base}/session`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ token }),
      credentials: "omit",
      signal: AbortSignal.timeout(TOKEN_PATIENCE_MS),
    });
  } catch {
    wanted = true;
    trouble("unreachable");
    return;
  }
  if (response.ok) {
    stand(await response.json());
  } else if (response.status === 401 && ++refusedTokens < 2) {
    ask("token-wanted"); // a token lives a minute: this one may have come too late
  } else {
    const problem = await response.json().catch(() => ({}));
    trouble(problem.code === "site_revoked" ? "revoked" : "refused");
  }
});

function stand(answer) {
  refusedTokens = 0;
  session = { bearer: answer.session, endsAt: Date.now() + answer.expires_in * 1000 };
  clearTimeout(renewal);
  // Early enough that nobody waits for it, and never more often than every second.
  renewal = setTimeout(() => ask("token-wanted"), Math.max(1, answer.expires_in - RENEW_BEFORE_S) * 1000);
  document.dispatchEvent(new CustomEvent("filon:back"));
  arriving?.resolve(session.bearer);
  arriving = null;
}
