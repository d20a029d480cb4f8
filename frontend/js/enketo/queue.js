// Finished answers on their way. Each is on the disk before it is sent, is sent by one tab at a time, and stays until
// the server has said that it has it. The server knows an answer by its instanceID, so sending twice does no harm.
import * as store from "./store";

const LOCK = "ngo2-answers-send";
const LEASE = 60000; // ms that the fallback of navigator.locks is held at once
const FIRST = 5000; // ms until the second try, doubled each time
const LONGEST = 300000;
const SOON = [0, 2000, 8000]; // ms after the browser said that it is online
const PATIENCE = 30000; // ms for an answer, and one more for each byte: a line of 1 kB/s is still waited for
const ENVELOPE = 2000; // bytes of headers for each part
const AGAIN = [408, 425, 429];
const me = Math.random().toString(36).slice(2);
const listeners = [];
const channel = typeof BroadcastChannel === "function" ? new BroadcastChannel("ngo2-answers") : null;
let most = 0; // bytes of one POST; the server says it
let timer = 0;
let running = null;
let more = false;

export const WAITS = "waiting";
export const DRAFT = "draft";
export const SENT = "sent";
export const CONFLICT = "conflict";
export const REFUSED = "refused";
export const UNSENT = [DRAFT, WAITS, CONFLICT, REFUSED];

export function changed(listener) {
  listeners.push(listener);
}

function tell(elsewhere = true) {
  listeners.forEach((listener) => listener());
  if (channel && elsewhere) channel.postMessage("changed");
}

// `limit` is what the page was told; the server's header overrules it.
export function start(limit) {
  most = limit;
  if (channel) channel.onmessage = () => tell(false);
  // The word comes before the line really works.
  addEventListener("online", () => SOON.forEach((ms) => setTimeout(flush, ms, true)));
  document.addEventListener("visibilitychange", () => document.hidden || flush());
  return flush();
}

export const list = store.all;
export const files = (id) =>
  store.filesOf(id).then((rows) => rows.map(({ name, type, data }) => ({ name, blob: new Blob([data], { type }) })));

// Keeps unfinished answers. False: they were finished meanwhile, in another tab.
export async function draft(record, attached) {
  const kept = await store.put(Object.assign({ tries: 0, next: 0, said: "" }, record, { state: DRAFT }), attached);
  tell();
  return kept;
}

// Keeps finished answers; from here on they are the queue's.
export async function finish(record, attached) {
  const kept = await store.put(Object.assign({ tries: 0, next: 0, said: "" }, record, { state: WAITS }), attached);
  tell();
  flush(true);
  return kept;
}

export async function remove(id) {
  await store.remove(id);
  tell();
}

// What the server did not take, once more.
export async function again(id) {
  await store.update(id, { state: WAITS, tries: 0, next: 0 }, ({ state }) => [WAITS, CONFLICT, REFUSED].includes(state));
  tell();
  return flush(true);
}

// Sends what waits; with `now` also what is to be tried later.
export function flush(now = false) {
  if (running) {
    more = more || now; // what was added while the others went
    return running;
  }
  more = false;
  const after = () => {
    running = null;
    return more ? flush(true) : plan();
  };
  running = alone(() => sendAll(now));
  running = running.then(after, after);
  return running;
}

async function plan() {
  const waiting = (await store.all()).filter(({ state }) => state === WAITS);
  clearTimeout(timer);
  if (waiting.length) timer = setTimeout(flush, Math.max(1000, Math.min(...waiting.map(pause))));
  tell();
}

// A clock that was put back by a day must not make anybody wait for a day.
function pause({ next }) {
  const ms = next - Date.now();
  return ms > LONGEST ? 0 : Math.max(0, ms);
}

async function alone(work) {
  if (navigator.locks) {
    return navigator.locks.request(LOCK, { ifAvailable: true }, (held) => held && work());
  }
  if (!(await store.take(LOCK, me, LEASE))) return null;
  const beat = setInterval(() => store.take(LOCK, me, LEASE), LEASE / 3);
  try {
    return await work();
  } finally {
    clearInterval(beat);
    await store.release(LOCK, me);
  }
}

async function sendAll(now) {
  const begun = new Set();
  for (;;) {
    const next = (await store.all()).find(
      (record) => record.state === WAITS && !begun.has(record.id) && (now || pause(record) === 0)
    );
    if (!next) return;
    begun.add(next.id);
    if (!(await send(next))) return; // the line is bad: the others wait too
    now = true; // it is good: nobody needs to wait any longer
    tell();
  }
}

