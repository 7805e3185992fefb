// The key that leads to the search; and sending a lesson on.
document.addEventListener("keydown", (event) => {
  const writes = event.target.closest("input, select, textarea, [contenteditable]");
  if (event.key !== "/" || writes || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = [...document.querySelectorAll("[type=search]")].find((each) => each.offsetParent);
  if (!box) return;
  event.preventDefault();
  box.focus();
});

// Arrow keys lead from a search box into its suggestions and back; Escape takes them away.
document.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1, Escape: -99 }[event.key];
  const list = step && event.target.closest(".search")?.querySelector(".suggestions");
  if (!list?.firstElementChild) return;
  const stops = list.parentElement.querySelectorAll("[type=search], .suggestions a");
  event.preventDefault();
  stops[Math.min(Math.max([...stops].indexOf(event.target) + step, 0), stops.length - 1)].focus();
  if (step < -1) list.replaceChildren();
});

(() => {
  const part = (name) => document.querySelector(`#share [${name}]`);
  const field = () => document.getElementById("share-link");
  const show = () => {
    if (!field()) return;
    part("data-copy").hidden = false;
    part("data-share").hidden = !navigator.share;
  };
  const copy = async () => {
    field().select();
    let copied = true;
    try {
      await navigator.clipboard.writeText(field().value);
    } catch {
      copied = document.execCommand("copy");
    }
    part("data-copied").hidden = !copied;
    part("data-not-copied").hidden = copied;
  };
  document.addEventListener("click", (event) => {
    if (event.target.closest("#share [data-copy]")) copy();
    const send = event.target.closest("#share [data-share]");
    if (send) navigator.share({ text: send.dataset.share, url: field().value }).catch(() => {});
  });
  document.addEventListener("htmx:afterSettle", show);
  show();
})();
