// Whoever is asked on somebody else's phone agrees first, each of them. The page holds the text and the ticks
// (<form data-consent="version of the text">); `begun` hears the version, `refused` that somebody said no.
import { t } from "./core/words";

export function consent(form, begun, refused) {
  const said = form.querySelector("[role=alert]");
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const missing = ["adult", "agreed"].find((name) => form.elements[name] && !form.elements[name].checked);
    said.textContent = missing ? t(`consent.${missing}`) : "";
    if (missing) return form.elements[missing].focus();
    form.hidden = true;
    return begun(form.dataset.consent);
  });
  form.querySelector("[data-no]").addEventListener("click", () => {
    ask(form);
    refused();
  });
}

export function ask(form) {
  form.reset();
  form.querySelector("[role=alert]").textContent = "";
  form.hidden = false;
}
