// "Try it": sends an operation of this page with the key that its reader typed, which stays in memory only.
import "./copy.js";

const LONGEST_SHOWN = 20_000;

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-send]");
  if (!button) return;
  button.disabled = true;
  try {
    await send(button.closest("article"));
  } finally {
    button.disabled = false;
  }
});

async function send(operation) {
  const began = performance.now();
  let response;
  try {
    response = await fetch(address(operation), request(operation));
  } catch {
    show(operation, { status: "No answer", about: "The service could not be reached.", text: "", bad: true });
    return;
  }
  const about = [`${Math.round(performance.now() - began)} ms`];
  for (const name of ["Content-Type", "Retry-After", "X-Request-Id"]) {
    const value = response.headers.get(name);
    if (value) about.push(`${name}: ${value}`);
  }
  const status = `${response.status} ${response.statusText}`;
  show(operation, { status, about: about.join(" · "), text: await response.text(), bad: !response.ok });
}

function address(operation) {
  let path = operation.dataset.path;
  const query = new URLSearchParams();
  for (const field of operation.querySelectorAll("[data-in]")) {
    const { name, in: place } = field.dataset;
    if (place === "path") path = path.replace(`{${name}}`, encodeURIComponent(field.value));
    else if (place === "query" && field.value) query.append(name, field.value);
  }
  return query.size ? `${path}?${query}` : path;
}

function request(operation) {
  const headers = { Accept: "application/json" };
  const key = document.getElementById("key").value.trim();
  if (key) headers.Authorization = `Bearer ${key}`;
  const body = operation.querySelector("[data-body]")?.value;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  return { method: operation.dataset.method, headers, body, credentials: "omit", referrerPolicy: "no-referrer" };
}

function show(operation, { status, about, text, bad }) {
  const answer = operation.querySelector(".answer");
  answer.hidden = false;
  const said = answer.querySelector("[data-status]");
  said.textContent = status;
  said.dataset.kind = bad ? "error" : "ok";
  answer.querySelector("[data-about]").textContent = about;
  answer.querySelector("[data-shown]").textContent = readable(text).slice(0, LONGEST_SHOWN);
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
