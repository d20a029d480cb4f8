// The page on which a form is answered with Enketo. The server writes
//   <div data-enketo data-form="…" data-submission="…" data-max-size="…" data-language="…" data-worker="…" data-done="…">
// and in it <script type="application/json" data-words>; everything else is made here. With `data-many` one phone asks
// one after the other, each of whom agrees first where there is a <form data-consent>. What the server promises stands
// in src/ngo2/questionnaires/enketo/__init__.py.
import { Form } from "enketo-core/src/js/form";
import events from "enketo-core/src/js/event";
import dialog from "./core/dialog";
import media from "./core/files";
import { ask, consent } from "./consent";
import { setWords, t } from "./core/words";
import { forget, offline } from "./offline";
import * as queue from "./queue";

const doc = document;
const SAVE = 5000; // ms between two looks whether there is something to keep
const REST = 2000; // ms without a key
const STYLED = ["color", "background-color", "font-weight", "font-style", "font-size", "text-align", "text-decoration"];

const NAMELESS = { // buttons of enketo-core that have a sign only
  ".add-repeat-btn": "repeat.add",
  ".btn.remove": "repeat.remove",
  ".btn-reset": "reset",
  ".btn-download": "download",
};

export class Page {
  constructor(box) {
    this.box = box;
    this.given = null; // the form as the server transformed it
    this.form = null;
    this.record = null;
    this.dirty = false;
    this.saving = Promise.resolve();
    this.limit = Number(box.dataset.maxSize) || 0;
    this.many = "many" in box.dataset;
    this.gate = box.querySelector("form[data-consent]");
    const words = box.querySelector("script[data-words]");
    setWords(words ? JSON.parse(words.textContent) : {});
  }

  async start() {
    this.build();
    this.say("loading");
    queue.changed(() => this.list());
    try {
      await this.take(this.box.dataset.form);
    } catch (error) {
      await this.unreachable(error);
      queue.start(this.limit);
      return this.list();
    }
    const brought = (this.given.files || []).map(({ url }) => url);
    this.addresses = [location.href, this.box.dataset.form].concat(this.given.media || [], brought);
    offline(this.box.dataset.worker, this.addresses, () => this.tell(this.ready, "offline.ready"));
    await this.begin();
    setInterval(() => this.keep(), SAVE);
    addEventListener("pagehide", () => this.keep(true));
    doc.addEventListener("visibilitychange", () => doc.hidden && this.keep(true));
    const named = ({ target }) => target.matches(".file-preview img") && (target.alt = t("preview"));
    this.place.addEventListener("load", named, true);
    this.place.addEventListener("input", ({ target }) => {
      if (target.type === "file") return;
      this.typing = target;
      this.typed = performance.now();
    });
    this.place.addEventListener("change", ({ target }) => {
      if (target === this.typing) this.typing = null;
    });
    await this.list();
    queue.start(this.limit);
  }

  // The form at this address; another edition of it has another one.
  async take(address) {
    const given = await (await fetched(address)).json();
    given.external = (given.external || []).map(({ id, xml }) => ({ id, xml: parsed(xml) }));
    given.address = address;
    this.given = given;
  }

  // In the server's words, where it has some.
  async unreachable(answer) {
    const told = answer instanceof Response ? await answer.json().catch(() => ({})) : {};
    this.say("unreachable", "error");
    if (told.message) this.line.textContent = told.message;
  }

  build() {
    const make = (tag, name, parent = this.box) => {
      const element = doc.createElement(tag);
      element.className = name;
      parent.appendChild(element);
      return element;
    };
    this.line = make("p", "enketo-status");
    this.line.setAttribute("role", "status");
    this.ready = make("p", "hint");
    this.place = make("div", "enketo-form");
    make("div", "form-language-selector hide", this.place);
    this.footer = make("div", "form-footer buttons", this.place);
    for (const [name, label] of [["previous-page", "page.previous"], ["next-page", "page.next"]]) {
      const link = make("a", `button ${name} disabled`, this.footer);
      link.href = "#";
      link.textContent = t(label);
    }
    const word = this.many ? "finish.next" : "finish";
    this.send = this.button(this.footer, word, () => this.finish(), "button main");
    if (this.gate) {
      this.box.insertBefore(this.gate, this.place);
      consent(this.gate, (version) => this.agreed(version), () => this.say("consent.refused"));
    }
    this.kept = make("section", "enketo-kept");
  }

