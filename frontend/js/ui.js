// Comfort only: every page is complete without this file. Words come from the page, never from here.
const doc = document;
const all = (selector) => doc.querySelectorAll(selector);

// Pressing twice does it once on the server anyway; here the button says that it is on its way.
function busy(button) {
  const words = button.textContent;
  button.textContent = button.dataset.busy || words;
  button.setAttribute("aria-disabled", "true");
  return () => {
    button.textContent = words;
    button.removeAttribute("aria-disabled");
  };
}

function once(form) {
  let undo = null;
  const release = () => {
    if (undo) undo();
    undo = null;
  };
  form.addEventListener("submit", (event) => {
    if (undo) return event.preventDefault();
    const button = event.submitter || form.querySelector("[data-busy]");
    undo = button ? busy(button) : () => {};
    setTimeout(release, 20000); // a lost connection must not lock the form
  });
  addEventListener("pageshow", (event) => event.persisted && release());
}

function copy(button) {
  const field = doc.getElementById(button.dataset.copy);
  if (!field) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const said = () => {
      button.textContent = button.dataset.done;
    };
    field.select();
    if (navigator.clipboard) navigator.clipboard.writeText(field.value).then(said, () => {});
    else if (doc.execCommand("copy")) said();
  });
}

function closeMenus(except) {
  all("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

all("form[method=post]").forEach(once);
all("[data-copy]").forEach(copy);
all("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
doc.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
doc.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = doc.querySelector("details.menu[open]");
  closeMenus(null);
  if (menu) menu.querySelector("summary").focus();
});
const first = doc.querySelector("[data-focus]");
if (first) first.focus();
