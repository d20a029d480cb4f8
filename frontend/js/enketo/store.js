// What is kept on this device: records with their files, in IndexedDB. A write has happened once its promise resolves.
const NAME = "ngo2-answers";
const EDITION = 1;
const RECORDS = "records";
const FILES = "files"; // bytes, not Blobs: older WebKit loses Blobs
const LOCKS = "locks";
let opened = null;

function done(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function open() {
  if (!opened) {
    opened = new Promise((resolve, reject) => {
      const request = indexedDB.open(NAME, EDITION);
      request.onupgradeneeded = () => {
        const db = request.result;
        db.createObjectStore(RECORDS, { keyPath: "id" });
        db.createObjectStore(FILES, { keyPath: ["id", "name"] });
        db.createObjectStore(LOCKS, { keyPath: "name" });
      };
      request.onsuccess = () => {
        request.result.onversionchange = () => {
          request.result.close(); // a newer page of ours wants to change the store
          opened = null;
        };
        resolve(request.result);
      };
      request.onerror = () => reject(request.error);
    });
    opened.catch(() => {
      opened = null;
    });
  }
  return opened;
}

// `work(stores)` starts requests; the promise resolves with its answer when all is on the disk.
async function change(names, work) {
  const db = await open();
  return new Promise((resolve, reject) => {
    const transaction = db.transaction(names, "readwrite", { durability: "strict" });
    let answer;
    transaction.oncomplete = () => resolve(answer);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    work(...names.map((name) => transaction.objectStore(name)), (given) => {
      answer = given;
    });
  });
}

async function read(name, ask) {
  const db = await open();
  return done(ask(db.transaction(name).objectStore(name)));
}

const within = (id) => IDBKeyRange.bound([id], [id, []]);

export const all = () => read(RECORDS, (store) => store.getAll()).then((list) => list.sort((a, b) => a.order - b.order));
export const one = (id) => read(RECORDS, (store) => store.get(id));
export const filesOf = (id) => read(FILES, (store) => store.getAll(within(id)));
export const file = (id, name) => read(FILES, (store) => store.get([id, name]));

// Writes a record with exactly these files ([{name, blob}]), in one go: all of it is kept, or nothing.
// A record that is on its way or has arrived is never written over: then the answer is false.
export async function put(record, files) {
  const rows = [];
  for (const { name, blob } of files) {
    rows.push({ id: record.id, name, type: blob.type, data: await bytes(blob) });
  }
  const listed = rows.map(({ name, type, data }) => ({ name, type, size: data.byteLength, done: false }));
  return change([RECORDS, FILES], (records, kept, answer) => {
    records.getAll().onsuccess = ({ target }) => {
      const others = target.result;
      const before = others.find(({ id }) => id === record.id);
      if (before && before.state !== "draft") return answer(false);
      const order = before ? before.order : Math.max(0, ...others.map((other) => other.order)) + 1;
      kept.delete(within(record.id));
      rows.forEach((row) => kept.put(row));
      records.put(Object.assign({}, record, { order, files: listed }));
      answer(true);
    };
  });
}

// Changes fields of a record if it is still there and `only` holds; the answer is what is there afterwards.
export function update(id, fields, only = () => true) {
  return change([RECORDS], (records, answer) => {
    records.get(id).onsuccess = ({ target }) => {
      const record = target.result;
      if (!record || !only(record)) return answer(record);
      Object.assign(record, typeof fields === "function" ? fields(record) : fields);
      records.put(record);
      answer(record);
    };
  });
}

// Takes the answers away and keeps what is said about them.
export function strip(id, fields) {
  return change([RECORDS, FILES], (records, kept) => {
    kept.delete(within(id));
    records.get(id).onsuccess = ({ target }) => {
      if (target.result) records.put(Object.assign(target.result, fields, { xml: "", files: [] }));
    };
  });
}

export function remove(id) {
  return change([RECORDS, FILES], (records, kept) => {
    kept.delete(within(id));
    records.delete(id);
  });
}

// For browsers without navigator.locks: the name is ours for `ms`, unless another tab holds it. A clock that was put
// back leaves a time in the far future: that counts as past.
export function take(name, owner, ms) {
  return change([LOCKS], (locks, answer) => {
    locks.get(name).onsuccess = ({ target }) => {
      const held = target.result;
      const now = Date.now();
      const alive = held && held.owner !== owner && held.until > now && held.until - now <= ms;
      if (!alive) locks.put({ name, owner, until: now + ms });
      answer(!alive);
    };
  });
}

export function release(name, owner) {
  return change([LOCKS], (locks) => {
    locks.get(name).onsuccess = ({ target }) => {
      if (target.result && target.result.owner === owner) locks.delete(name);
    };
  });
}

function bytes(blob) {
  if (blob.arrayBuffer) return blob.arrayBuffer();
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsArrayBuffer(blob);
  });
}