// False when there is no use in sending the next one.
async function send(record) {
  const left = record.files.filter((file) => !file.done);
  const body = new Blob([record.xml], { type: "text/xml" });
  for (;;) {
    const batch = [];
    let size = body.size + ENVELOPE;
    while (left.length && (!batch.length || !most || size + left[0].size + ENVELOPE <= most)) {
      size += left[0].size + ENVELOPE;
      batch.push(left.shift());
    }
    const answer = await post(record, body, batch, left.length > 0, size);
    if (answer.status !== 201 && answer.status !== 202) return settle(record, answer);
    const sent = new Set(batch.map(({ name }) => name));
    const mark = ({ files }) => ({
      files: files.map((file) => (sent.has(file.name) ? Object.assign(file, { done: true }) : file)),
    });
    await store.update(record.id, mark);
    if (!left.length) {
      await store.strip(record.id, { state: SENT, number: answer.number, said: answer.said, sent: new Date().toISOString() });
      return true;
    }
  }
}

async function settle(record, { status, said }) {
  const still = ({ state }) => state === WAITS;
  if (status === 409) {
    await store.update(record.id, { state: CONFLICT, said, status }, still);
    return true;
  }
  if (status >= 400 && status < 500 && !AGAIN.includes(status)) {
    await store.update(record.id, { state: REFUSED, said, status }, still);
    return true;
  }
  const tries = record.tries + 1;
  const wait = Math.min(LONGEST, FIRST * 2 ** Math.min(tries - 1, 10)) * (0.75 + Math.random() / 4);
  await store.update(record.id, { tries, next: Date.now() + wait, said, status }, still);
  return false;
}

async function post(record, body, batch, more, size) {
  const form = new FormData();
  form.append("xml_submission_file", body, "submission.xml");
  for (const { name, type } of batch) {
    const row = await store.file(record.id, name);
    if (row) form.append(name, new Blob([row.data], { type }), name);
  }
  if (more) form.append("*isIncomplete*", "yes");
  if (record.agreed) form.append("*agreed*", record.agreed);
  const stop = typeof AbortController === "function" ? new AbortController() : null;
  const late = setTimeout(() => stop && stop.abort(), PATIENCE + size);
  const options = { method: "POST", body: form, credentials: "same-origin", redirect: "manual", cache: "no-store" };
  options.headers = { "X-OpenRosa-Version": "1.0", "X-Sent-At": new Date().toUTCString() };
  if (stop) options.signal = stop.signal;
  try {
    const answer = await fetch(record.to, options);
    const limit = Number(answer.headers.get("X-OpenRosa-Accept-Content-Length"));
    if (limit > 0) most = limit;
    const text = await answer.text();
    // A hotspot's page, or a proxy's: only our server speaks OpenRosa.
    const ours = answer.headers.get("X-OpenRosa-Version");
    if (!ours) return { status: 0, said: "" };
    return { status: answer.status, said: sentence(answer, text), number: answer.headers.get("X-Answer-Number") || "" };
  } catch (error) {
    return { status: 0, said: "" };
  } finally {
    clearTimeout(late);
  }
}

// The server's words: <message> of an OpenRosaResponse, or plain text.
function sentence(answer, text) {
  const type = answer.headers.get("Content-Type") || "";
  if (type.includes("xml")) {
    const said = new DOMParser().parseFromString(text, "text/xml").querySelector("message");
    return said ? said.textContent.trim() : "";
  }
  return type.startsWith("text/plain") ? text.trim().slice(0, 500) : "";
}

// One file with these answers (or all that are unsent), which the server's `enketo.exports` reads: multipart/form-data
// as of a submission, where each xml_submission_file begins a record and the parts after it are its attachments.
export async function exported(ids = null) {
  const boundary = `ngo2-answers-${me}${Math.random().toString(36).slice(2)}`;
  const parts = [];
  const add = (name, filename, type, data, more = "") => {
    const safe = filename.replace(/["\r\n]/g, (sign) => encodeURIComponent(sign));
    parts.push(
      `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${safe}"\r\n`,
      `Content-Type: ${type || "application/octet-stream"}\r\n${more}\r\n`,
      data,
      "\r\n"
    );
  };
  let count = 0;
  for (const record of await store.all()) {
    if (!UNSENT.includes(record.state) || (ids && !ids.includes(record.id))) continue;
    count += 1;
    const agreed = record.agreed ? `X-Answer-Agreed: ${record.agreed}\r\n` : "";
    add("xml_submission_file", `${record.id}.xml`, "text/xml", record.xml, `X-Answer-State: ${record.state}\r\n${agreed}`);
    for (const row of await store.filesOf(record.id)) add("attachment", row.name, row.type, row.data);
  }
  parts.push(`--${boundary}--\r\n`);
  const day = new Date().toISOString().slice(0, 16).replace(/[-:]/g, "").replace("T", "-");
  return { count, name: `answers-${day}-${count}.multipart`, blob: new Blob(parts, { type: "application/octet-stream" }) };
}
