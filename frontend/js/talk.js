// Comfort only: a conversation is complete without this file. What is new appears by itself, and what is sent stays
// in the form until the server has answered. Words come from the page, never from here.
const doc = document;
const box = doc.querySelector("[data-after]");
const SOON = 3000; // milliseconds to the next question, growing while nothing happens
const LATE = 60000;
const PATIENCE = 20000; // for an answer: on a bad line a connection may hang for ever

function live() {
  const list = box.querySelector("[data-said]");
  const form = box.querySelector("[data-live]");
  const line = box.querySelector("[data-line]");
  let wait = SOON;
  let timer = 0;
  let asking = false;
  let over = false;
  let sending = false;

  const say = (words) => {
    if (line && line.textContent !== words) line.textContent = words;
  };
  const last = () => {
    const all = list.querySelectorAll("[data-number]");
    return all.length ? all[all.length - 1].dataset.number : 0;
  };
  const send = (url, more) => {
    const stop = typeof AbortController === "function" ? new AbortController() : null;
    const options = Object.assign({ headers: { "X-Talk": "1" }, credentials: "same-origin" }, more);
    if (stop) options.signal = stop.signal;
    const late = setTimeout(() => stop && stop.abort(), PATIENCE);
    const answered = fetch(url, options).then((answer) => {
      // Only what the view itself says counts: not an error page, not the page of somebody's hotspot.
      const key = answer.headers.get("X-Talk");
      if (!key && answer.status !== 404 && !answer.redirected) throw answer;
      return answer.text().then((html) => ({ status: key ? answer.status : 404, html, key }));
    });
    const done = () => clearTimeout(late);
    answered.then(done, done);
    return answered;
  };

  // Each message once, in its place; whoever is typing keeps the form under the thumb.
  function put(html) {
    const before = form ? form.getBoundingClientRect().top : 0;
    const made = doc.createElement("ol");
    made.innerHTML = html;
    Array.prototype.slice.call(made.children).forEach((item) => {
      if (item.id && doc.getElementById(item.id)) return;
      list.appendChild(item);
    });
    const none = box.querySelector("[data-none]");
    if (none && list.children.length) none.remove();
    if (form && form.contains(doc.activeElement)) scrollBy(0, form.getBoundingClientRect().top - before);
  }

  function next(ms) {
    clearTimeout(timer);
    if (!over) timer = setTimeout(ask, ms);
  }

  function ask() {
    if (asking || over || doc.hidden) return; // who does not look has not read: they get their notice
    asking = true;
    send(box.dataset.after + last() + "/").then(
      ({ status, html }) => {
        if (status === 404) {
          over = true;
          return say(box.dataset.gone);
        }
        say("");
        if (status === 200) put(html);
        wait = status === 200 ? SOON : Math.min(wait * 1.3, LATE);
      },
      () => {
        say(box.dataset.offline);
        wait = Math.min(wait * 2, LATE);
      }
    ).then(() => {
      asking = false;
      next(wait);
    });
  }

  const again = () => {
    wait = SOON;
    next(200);
  };

  function submit(event) {
    event.preventDefault();
    if (sending) return;
    sending = true;
    const button = form.querySelector("button");
    const words = button.textContent;
    button.textContent = button.dataset.busy;
    button.setAttribute("aria-disabled", "true");
    const refused = form.querySelector("[data-refused]");
    refused.innerHTML = "";
    const body = new FormData(form);
    body.append("seen", last());
    const missed = (words) => {
      const said = doc.createElement("p"); // not in the line: the next answered question would take it away
      said.className = "error";
      said.textContent = words;
      refused.appendChild(said);
    };
    send(form.action, { method: "POST", body }).then(({ status, html, key }) => {
      if (status === 404) return missed(box.dataset.gone);
      if (status !== 200) {
        refused.innerHTML = html;
        return;
      }
      put(html);
      form.elements.text.value = form.elements.file.value = "";
      form.elements.form_key.value = key;
      again();
    }).catch(() => missed(form.dataset.failed)).then(() => {
      sending = false;
      button.textContent = words;
      button.removeAttribute("aria-disabled");
    });
  }

  if (form) {
    form.addEventListener("submit", submit);
    form.addEventListener("input", () => {
      if (wait > SOON) again();
    });
  }
  ["online", "focus"].forEach((name) => addEventListener(name, again));
  addEventListener("offline", () => say(box.dataset.offline));
  doc.addEventListener("visibilitychange", () => doc.hidden || again());
  next(wait);
}

if (box && typeof fetch === "function" && typeof FormData === "function") live();