  button(parent, word, press, name = "button") {
    const button = doc.createElement("button");
    button.type = "button";
    button.className = name;
    button.textContent = t(word);
    button.addEventListener("click", press);
    parent.appendChild(button);
    return button;
  }

  // `kind` colours the line; the words come from the server.
  say(word, kind = "", values = {}) {
    this.tell(this.line, word, values);
    this.line.dataset.kind = kind;
  }

  tell(element, word, values) {
    const text = word ? t(word, values) : "";
    if (element.textContent !== text) element.textContent = text;
  }

  // Any number of records, or, where the server has begun one (`instance`), that one alone.
  async begin() {
    const { id } = this.given;
    if (!id) return this.next();
    const there = await this.found(id);
    if (!there) return this.openGiven();
    if (there.state !== queue.DRAFT) {
      this.close();
      return this.say(there.state === queue.WAITS ? "finished" : "");
    }
    this.open(there, await queue.files(id));
    if (there.base === this.given.instance) return;
    const choice = doc.createElement("div");
    choice.className = "notice waiting";
    choice.setAttribute("role", "status");
    choice.appendChild(doc.createElement("p")).textContent = t("both");
    const buttons = choice.appendChild(doc.createElement("div"));
    buttons.className = "buttons";
    this.button(buttons, "both.keep", () => choice.remove());
    this.button(buttons, "both.take", async () => {
      if (!(await dialog.confirm(t("both.sure")))) return;
      choice.remove();
      this.dirty = false;
      await this.saving;
      await queue.remove(id);
      await this.openGiven();
    });
    this.box.insertBefore(choice, this.place);
  }

  async found(id) {
    return (await queue.list()).find((record) => record.id === id);
  }

  // What the server has of these answers, with the photos that were kept there.
  async openGiven() {
    const files = [];
    for (const { name, url } of this.given.files || []) {
      const blob = await fetched(url).then((answer) => answer.blob()).catch(() => null);
      if (blob) files.push({ name, blob });
    }
    this.open({ xml: this.given.instance, base: this.given.instance, isGiven: true }, files);
  }

  close() {
    if (this.form) {
      try {
        this.form.resetView();
      } catch (error) {
        // it never came up: there is nothing to take back
      }
      this.place.querySelector("form.or").remove();
      this.place.querySelector(".form-language-selector").textContent = "";
    }
    this.form = null;
    this.place.hidden = true;
  }

  // For somebody new, with the form as it is given out now.
  async next() {
    const newest = this.box.dataset.form;
    if (this.given.address !== newest) await this.take(newest).catch(() => {}); // else the one at hand
    if (!this.gate) return this.open();
    this.close();
    this.record = null;
    this.say("");
    return ask(this.gate);
  }

  agreed(version) {
    this.open();
    if (this.record) this.record.agreed = version;
  }

