// A note of a workshop: what is typed stays on this phone until the server has it.
(() => {
  const form = document.querySelector("form[data-workshop]");
  if (!form) return;
  const { text, key } = form.elements,
    name = `workshop.${form.dataset.workshop}`;
  const part = (id, page = document) => page.getElementById(id);
  let kept = { draft: "", queue: [] },
    busy = false;
  try {
    kept = JSON.parse(localStorage.getItem(name)) ?? kept;
  } catch {
    /* not allowed */
  }

  const keep = () => {
    kept.draft = text.value;
    try {
      localStorage.setItem(name, JSON.stringify(kept));
    } catch {
      /* full, or not allowed */
    }
  };
  const back = (words) => {
    text.value = [words, text.value].filter(Boolean).join("\n");
    form.hidden = false;
  };
  const send = async () => {
    if (busy) return;
    busy = true;
    try {
      while (kept.queue.length) {
        const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(kept.queue[0]) });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!part("sent", page) || answer.status === 429) throw answer; // not ours, or not now
        for (const id of ["problem", "sent"]) part(id).innerHTML = part(id, page).innerHTML;
        const note = kept.queue.shift();
        if (!answer.ok) back(note.text);
        keep();
      }
      part("waits").hidden = true;
    } catch {
      part("waits").hidden = false;
      setTimeout(send, 5000);
    }
    busy = false;
  };

  form.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    if (busy || text.value.trim()) event.preventDefault(); // pressed twice: the second finds the field empty
    if (!text.value.trim()) return;
    kept.queue.push(Object.fromEntries(new FormData(form)));
    text.value = "";
    key.value = Array.from({ length: 32 }, () => ((Math.random() * 16) | 0).toString(16)).join("");
    keep();
    text.focus();
    send();
  });
  addEventListener("online", send);
  if (!text.value && kept.draft) back(kept.draft);
  send();
})();
