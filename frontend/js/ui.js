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

// Names that begin like what is typed: links in the order of the page, so Tab walks through them, and so do the arrows.
function suggest(box) {
  const input = box.closest("form").querySelector("input[type=search]");
  let timer = 0;
  let asked = "";
  const hide = () => {
    box.hidden = true;
  };
  const ask = () => {
    const typed = input.value.trim();
    if (typed === asked) return;
    asked = typed;
    if (!typed) return hide();
    fetch(`${box.dataset.suggest}?q=${encodeURIComponent(typed)}`)
      .then((answer) => (answer.ok ? answer.text() : ""))
      .then((html) => {
        if (typed !== asked) return; // a later answer is on its way
        box.innerHTML = html;
        box.hidden = !html.trim();
      }, hide);
  };
  const links = () => [input, ...box.querySelectorAll("a")];
  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (!event.isComposing) timer = setTimeout(ask, 180);
  });
  input.addEventListener("compositionend", () => setTimeout(ask, 0));
  box.closest("form").addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = links().indexOf(doc.activeElement);
    if (event.key === "Escape" && !box.hidden) {
      hide();
      input.focus();
    } else if (step && !box.hidden && at >= 0) {
      event.preventDefault();
      (links()[at + step] || input).focus();
    }
  });
  doc.addEventListener("click", (event) => box.closest("form").contains(event.target) || hide());
}

// Asks the device only when pressed; two decimals, about a kilometre, are enough and all that is sent.
function near(button) {
  if (!navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = doc.getElementById(button.dataset.near);
    const found = ({ coords }) => {
      field.value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
      field.form.submit();
    };
    const failed = () => {
      field.form.querySelector("[role=status]").textContent = button.dataset.failed;
      field.focus();
    };
    navigator.geolocation.getCurrentPosition(found, failed, { timeout: 15000, maximumAge: 300000 });
  });
}

all("form[method=post]:not([data-live])").forEach(once); // talk.js sends those itself
all("[data-suggest]").forEach(suggest);
all("[data-near]").forEach(near);
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

// The map is a heavy guest: it comes when it is called, or when the address says where it stood.
// A line that breaks while it comes is said, and the button is there again.
function openMap(button, pressed) {
  const section = button.closest("section");
  const parts = section.querySelectorAll("[data-map], [data-map-words]");
  const [map, words] = parts;
  const show = (part, shown) => {
    part.hidden = !shown;
  };
  const say = (told) => {
    show(words, true);
    words.firstElementChild.textContent = told;
  };
  const style = doc.createElement("link");
  Object.assign(style, { rel: "stylesheet", href: button.dataset.style });
  const script = doc.createElement("script");
  script.src = button.dataset.opensMap;
  style.onload = () => {
    show(map, true);
    show(button, false);
    doc.head.append(script);
    if (pressed) map.focus({ preventScroll: true }); // the button that had it is gone
  };
  style.onerror = script.onerror = () => {
    show(map, false);
    show(button, true);
    say(map.dataset.failed);
    button.addEventListener("click", () => openMap(button, true), { once: true });
  };
  say(map.dataset.wait);
  doc.head.append(style);
}

all("[data-opens-map]").forEach((button) => {
  button.hidden = false;
  if (/^#map=/.test(location.hash)) openMap(button, false);
  else button.addEventListener("click", () => openMap(button, true), { once: true });
});