  // A new record, or a draft that goes on.
  open(draft = null, files = []) {
    this.close();
    if (this.gate) this.gate.hidden = true;
    this.place.hidden = false;
    media.open(files, this.limit);
    const fragment = doc.createRange().createContextualFragment(this.given.form);
    fragment.querySelectorAll("[data-i18n]").forEach((element) => {
      element.textContent = t(element.dataset.i18n) || element.textContent;
    });
    this.place.insertBefore(fragment, this.footer);
    const element = this.place.querySelector("form.or");
    const data = { modelStr: this.given.model, instanceStr: draft ? draft.xml : null, submitted: false };
    data.external = this.given.external.map(({ id, xml }) => ({ id, xml: xml.cloneNode(true) }));
    data.session = {};
    this.form = new Form(element, data, { language: this.box.dataset.language });
    let wrong;
    try {
      wrong = this.form.init();
    } catch (error) {
      this.close();
      return this.say("broken", "error", { errors: String(error) });
    }
    element.addEventListener("submit", (event) => event.preventDefault());
    element.addEventListener(events.XFormsValueChanged().type, () => this.touch());
    element.addEventListener(events.DataUpdate().type, () => this.touch());
    element.addEventListener(events.AddRepeat().type, () => dressed(element));
    dressed(element);
    const languages = this.place.querySelector("#form-languages");
    if (languages) languages.setAttribute("aria-label", t("language"));
    const paged = element.classList.contains("pages");
    this.footer.querySelectorAll("a").forEach((link) => (link.hidden = !paged));
    this.record = {
      id: this.form.instanceID,
      started: (draft && draft.started) || new Date().toISOString(),
      edition: (draft && draft.edition) || this.given.edition || "",
      base: draft ? draft.base : undefined,
      agreed: draft ? draft.agreed : undefined,
      form: this.given.address,
      to: this.box.dataset.submission,
      page: location.href,
    };
    this.dirty = false;
    const goesOn = Boolean(draft && !draft.isGiven);
    this.begun = goesOn;
    this.box.dataset.open = this.record.id;
    if (wrong.length) this.say("broken", "error", { errors: wrong.join(" ") });
    else this.say(goesOn ? "draft.opened" : "");
    return undefined;
  }

  touch() {
    this.dirty = true;
  }

  now(final) {
    const title = this.form.instanceName || this.given.title;
    const xml = this.form.getDataStr(final ? { irrelevant: false } : {});
    return Object.assign({}, this.record, { title, xml, changed: new Date().toISOString() });
  }

  // Keeps the draft once something was answered. What is just being typed is taken over when the typing rests.
  keep(leaving = false) {
    if (!this.form || this.finishing) return this.saving;
    if (this.typing && (leaving || performance.now() - this.typed > REST)) {
      this.typing.dispatchEvent(new Event("change", { bubbles: true }));
    }
    if (!this.dirty) return this.saving;
    if (!this.begun && !this.form.editStatus) return this.saving;
    this.dirty = false;
    this.begun = true;
    const record = this.now(false);
    const files = media.getCurrentFiles();
    this.saving = this.saving
      .then(() => queue.draft(record, files))
      .then((kept) => this.is(record) && !this.finishing && this.say(kept ? "draft.kept" : "draft.gone"))
      .catch(() => this.say("storage.full", "error"));
    return this.saving;
  }

