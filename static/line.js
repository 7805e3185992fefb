// What is typed stays in this tab until the server has it; what could not be sent goes when the line is back.
(() => {
  const says = document.getElementById("line-says");
  if (!says) return;
  const { who, alive, logout } = says.dataset,
    mine = `typed.${who}.`;
  const own = "form[data-writer], form[data-workshop]"; // draft.js and workshop.js keep their words

  const shown = new WeakMap();
  const unsay = (form) => shown.get(form)?.remove();
  const say = (name, form, button) => {
    unsay(form);
    const there = button ?? form.querySelector("[type=submit]") ?? form,
      words = document.createElement("p");
    words.className = "message warning";
    words.setAttribute("role", "alert");
    words.append(...says.content.querySelector(`[data-say=${name}]`).cloneNode(true).childNodes);
    (there.closest(".actions, .search") ?? there).after(words);
    shown.set(form, words);
    return words;
  };

  // --- words in this tab
  const typedIn = (form) =>
    [...form.elements].filter((each) => each.name && !/hidden|password|file|submit|button/.test(each.type));
  // By name: [what stood there when the page came, what stands there now].
  const words = (form) => {
    const all = {};
    const add = (name, was, is) => (all[name] ??= [[], []]).forEach((list, now) => list.push(...(now ? is : was)));
    for (const each of typedIn(form)) {
      const { name, value, options } = each;
      if (options) {
        const of = (which) => [...options].filter((it) => it[which]).map((it) => it.value);
        const was = of("defaultSelected");
        add(name, was.length || each.multiple ? was : [options[0]?.value], of("selected"));
      } else if (/checkbox|radio/.test(each.type))
        add(name, each.defaultChecked ? [value] : [], each.checked ? [value] : []);
      else add(name, [each.defaultValue], [value]);
    }
    return all;
  };
  const same = (one, other) => `${one}` === `${other}`;
  const changed = (form) => Object.entries(words(form)).filter(([, both]) => !same(...both));
  const isKept = (form) => form?.method === "post" && !form.matches(own) && typedIn(form).length;

  // The same form in another language has another address, and the same names in it.
  const page = new URL(document.querySelector("link[hreflang=x-default]")?.href ?? location).pathname;
  const nameOf = (form) => `${mine}${page} ${[...new Set(typedIn(form).map((each) => each.name))]}`;
  let store = {};
  try {
    store = sessionStorage;
  } catch {
    /* not allowed */
  }
  const read = (name) => {
    try {
      return JSON.parse(store[name]);
    } catch {
      return null;
    }
  };
  const forget = (form) => {
    delete store[nameOf(form)];
  };
  const forgetAll = (which) =>
    Object.keys(store)
      .filter((each) => each.startsWith("typed.") && which(each))
      .forEach((each) => {
        delete store[each];
      });
  const keep = (form, sent) => {
    const fields = changed(form);
    try {
      if (fields.length) store[nameOf(form)] = JSON.stringify({ fields, sent });
      else forget(form);
    } catch {
      /* full */
    }
  };

  const fill = (form, name, values) => {
    const left = [...values];
    for (const each of typedIn(form).filter((it) => it.name === name)) {
      if (each.options) for (const it of each.options) it.selected = values.includes(it.value);
      else if (/checkbox|radio/.test(each.type)) each.checked = values.includes(each.value);
      else each.value = left.shift() ?? "";
    }
  };
  const bringBack = (form) => {
    const kept = isKept(form) && read(nameOf(form));
    if (!kept || changed(form).length) return;
    const now = words(form);
    // What somebody changed meanwhile stays.
    const ours = kept.fields.filter(([name, [was]]) => now[name] && same(now[name][0], was));
    for (const [name, [, is]] of ours) fill(form, name, is);
    if (!changed(form).length) return forget(form);
    say("back", form).querySelector("button").onclick = () => {
      form.reset();
      forget(form);
      unsay(form);
    };
  };
  const bringAllBack = () => [...document.forms].forEach(bringBack);
  const look = () => {
    // Our page came, so the server has what was sent; not when one is back from the browser's own error.
    const isBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    // Another person's words do not stay; those of a session that ended wait until somebody signs in.
    forgetAll((name) => (read(name)?.sent && !isBack) || (who && !name.startsWith(mine)));
    bringAllBack();
  };

  // --- what could not be sent
  const waiting = new Map();
  let timer,
    patience = 5000;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(go, patience);
  };
  async function go() {
    clearTimeout(timer);
    if (!waiting.size) return;
    patience = Math.min(patience * 2, 60000);
    try {
      await fetch(alive, { method: "HEAD", cache: "no-store" });
    } catch {
      return later();
    }
    const all = [...waiting];
    waiting.clear();
    for (const [each, button] of all) {
      if (!each.isConnected) continue;
      if (each.requestSubmit) each.requestSubmit(button?.isConnected ? button : null);
      else each.click();
    }
  }
  const wait = (each, button) => {
    waiting.set(each, button);
    say(navigator.onLine ? "failed" : "away", each, button);
    later();
  };

  document.addEventListener("input", ({ target }) => {
    if (isKept(target.form)) keep(target.form);
  });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.getAttribute("action") === logout) forgetAll(() => true);
    if (form.id === "languages") form.target = ""; // the words come along
    if (event.defaultPrevented) return;
    if (!navigator.onLine) {
      event.preventDefault();
      wait(form, submitter);
    } else if (isKept(form)) keep(form, true);
  });

  // What asks by itself, while somebody writes or each few seconds, asks again.
  const asked = (event, then) => {
    const { elt, requestConfig } = event.detail;
    if (elt.matches("form, button, a")) then(elt, requestConfig?.triggeringEvent?.submitter);
  };
  const on = (name, then) =>
    document.addEventListener(`htmx:${name}`, (event) =>
      asked(event, (elt, button) => then(elt, button, event.detail)),
    );
  on("sendError", wait);
  on("timeout", wait);
  on("responseError", (elt, button, { xhr: { status } }) => {
    if (/500|503|507/.test(status)) return; // these come with words
    if (/502|504/.test(status)) return wait(elt, button);
    if (/401|403/.test(status) && elt.closest(own)) return; // draft.js knows what to do
    say({ 401: "lapsed", 403: "lapsed", 413: "large", 429: "often" }[status] ?? "refused", elt, button);
  });
  on("afterRequest", (elt, button, { successful }) => {
    if (!successful) return;
    patience = 5000;
    waiting.delete(elt);
    unsay(elt);
    if (isKept(elt)) forget(elt);
  });
  document.addEventListener("htmx:afterSettle", bringAllBack);
  addEventListener("online", () => {
    patience = 500; // a line that is back often carries only a moment later
    go();
  });
  document.addEventListener("DOMContentLoaded", look);
})();
