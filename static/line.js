// Words on a line that drops: what is typed stays in this tab until the server has it, and what could not be sent is
// sent when the line is back. Of a lesson draft.js keeps the words, of a workshop workshop.js.
(() => {
  const says = document.getElementById("line-says");
  if (!says) return;
  const { who, alive, logout } = says.dataset, mine = `typed.${who}.`;
  const own = "form[data-writer], form[data-workshop]";

  // --- what is said, at the form it is about --------------------------------------------------------------------
  const shown = new WeakMap();
  const unsay = (form) => shown.get(form)?.remove();
  const say = (name, form, button) => {
    unsay(form);
    const there = button ?? form.querySelector("[type=submit]") ?? form;
    const words = document.createElement("p");
    words.className = "message warning";
    words.setAttribute("role", "alert");
    words.append(says.content.querySelector(`[data-say=${name}]`).cloneNode(true));
    (there.closest(".actions, .search, .foot-line") ?? there).after(words);
    shown.set(form, words);
    return words;
  };

  // --- words in this tab ----------------------------------------------------------------------------------------
  const untold = ["hidden", "password", "file", "submit", "button"];
  const typedIn = (form) => [...form.elements].filter((each) => each.name && !untold.includes(each.type));
  const picked = (each, first) => [...each.options].filter((it) => (first ? it.defaultSelected : it.selected)).map((it) => it.value);
  const said = (each, first) => {
    if (each.options) return picked(each, first).length || each.multiple ? picked(each, first) : [each.options[0]?.value];
    if (["checkbox", "radio"].includes(each.type)) return (first ? each.defaultChecked : each.checked) ? [each.value] : [];
    return [first ? each.defaultValue : each.value];
  };
  // By name: what stood there when the page came, and what stands there now.
  const words = (form) => {
    const all = {};
    for (const each of typedIn(form)) {
      const here = (all[each.name] ??= { was: [], is: [] });
      here.was.push(...said(each, true));
      here.is.push(...said(each));
    }
    return all;
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const changed = (form) => Object.entries(words(form)).filter(([, { was, is }]) => !same(was, is));
  const isKept = (form) => form?.method === "post" && !form.matches(own) && typedIn(form).length > 0;

  // The same form in another language is at another address, and has the same names in it.
  const page = new URL(document.querySelector("link[hreflang=x-default]")?.href ?? location.href).pathname;
  const nameOf = (form) => `${mine}${page} ${[...new Set(typedIn(form).map((each) => each.name))].join()}`;
  const read = (name) => { try { return JSON.parse(sessionStorage.getItem(name)); } catch { return null; } };
  const forget = (form) => { try { sessionStorage.removeItem(nameOf(form)); } catch { /* not allowed */ } };
  const keep = (form, sent) => {
    const fields = changed(form);
    if (!fields.length) return forget(form);
    try { sessionStorage.setItem(nameOf(form), JSON.stringify({ fields, sent })); } catch { /* full, or not allowed */ }
  };

  const fill = (form, name, values) => {
    const left = [...values];
    for (const each of typedIn(form)) {
      if (each.name !== name) continue;
      if (each.options) for (const it of each.options) it.selected = values.includes(it.value);
      else if (["checkbox", "radio"].includes(each.type)) each.checked = values.includes(each.value);
      else each.value = left.shift() ?? "";
    }
  };
  const bringBack = (form) => {
    const kept = isKept(form) && read(nameOf(form));
    if (!kept || changed(form).length) return;
    const now = words(form);
    // Where something else stands by now, it stays: somebody changed it meanwhile.
    const ours = kept.fields.filter(([name, { was, is }]) => now[name] && same(now[name].was, was) && !same(was, is));
    if (!ours.length) return forget(form);
    for (const [name, { is }] of ours) fill(form, name, is);
    for (const each of form.querySelectorAll("details")) if (each.querySelector(":checked, textarea")) each.open = true;
    say("back", form).querySelector("button").onclick = () => { form.reset(); forget(form); unsay(form); };
  };
  const bringAllBack = () => [...document.forms].forEach(bringBack);

  const forgetAll = (which) => {
    try { Object.keys(sessionStorage).filter((each) => each.startsWith("typed.") && which(each)).forEach((each) => sessionStorage.removeItem(each)); }
    catch { /* not allowed */ }
  };

  const look = () => {
    // A page of ours came: the server has what was sent before it. Back from an error of the browser's own, it has not.
    const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    // Another person's words do not stay; those of a session that ended wait until somebody signs in.
    forgetAll((name) => (read(name)?.sent && !cameBack) || (who && !name.startsWith(mine)));
    bringAllBack();
  };

  // --- what could not be sent -----------------------------------------------------------------------------------
  const waiting = new Map();
  let timer, patience = 5000;
  const go = async () => {
    clearTimeout(timer);
    if (!waiting.size) return;
    try { await fetch(alive, { method: "HEAD", cache: "no-store" }); } catch { return later(); }
    const all = [...waiting];
    waiting.clear();
    for (const [each, button] of all) {
      if (!each.isConnected) continue;
      if (each.requestSubmit) each.requestSubmit(button?.isConnected ? button : null); else each.click();
    }
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(go, patience);
    patience = Math.min(patience * 2, 60000);
  };
  const wait = (each, button) => {
    waiting.set(each, button);
    say(navigator.onLine ? "failed" : "away", each, button);
    later();
  };

  document.addEventListener("input", ({ target }) => { if (isKept(target.form)) keep(target.form); });
  document.addEventListener("submit", (event) => {
    const { target: form, submitter } = event;
    if (form.getAttribute("action") === logout) forgetAll(() => true);
    if (event.defaultPrevented || form.matches("form[data-workshop]")) return;
    if (!navigator.onLine) {
      event.preventDefault();
      return wait(form, submitter);
    }
    if (isKept(form)) keep(form, true);
  });

  // What asks by itself, while somebody writes or each few seconds, is no promise: it asks again.
  const asked = ({ elt, requestConfig }) => elt.matches("form, button, a") && { elt, button: requestConfig?.triggeringEvent?.submitter };
  const failed = ({ detail }) => {
    const it = asked(detail);
    if (it) wait(it.elt, it.button);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  document.addEventListener("htmx:responseError", (event) => {
    const it = asked(event.detail), { status } = event.detail.xhr;
    if (!it || [500, 503, 507].includes(status)) return; // these come with words
    if ([401, 403].includes(status) && it.elt.closest(own)) return; // draft.js knows what to do
    if ([502, 504].includes(status)) return failed(event);
    say({ 401: "lapsed", 403: "lapsed", 413: "large", 429: "often" }[status] ?? "refused", it.elt, it.button);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (!detail.successful || !asked(detail)) return;
    patience = 5000;
    waiting.delete(detail.elt);
    unsay(detail.elt);
    if (isKept(detail.elt)) forget(detail.elt);
  });
  document.addEventListener("htmx:afterSettle", bringAllBack);
  addEventListener("online", go);
  document.addEventListener("DOMContentLoaded", look);
})();