  async finish() {
    if (this.finishing || !this.form) return;
    this.finishing = true;
    this.send.setAttribute("aria-disabled", "true");
    this.say("checking");
    try {
      await this.saving;
      this.form.view.html.dispatchEvent(events.BeforeSave());
      if (!(await this.form.validate())) return this.say("invalid", "error");
      const kept = await queue.finish(this.now(true), media.getCurrentFiles());
      if (!kept) return this.say("draft.gone", "error");
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => {});
      if (this.given.id) this.close();
      else await this.next();
      this.say(this.many ? "finished.next" : "finished", "good");
      this.box.scrollIntoView();
    } catch (error) {
      this.say("storage.full", "error");
    } finally {
      this.finishing = false;
      this.send.removeAttribute("aria-disabled");
    }
  }

  // What is on this device, with what can be done about it.
  async list() {
    const records = await queue.list();
    const unsent = records.filter(({ state }) => state !== queue.SENT);
    this.lead(records);
    this.kept.textContent = "";
    if (!records.length) return;
    const head = doc.createElement("h2");
    head.textContent = t("kept.title");
    this.kept.appendChild(head);
    const line = doc.createElement("p");
    line.textContent = unsent.length ? t("kept.unsent", { count: unsent.length }) : t("kept.none");
    this.kept.appendChild(line);
    const rows = doc.createElement("ul");
    rows.className = "enketo-rows";
    records
      .slice()
      .reverse()
      .forEach((record) => rows.appendChild(this.row(record)));
    this.kept.appendChild(rows);
    const buttons = doc.createElement("div");
    buttons.className = "buttons";
    if (records.some(({ state }) => state === queue.WAITS)) this.button(buttons, "send.now", () => queue.flush(true));
    if (unsent.length) this.button(buttons, "export.all", () => this.export(null));
    this.kept.appendChild(buttons);
    this.told = doc.createElement("p");
    this.told.setAttribute("role", "status");
    this.told.textContent = this.where || "";
    this.kept.appendChild(this.told);
  }

  // To the page behind the last one, once these answers arrived; what the device kept of them is not needed any more.
  // Not while others wait here: only this page sends them.
  lead(records) {
    const mine = this.given && records.find(({ id }) => id === this.given.id);
    if (!mine) return;
    if (mine.state !== queue.SENT) this.awaited = true;
    else if (this.awaited && !records.some(({ state }) => state === queue.WAITS)) {
      this.awaited = false;
      forget(this.addresses);
      location.assign(this.box.dataset.done);
    }
  }

  row(record) {
    const row = doc.createElement("li");
    row.dataset.id = record.id;
    row.dataset.state = record.state;
    const name = doc.createElement("strong");
    name.textContent = record.title;
    const state = doc.createElement("p");
    const when = new Date(record.sent || record.changed).toLocaleString(doc.documentElement.lang || undefined);
    const number = record.state === queue.SENT && record.number ? "sent.number" : record.state;
    const tried = record.state === queue.WAITS && record.tries ? "waiting.again" : number;
    state.textContent = t(`state.${tried}`, { when, number: record.number, said: record.said, tries: record.tries });
    row.append(name, state);
    if (record.said && record.state !== queue.WAITS) {
      const said = doc.createElement("p");
      said.className = "quiet-text";
      said.textContent = record.said;
      row.appendChild(said);
    }
    const buttons = doc.createElement("div");
    buttons.className = "buttons";
    const mine = this.given && record.to === this.box.dataset.submission;
    if (record.state === queue.DRAFT && mine && !this.is(record) && !this.given.id) {
      this.button(buttons, "draft.continue", () => this.resume(record));
    }
    if ([queue.CONFLICT, queue.REFUSED].includes(record.state)) {
      this.button(buttons, "send.again", () => queue.again(record.id));
    }
    if (record.state !== queue.SENT) this.button(buttons, "export.one", () => this.export([record.id]));
    const word = record.state === queue.SENT ? "receipt.delete" : "delete";
    this.button(buttons, word, () => this.remove(record), "button danger");
    row.appendChild(buttons);
    return row;
  }

  // Is this the one that is open?
  is({ id }) {
    return Boolean(this.record && this.record.id === id);
  }

  // With the edition that it was begun with.
  async resume(record) {
    await this.keep(true);
    try {
      if (record.form !== this.given.address) await this.take(record.form);
    } catch (error) {
      return this.unreachable(error);
    }
    this.open(record, await queue.files(record.id));
    this.box.scrollIntoView();
    return this.list();
  }

  async remove(record) {
    const sent = record.state === queue.SENT;
    if (!sent && !(await dialog.confirm(t("delete.sure", { title: record.title })))) return;
    await queue.remove(record.id);
    if (this.given && record.id === this.given.id) return sent ? null : this.openGiven();
    return this.is(record) ? this.next() : null;
  }

  async export(ids) {
    await this.keep(true);
    const { name, blob, count } = await queue.exported(ids);
    const link = doc.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = name;
    doc.body.appendChild(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    this.where = t("export.where", { name, count });
    this.told.textContent = this.where;
  }
}

async function fetched(address) {
  const answer = await fetch(address, { credentials: "same-origin" });
  if (!answer.ok) throw answer;
  return answer;
}

function parsed(xml) {
  return new DOMParser().parseFromString(xml, "text/xml");
}

// Names for buttons that have none, and colours and sizes that the form's author gave to words: these are set as
// properties, for the page allows no style attribute.
function dressed(element) {
  Object.keys(NAMELESS).forEach((selector) => {
    element.querySelectorAll(selector).forEach((button) => button.setAttribute("aria-label", t(NAMELESS[selector])));
  });
  element.querySelectorAll("[data-style]").forEach((part) => {
    part.dataset.style.split(";").forEach((one) => {
      const [name, value] = one.split(":").map((word) => word.trim());
      if (STYLED.includes(name)) part.style.setProperty(name, value);
    });
  });
}
