// Filters that were unfolded stay so when others take their place: one of them may hold the focus.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  for (const { className } of detail.target.querySelectorAll(".filters details[open]"))
    detail.serverResponse = detail.serverResponse.replace(`class="${className}"`, "$& open");
});
