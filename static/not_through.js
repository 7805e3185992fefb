// What was asked for and did not come is said where it was asked for, and nothing that was typed goes. The form of a
// lesson has words of its own, for it tries again by itself.
(() => {
  const clear = () => document.getElementById("not-through")?.remove();
  const tell = ({ detail }) => {
    const { elt, requestConfig, xhr } = detail;
    // A page that looks by itself looks again; of what was refused, each page says why.
    if (!requestConfig?.triggeringEvent || (xhr?.status > 0 && xhr.status < 500) || elt.closest("form[data-writer]")) return;
    clear();
    (elt.closest("form") ?? elt).after(document.getElementById("say-not-through").content.cloneNode(true));
  };
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, tell);
  document.addEventListener("htmx:beforeRequest", clear);
})();
