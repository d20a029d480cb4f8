// Passkeys cannot work without script: this file carries the question to the device and its answer into the form.
// Words stand in the page. Written for browsers of 2017 and later; older ones see that they cannot.
(function () {
  "use strict";

  function toBytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/") + "===".slice((text.length + 3) % 4);
    return Uint8Array.from(atob(padded), (sign) => sign.charCodeAt(0));
  }

  function toText(buffer) {
    const bytes = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte));
    return btoa(bytes.join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function question(options) {
    const key = options.publicKey;
    key.challenge = toBytes(key.challenge);
    if (key.user) key.user.id = toBytes(key.user.id);
    ["allowCredentials", "excludeCredentials"].forEach((name) => {
      (key[name] || []).forEach((one) => {
        one.id = toBytes(one.id);
      });
    });
    return { publicKey: key };
  }

  function answer(credential) {
    const response = {};
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
      if (credential.response[name]) response[name] = toText(credential.response[name]);
    });
    const extensions = credential.getClientExtensionResults ? credential.getClientExtensionResults() : {};
    return {
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: extensions,
    };
  }

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const start = form.querySelector("[data-passkey-start]");
    const stopped = form.querySelector("[data-passkey-stopped]");
    if (!window.PublicKeyCredential || !navigator.credentials) {
      form.querySelector("[data-passkey-missing]").hidden = false;
      return;
    }
    start.hidden = false;
    start.addEventListener("click", () => {
      stopped.hidden = true;
      start.disabled = true;
      const does = form.dataset.passkey;
      navigator.credentials[does](question(JSON.parse(form.dataset.options))).then(
        (credential) => {
          form.elements.credential.value = JSON.stringify(answer(credential));
          form.submit();
        },
        () => {
          start.disabled = false;
          stopped.hidden = false;
        }
      );
    });
  });
})();
