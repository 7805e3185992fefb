// The form of a lesson: what is typed stays on this phone until the server has it.
(() => {
  const form = document.querySelector("form[data-writer]");
  if (!form) return;
  const { writer, keep, logout, stored } = form.dataset;
  const saved = Number(form.dataset.saved) * 1000;
  const status = document.getElementById("draft-status");
  const found = document.getElementById("draft-found");
  const field = (name) => form.elements.namedItem(name);
  const firstKey = field("key").value,
    firstSeen = field("seen").value;
  const mine = `draft.${writer}.`;
  let isNew = "stored" in form.dataset;
  let dirty = false,
    busy = false,
    stopped = false,
    leaving = false,
    renewed = false,
    timer,
    since = 0,
    patience = 5000;

  const say = (name, at, where = status) => {
    // A link that is being pressed stays the same until it is let go.
    if (where.firstChild?.says !== name) {
      where.replaceChildren(document.getElementById(`say-${name}`).content.cloneNode(true));
      where.firstChild.says = name;
    }
    const day = { hour: "2-digit", minute: "2-digit" },
      { lang } = document.documentElement;
    if (at && new Date(at).toDateString() !== new Date().toDateString())
      Object.assign(day, { day: "numeric", month: "short" });
    for (const time of where.querySelectorAll("span"))
      time.textContent = new Date(at).toLocaleString(lang === "en" ? "en-GB" : lang, day);
  };

  // --- this phone
  // Not what the page says of itself: it says it anew each time.
  const ours = ["csrfmiddlewaretoken", "writer", "key", "seen", "untouched", "readers", "asked_title"];
  const typed = () => [...new FormData(form)].filter(([name]) => !ours.includes(name));
  // Two tabs may have one draft open: each says which texts it has not changed since it sent them.
  const texts = [...form.querySelectorAll("textarea, [name=title]")];
  let known =
    isNew || "unsent" in form.dataset ? {} : Object.fromEntries(texts.map((each) => [each.name, each.defaultValue]));
  form.addEventListener("formdata", ({ formData }) => {
    for (const { name, value } of texts) if (known[name] === value) formData.append("untouched", name);
  });
  // A form may ask for less than the one before, as an edit does that cannot change the network; or for more.
  const same = (a, b) => {
    const plain = (pairs) => pairs.map(([name, value]) => [name, value.replace(/\s+/g, " ").trim()]);
    const text = (pairs) => JSON.stringify(plain(pairs).filter(([name, value]) => value && field(name)));
    return text(a) === text(b);
  };
  const entry = (key) => mine + key;
  const read = (name) => {
    try {
      return JSON.parse(localStorage.getItem(name));
    } catch {
      return null;
    }
  };
  const names = () => {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith("draft."));
    } catch {
      return [];
    }
  };
  const remember = (sent = false) => {
    const here = {
      at: Date.now(),
      key: field("key").value,
      seen: field("seen").value,
      fields: typed(),
      isNew,
      sent,
      address: form.getAttribute("action"),
    };
    try {
      localStorage.setItem(entry(here.key), JSON.stringify(here));
    } catch {
      /* full, or not allowed */
    }
  };
  const forget = (key = field("key").value) => {
    try {
      localStorage.removeItem(entry(key));
    } catch {
      /* not allowed */
    }
  };

  const fill = (pairs) => {
    for (const each of form.elements) {
      if (!each.name || ours.includes(each.name) || each.type === "submit") continue;
      const values = pairs.filter(([name]) => name === each.name).map(([, value]) => value);
      if (each.type === "checkbox" || each.type === "radio") each.checked = values.includes(each.value);
      else if (values.length) each.value = values[0];
    }
  };
  // It was told for the answers that the page came with. Who listens is htmx, which is ready before `look`.
  const askWhoReads = () =>
    form.querySelector("[name=visibility]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
  const bringBack = (here) => {
    field("key").value = here.key;
    field("seen").value = here.seen ?? firstSeen; // what it was written over: somebody else may have written since
    fill(here.fields);
    dirty = true;
    remember();
    say("back", here.at, found);
    tell();
    askWhoReads();
  };
  const discard = () => {
    forget();
    form.reset();
    field("key").value = firstKey;
    field("seen").value = firstSeen;
    dirty = false;
    clearTimeout(timer);
    found.replaceChildren();
    tell();
    askWhoReads();
  };

  // Another person's words do not stay on a phone that several share.
  for (const name of names()) if (!name.startsWith(mine)) localStorage.removeItem(name);

  const look = () => {
    let here = read(entry(firstKey));
    if (!here && isNew) {
      const others = names()
        .map(read)
        .filter((each) => each && each.isNew);
      for (const each of others) if (each.sent && stored.includes(each.key)) forget(each.key);
      here = others.filter((each) => !(each.sent && stored.includes(each.key))).sort((a, b) => b.at - a.at)[0];
    }
    if ("unsent" in form.dataset) return changed(); // the page itself has what was typed last
    // A draft that is stored is open at its own address: there its last words come back.
    const waits =
      isNew &&
      !here &&
      names()
        .map(read)
        .find((each) => each && !each.isNew && !each.sent && each.address);
    if (waits) {
      say("waits", waits.at, found);
      found.querySelector("a").href = waits.address;
    }
    if (!here) return;
    if (same(here.fields, typed()) || (here.sent && here.at < saved)) return forget(here.key);
    if (here.at > saved) return bringBack(here);
    say("older", here.at, found);
    found.querySelector("[data-bring]").onclick = () => bringBack(here);
  };

  // --- the server
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  // Two seconds after the last key, and five at most for who writes without a pause.
  const soon = () => later(Math.max(0, Math.min(2000, (since || Date.now()) + 4000 - Date.now())));
  const tryAgain = (why) => {
    say(why);
    later(patience);
    patience = Math.min(patience * 2, 60000);
  };

  // Signing in again makes a new token: the page itself has it.
  const renew = async () => {
    if (renewed) return tryAgain("failed");
    renewed = true;
    const answer = await fetch(form.getAttribute("action"), { cache: "no-store" });
    const theirs = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("form[data-writer]");
    if (!theirs) return tryAgain(answer.redirected ? "lapsed" : "failed");
    if (theirs.dataset.writer !== writer) {
      stopped = true;
      return say("other");
    }
    for (const token of document.getElementsByName("csrfmiddlewaretoken"))
      token.value = theirs.elements.namedItem("csrfmiddlewaretoken").value;
    later(0);
  };

  const took = async (answer, sent) => {
    patience = 5000;
    renewed = false;
    status.innerHTML = await answer.text();
    const { address, seen } = status.firstElementChild?.dataset ?? {};
    if (seen) field("seen").value = seen;
    if (isNew && address) {
      isNew = false;
      form.action = address;
      history.replaceState(history.state, "", address);
      found.replaceChildren(); // stored now: discarded, this form would write over it
      for (const next of document.querySelectorAll("#languages [name=next]")) next.value = address;
    }
    if (answer.status === 200)
      known = Object.fromEntries(sent.filter(([name]) => texts.some((each) => each.name === name)));
    if (!same(sent, typed())) return soon();
    dirty = answer.status === 422;
    if (dirty) remember();
    else {
      forget();
      found.replaceChildren();
    }
  };

  async function send() {
    clearTimeout(timer);
    if (!dirty || !keep || busy || stopped || leaving) return;
    if (!navigator.onLine) return say("offline");
    busy = true;
    since = 0;
    const sent = typed();
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(keep, {
        method: "POST",
        body,
        redirect: "manual",
        keepalive: `${body}`.length < 60000,
      });
      if ([200, 204, 422].includes(answer.status)) await took(answer, sent);
      else if (answer.status === 401) tryAgain("lapsed");
      else if (answer.status === 403) await renew();
      else if (answer.status === 413) say("large"); // in vain until it is shorter
      else if (answer.status === 409) {
        stopped = true;
        status.innerHTML = await answer.text();
      } else tryAgain("failed");
    } catch {
      tryAgain(navigator.onLine ? "failed" : "offline");
    }
    busy = false;
  }

  const changed = () => {
    dirty = true;
    remember();
    tell();
    if (!keep || stopped) return keep || say("here");
    since ||= Date.now();
    if (navigator.onLine) soon();
    else say("offline");
  };

  // --- what the page shows
  const tell = () => {
    for (const each of form.querySelectorAll("[data-limit]")) {
      const { limit } = each.dataset,
        length = each.value.trim().length;
      const left = document.getElementById(`${each.id}_left`);
      left.textContent = length > limit * 0.8 ? `${length} / ${limit}` : "";
      left.classList.toggle("over", length > limit);
    }
    for (const group of form.querySelectorAll("details")) {
      const count = [
        ...group.querySelectorAll("[data-counted] :is(:checked, textarea, input:not([type=checkbox]), select)"),
      ].filter((each) => each.value).length;
      group.querySelector(".chosen").textContent = count || "";
    }
  };

  // One short sentence is heard, when it changes.
  const similar = document.getElementById("similar");
  const tellSimilar = () => {
    const sentence = document.getElementById("nearest").dataset.similar ?? "";
    if (similar.textContent !== sentence) similar.textContent = sentence;
    similar.hidden = !sentence;
  };

  form.addEventListener("input", changed);
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget?.type !== "submit") send();
  });
  document.addEventListener("click", ({ target }) => {
    if (target.closest("[data-discard]")) discard();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("action") === logout) names().forEach((name) => localStorage.removeItem(name));
    if (event.target !== form || event.defaultPrevented) return;
    remember(true);
    if (!navigator.onLine) return; // line.js sends it when the line is back
    leaving = true;
    clearTimeout(timer);
  });
  document.addEventListener("htmx:afterSettle", tellSimilar);
  // An offer: that it does not come says nothing of what was typed.
  const isOffer = ({ detail }) => detail.target?.id === "nearest";
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    if (isOffer(event)) return;
    if (status === 403) renew();
    else if (status === 401) say("lapsed");
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("pagehide", send);
  addEventListener("online", () => {
    patience = 1000; // as in line.js
    send();
  });
  addEventListener("offline", () => {
    if (dirty) say("offline");
  });
  addEventListener("focus", send);
  document.addEventListener("visibilitychange", send);
  document.addEventListener("DOMContentLoaded", look);
  tell();
  tellSimilar();
})();
