// Passkeys: one is made, used beside a password, or used instead of it. A button says which: data-passkey="add|use|login".
// What the browser needs to ask the key stands in #js_data; for "login" the server is asked for it first.
(() => {
  const toBytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");
  const withBytes = (keys) => (keys || []).map((key) => ({ ...key, id: toBytes(key.id) }));

  const make = ({ publicKey }, alone) => {
    const { user, challenge, excludeCredentials, authenticatorSelection } = publicKey;
    const selection = {
      ...authenticatorSelection,
      residentKey: alone ? "required" : "discouraged",
      requireResidentKey: alone,
    };
    if (alone) selection.userVerification = "required";
    return navigator.credentials.create({
      publicKey: {
        ...publicKey,
        challenge: toBytes(challenge),
        user: { ...user, id: toBytes(user.id) },
        excludeCredentials: withBytes(excludeCredentials),
        authenticatorSelection: selection,
      },
    });
  };
  const use = ({ publicKey }) =>
    navigator.credentials.get({
      publicKey: {
        ...publicKey,
        challenge: toBytes(publicKey.challenge),
        allowCredentials: withBytes(publicKey.allowCredentials),
      },
    });

  const said = (key) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = toText(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return {
      id: key.id,
      rawId: toText(key.rawId),
      type: key.type,
      authenticatorAttachment: key.authenticatorAttachment,
      clientExtensionResults: key.getClientExtensionResults(),
      response,
    };
  };

  const ask = async (how, form) => {
    if (how === "login") {
      const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
      return use((await answer.json()).request_options);
    }
    const options = JSON.parse(document.getElementById("js_data").textContent);
    const alone = form.querySelector("[name=passwordless]");
    return how === "add"
      ? make(options.creation_options, Boolean(alone && alone.checked))
      : use(options.request_options);
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-passkey]");
    if (!button) return;
    event.preventDefault();
    const form = button.form;
    try {
      form.querySelector("[name=credential]").value = JSON.stringify(said(await ask(button.dataset.passkey, form)));
      form.submit();
    } catch {
      document.querySelector(".passkey-failed").hidden = false;
    }
  });
})();
