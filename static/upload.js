// Sends a file in slices. The server knows how far it is: after a dropped line, or tomorrow, it goes on from there.
// A picture is made small before, as large as it will be kept: a phone takes it twenty times as heavy.
(() => {
  const form = document.querySelector("form[data-begin]");
  const { file, title, upload, csrfmiddlewaretoken: token } = form.elements;
  const bar = form.querySelector("progress"),
    status = document.getElementById("upload-status");
  const button = form.querySelector("[type=submit]"),
    slice = Number(form.dataset.slice);
  let sent = false;

  const say = (name, error) =>
    status.replaceChildren(error ?? document.getElementById(`say-${name}`).content.cloneNode(true));
  const ask = (address, body, headers = {}) =>
    fetch(address, {
      method: body ? "POST" : "GET",
      body,
      cache: "no-store",
      headers: { "X-CSRFToken": token.value, ...headers },
    });
  const pause = (wait) =>
    new Promise((done) => {
      setTimeout(done, wait);
      addEventListener("online", done, { once: true });
    });

  // Until it answers: what a server says of a slice that is not the next is where to go on.
  const insist = async (request) => {
    for (let wait = 1000; ; wait = Math.min(wait * 2, 60000)) {
      try {
        const answer = await request();
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch {
        /* no line */
      }
      say("waiting");
      await pause(wait);
    }
  };

  // Upright, as its camera says. What this browser cannot read goes as it is: the server says what to do.
  const smaller = async (chosen) => {
    if (!chosen.type.startsWith("image/") || chosen.size <= slice) return chosen;
    try {
      const picture = await createImageBitmap(chosen, { imageOrientation: "from-image" });
      const { width, height } = picture,
        scale = Math.min(1, form.dataset.side / Math.max(width, height));
      const canvas = Object.assign(document.createElement("canvas"), {
        width: Math.round(width * scale),
        height: Math.round(height * scale),
      });
      const paper = canvas.getContext("2d");
      paper.fillStyle = "white"; // a JPEG has nothing to see through
      paper.fillRect(0, 0, canvas.width, canvas.height);
      paper.imageSmoothingQuality = "high";
      paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      if (!drawn || drawn.size >= chosen.size) return chosen;
      return new File([drawn], `${chosen.name.replace(/\.[^.]*$/, "")}.jpg`, {
        type: drawn.type,
        lastModified: chosen.lastModified,
      });
    } catch {
      return chosen;
    }
  };

  const send = async (original) => {
    say("smaller");
    const chosen = await smaller(original);
    const about = new URLSearchParams({ name: chosen.name, size: chosen.size, mark: chosen.lastModified });
    const begun = await insist(() => ask(form.dataset.begin, about));
    status.className = begun.status === 422 ? "errorlist" : "";
    bar.hidden = begun.status === 422;
    if (begun.status === 422) return say("", (await begun.json()).error);
    let answer = begun,
      here = { offset: 0 };
    while ((answer.ok || answer.status === 409) && !answer.redirected) {
      here = await answer.json();
      bar.value = (here.offset / chosen.size) * 100;
      if (here.offset === chosen.size) break;
      say("sending");
      const { address, offset } = here;
      const body = chosen.slice(offset, offset + slice);
      answer = await insist(() =>
        ask(address, body, { "Upload-Offset": offset, "Content-Type": "application/octet-stream" }),
      );
    }
    if (answer.status === 400) return say("", (await answer.json()).error);
    if (here.offset !== chosen.size) return say("ended");
    sent = true;
    upload.value = here.key;
    file.disabled = true; // it is there already
    form.requestSubmit();
  };

  file.addEventListener("change", () => {
    const [chosen] = file.files;
    if (chosen && title && !title.value) title.value = chosen.name.replace(/\.[^.]*$/, "").slice(0, 160);
  });
  form.addEventListener("submit", (event) => {
    const [chosen] = file.files;
    if (sent || !chosen || chosen.size <= slice) return; // it is there; or soon there, or for the server to say
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    bar.hidden = false;
    send(chosen)
      .catch(() => say("ended"))
      .finally(() => {
        button.disabled = sent;
      });
  });
  addEventListener("pageshow", () => {
    file.disabled = button.disabled = sent = false;
    upload.value = "";
  });
})();
