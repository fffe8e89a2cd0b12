// After an @ in a message to colleagues, their names: arrows, Enter, Escape, a click or a finger. What is written is
// what counts; without this file one writes the name oneself, or ticks it.

const AT = /(?:^|[\s(])@([^@\n]{0,40})$/;

const folded = (text) => text.normalize("NFKD").replaceAll(/\p{Mn}/gu, "").toLowerCase();

function enhance(field) {
  const names = [...field.form.querySelectorAll('input[name="to"]')].map((box) => box.parentElement.textContent.trim());
  if (!names.length) return;
  const list = document.createElement("ul");
  list.className = "mentions";
  list.id = `${field.id}-names`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.mentions);
  list.hidden = true;
  field.after(list);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-haspopup", "listbox"], ["aria-controls", list.id]]) field.setAttribute(name, value);
  field.dataset.mentioning = "";
  let chosen = 0;

  const typed = () => AT.exec(field.value.slice(0, field.selectionStart))?.[1];
  const close = () => {
    list.hidden = true;
    field.removeAttribute("aria-activedescendant");
  };
  const point = (at) => {
    chosen = (at + list.children.length) % list.children.length;
    for (const [n, option] of [...list.children].entries()) option.setAttribute("aria-selected", String(n === chosen));
    field.setAttribute("aria-activedescendant", list.children[chosen].id);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  };
  const look = () => {
    const said = typed();
    const begun = folded(said ?? "");
    // A name that stands there with a space behind it is said: what follows is the message.
    const found = said === undefined ? [] : names.filter((name) => !begun.startsWith(`${folded(name)} `) && [folded(name), ...folded(name).split(/\s+/)].some((word) => word.startsWith(begun)));
    if (!found.length) return close();
    list.replaceChildren(...found.map((name, at) => option(list.id, name, at)));
    list.hidden = false;
    point(0);
  };
  const take = (name) => {
    const end = field.selectionStart;
    field.setRangeText(`@${name} `, end - typed().length - 1, end, "end");
    close();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  field.addEventListener("input", look);
  field.addEventListener("click", look);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const moves = { ArrowDown: chosen + 1, ArrowUp: chosen - 1 };
    if (event.key in moves) point(moves[event.key]);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.shiftKey) take(list.children[chosen].textContent);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  // Before the field loses the focus, and with it the place to write at.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) take(option.textContent);
  });
}

function option(list, name, at) {
  const made = document.createElement("li");
  made.id = `${list}-${at}`;
  made.setAttribute("role", "option");
  made.append(Object.assign(document.createElement("bdi"), { textContent: name }));
  return made;
}

function enhanceAll() {
  for (const field of document.querySelectorAll("textarea[data-mentions]:not([data-mentioning])")) enhance(field);
}

document.addEventListener("htmx:finally:swap", enhanceAll);
enhanceAll();
