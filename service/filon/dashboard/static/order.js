// A list that is put in order: each row has a button that moves it earlier and one that moves it later.

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-ordered] :is([data-earlier], [data-later])");
  if (!button) return;
  const row = button.closest("li");
  if ("earlier" in button.dataset) row.previousElementSibling?.before(row);
  else row.nextElementSibling?.after(row);
  button.focus(); // moving an element takes the focus away
});
