// Hours on the visitor's own clock: without this file they are on the business's, and another one can be chosen.

const address = new URL(location.href);
const shown = document.documentElement.dataset.clock;
const own = Intl.DateTimeFormat().resolvedOptions().timeZone;

// Once one was named, by hand or here, it stays; what a form was answered with is not asked for again.
if (own && own !== shown && !address.searchParams.has("zone") && document.querySelector("[data-clock-matters]")) {
  address.searchParams.set("zone", own);
  location.replace(address);
}
// In a frame of the business's own site, which is as high as what it shows; that it says to nobody in particular.
if (parent !== window) {
  const tell = () => parent.postMessage({ filonHeight: Math.ceil(document.body.getBoundingClientRect().height) }, "*");
  document.documentElement.dataset.framed = "";
  new ResizeObserver(tell).observe(document.body);
  parent.postMessage({ filonShown: true }, "*");
}
document.getElementById("f-zone")?.addEventListener("change", (event) => event.target.form.requestSubmit());
