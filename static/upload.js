// Sends a file in slices. The server knows how far it is: after a dropped line, or tomorrow, it goes on from there.
(() => {
  const form = document.getElementById("adding-form");
  const { file, title, upload, csrfmiddlewaretoken: token } = form.elements;
  const bar = form.querySelector("progress"), status = document.getElementById("upload-status");
  const button = form.querySelector("[type=submit]"), slice = Number(form.dataset.slice);
  let sent = false;

  const say = (name, error) => status.replaceChildren(error ?? document.getElementById(`say-${name}`).content.cloneNode(true));
  const ask = (address, body, headers = {}) =>
    fetch(address, { method: body ? "POST" : "GET", body, cache: "no-store", headers: { "X-CSRFToken": token.value, ...headers } });
  const pause = (wait) => new Promise((done) => { setTimeout(done, wait); addEventListener("online", done, { once: true }); });

  // Until it answers: what a server says of a slice that is not the next is where to go on.
  const insist = async (request) => {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 60000)) {
      try {
        const answer = await request();
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch { /* no line */ }
      say("waiting");
      await pause(wait);
    }
  };

  const send = async (chosen) => {
    const about = new URLSearchParams({ name: chosen.name, size: chosen.size, mark: chosen.lastModified });
    const begun = await insist(() => ask(form.dataset.begin, about));
    status.className = begun.status === 422 ? "errorlist" : "";
    bar.hidden = begun.status === 422;
    if (begun.status === 422) return say("", (await begun.json()).error);
    let answer = begun, here = { offset: 0 };
    while ((answer.ok || answer.status === 409) && !answer.redirected) {
      here = await answer.json();
      bar.value = (here.offset / chosen.size) * 100;
      if (here.offset === chosen.size) break;
      say("sending");
      const { address, offset } = here;
      const body = chosen.slice(offset, offset + slice);
      answer = await insist(() => ask(address, body, { "Upload-Offset": offset, "Content-Type": "application/octet-stream" }));
    }
    if (answer.status === 400) return say("", (await answer.json()).error);
    if (here.offset !== chosen.size) return say("ended");
    sent = true;
    upload.value = here.key;
    file.disabled = true; // it is there already
    form.submit();
  };

  file.addEventListener("change", () => {
    const [chosen] = file.files;
    if (chosen && !title.value) title.value = chosen.name.replace(/\.[^.]*$/, "").slice(0, 160);
  });
  form.addEventListener("submit", (event) => {
    const [chosen] = file.files;
    if (!chosen || chosen.size <= slice) return; // soon there, or for the server to say
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    bar.hidden = false;
    send(chosen).catch(() => say("ended")).finally(() => { button.disabled = sent; });
  });
  addEventListener("pageshow", () => { file.disabled = button.disabled = sent = false; upload.value = ""; });
})();
