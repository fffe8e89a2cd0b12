// A plain field becomes a small editor: bold, italic, lists, links. What is pasted is cut down before it gets in; the
// service cuts it down once more, whatever this file did.

const KEPT = new Set(["A", "B", "BR", "DIV", "EM", "I", "LI", "OL", "P", "STRONG", "UL"]);
const DROPPED = new Set(["SCRIPT", "STYLE", "TITLE", "TEMPLATE", "NOSCRIPT", "IFRAME", "OBJECT", "SVG", "MATH", "HEAD", "META", "LINK", "TEXTAREA", "SELECT", "BUTTON"]);
const BLOCKS = new Set(["TR", "BLOCKQUOTE", "SECTION", "ARTICLE", "HEADER", "FOOTER", "PRE", "ADDRESS", "TABLE"]);
const LINKS = /^(https?:|mailto:|tel:)/i;

// ── cutting down: a new tree is built of what may stay, nothing of the old one is moved
/** The fragment of `html` that may stand in a note. */
function cleaned(html) {
  const fragment = document.createDocumentFragment();
  // Styles are only looked at, and code not even that: the policy would complain of each that it keeps from counting.
  const unstyled = html.replaceAll(/<[^<>]*>/g, (tag) =>
    tag.replaceAll(/[\s/](style|on[a-z]+)\s*=/gi, " data-$1=").replace(/^<(\/?)style\b/i, "<$1template"),
  );
  copy(new DOMParser().parseFromString(unstyled, "text/html").body, fragment);
  return fragment;
}

function copy(from, into) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(node.data.replaceAll(/[^\S\u00a0]+/g, " "));
    else if (node.nodeType === Node.ELEMENT_NODE) copyElement(node, into);
  }
}

function copyElement(node, into) {
  const name = node.tagName.toUpperCase();
  const style = node.dataset?.style ?? "";
  // Word draws an item's dot as text of its own.
  if (DROPPED.has(name) || /mso-list:\s*ignore/i.test(style)) return;
  if (/^MsoListParagraph/.test(node.className)) {
    const begun = into.lastElementChild?.tagName === "UL";
    const list = begun ? into.lastElementChild : into.appendChild(document.createElement("ul"));
    copy(node, list.appendChild(document.createElement("li")));
    return;
  }
  copy(node, placeFor(node, name, style, into));
}

/** Where the content of this element goes: into an element like it, or to where it stood. */
function placeFor(node, name, style, into) {
  if (/^H[1-6]$/.test(name)) return into.appendChild(document.createElement("p")).appendChild(document.createElement("strong"));
  if (BLOCKS.has(name)) return into.appendChild(document.createElement("p"));
  if (name === "TD" || name === "TH") into.append(" ");
  if (name === "A") {
    const href = node.getAttribute("href") ?? "";
    if (!LINKS.test(href)) return into;
    const link = into.appendChild(document.createElement("a"));
    link.setAttribute("href", href);
    return link;
  }
  const plain = (name === "B" || name === "STRONG") && /font-weight:\s*(normal|400)/i.test(style);
  if (KEPT.has(name) && !plain) return into.appendChild(document.createElement(name.toLowerCase()));
  if (/font-weight:\s*(bold|[6-9]00)/i.test(style)) return into.appendChild(document.createElement("strong"));
  if (/font-style:\s*italic/i.test(style)) return into.appendChild(document.createElement("em"));
  return into;
}

function htmlOf(editor) {
  const fragment = document.createDocumentFragment();
  copy(editor, fragment);
  return fragment.textContent.trim() ? written(fragment) : "";
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replaceAll(/[&<>"]/g, (sign) => SIGNS[sign]);

/** A tree that was cut down, as HTML. */
function written(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  const inside = [...node.childNodes].map(written).join("");
  if (node.nodeType !== Node.ELEMENT_NODE) return inside;
  const name = node.tagName.toLowerCase();
  if (name === "br") return "<br>";
  return name === "a" ? `<a href="${escaped(node.getAttribute("href"))}">${inside}</a>` : `<${name}>${inside}</${name}>`;
}

// ── the editor
function enhance(field) {
  const form = field.closest("form");
  const { text, html } = form.elements;
  const tools = document.getElementById("writer-tools")?.content.cloneNode(true);
  if (!tools) return;
  field.dataset.writer = "on";
  const editor = document.createElement("div");
  editor.className = "input rich writer";
  editor.contentEditable = "true";
  editor.dir = "auto";
  for (const [name, value] of Object.entries({ role: "textbox", "aria-multiline": "true", "aria-labelledby": "l-text" })) editor.setAttribute(name, value);
  for (const name of ["aria-invalid", "aria-describedby"]) {
    if (text.hasAttribute(name)) editor.setAttribute(name, text.getAttribute(name));
    text.removeAttribute(name);
  }
  const fill = () => {
    editor.replaceChildren();
    if (html.value || field.dataset.html) editor.append(cleaned(html.value || field.dataset.html));
    else for (const line of text.value.split("\n").filter((one, at, all) => one || at < all.length - 1)) editor.append(Object.assign(document.createElement("div"), { textContent: line || "\u200b" }));
  };
  fill();
  text.hidden = true;
  text.before(tools);
  text.after(editor);
  field.querySelector("label").removeAttribute("for");  // the field that it names is not seen any more
  field.querySelector("label").addEventListener("click", () => editor.focus());
  const keep = () => {
    html.value = htmlOf(editor);
    text.value = editor.innerText.trim();
  };
  editor.addEventListener("input", keep);
  form.addEventListener("submit", keep, { capture: true });
  form.addEventListener("filon:restored", fill);
  editor.addEventListener("paste", (event) => paste(event, keep));
  // Pictures and files that are dropped are the composer's; text comes in as pasted text does.
  editor.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  command(field, editor, keep);
}

function paste(event, keep) {
  const html = event.clipboardData.getData("text/html");
  if (!html) return; // plain text: the browser knows best
  event.preventDefault();
  // Not by insertHTML: a browser then writes styles of its own into it, which the policy refuses.
  const place = getSelection().getRangeAt(0);
  place.deleteContents();
  place.insertNode(cleaned(html));
  place.collapse(false);
  keep();
}

function command(field, editor, keep) {
  const link = field.querySelector(".tools-link");
  const address = link.querySelector("input");
  address.id = "writer-address";
  link.querySelector("label").htmlFor = address.id;
  let range = null;
  const back = () => {
    editor.focus();
    if (range) getSelection().removeAllRanges(), getSelection().addRange(range);
  };
  const showLink = (shown) => {
    link.hidden = !shown;
    field.querySelector("[data-command=link]").setAttribute("aria-expanded", String(shown));
    if (shown) address.focus();
    else back();
  };
  field.addEventListener("mousedown", (event) => {
    if (event.target.closest("[data-command]")) event.preventDefault(); // what is selected stays so
  });
  field.addEventListener("click", (event) => {
    const name = event.target.closest("[data-command]")?.dataset.command;
    if (name === "link") {
      range = rangeIn(editor);
      showLink(link.hidden);
    } else if (name) {
      if (document.activeElement !== editor) editor.focus();
      document.execCommand(name);
      keep();
      press(field, editor);
    } else if (event.target.closest("[data-apply]")) apply();
  });
  const apply = () => {
    const to = addressOf(address.value.trim());
    showLink(false);
    if (!to) return;
    if (getSelection().isCollapsed) document.execCommand("insertText", false, address.value.trim()), selectBack(address.value.trim().length);
    document.execCommand("createLink", false, to);
    getSelection().collapseToEnd();
    address.value = "";
    keep();
  };
  address.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(), apply();
    if (event.key === "Escape") showLink(false);
  });
  document.addEventListener("selectionchange", () => {
    if (editor.isConnected && rangeIn(editor)) press(field, editor);
  });
}

function rangeIn(editor) {
  const selection = getSelection();
  return selection.rangeCount && editor.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
}

function selectBack(length) {
  for (let n = 0; n < length; n += 1) getSelection().modify("extend", "backward", "character");
}

function addressOf(typed) {
  if (!typed) return "";
  if (LINKS.test(typed)) return typed;
  if (/^[a-z][a-z0-9+.-]*:/i.test(typed)) return "";
  return /^[^\s/]+@[^\s/]+$/.test(typed) ? `mailto:${typed}` : `https://${typed}`;
}

function press(field) {
  for (const button of field.querySelectorAll("[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(document.queryCommandState(button.dataset.command)));
  }
}

function enhanceAll() {
  for (const field of document.querySelectorAll('[data-writer=""]')) enhance(field);
}

document.addEventListener("htmx:finally:swap", enhanceAll);
enhanceAll();
