// The files of the record that is open: those chosen now stand in the page, those of a draft in `kept`.
import { dataUriToBlobSync, getFilename } from "enketo-core/src/js/utils";
import { t } from "./words";

let kept = new Map(); // name -> Blob
let most = 0; // bytes of one file; 0 when the server said nothing
let shown = [];

const inputs = () => Array.from(document.querySelectorAll('form.or input[type="file"]:not(.ignore)'));

function addressOf(blob) {
  const address = URL.createObjectURL(blob);
  shown.push(address);
  return address;
}

const missing = (existing) => new Error(t("filepicker.notFound", { existing }));

const files = {
  init: () => Promise.resolve(true),
  isWaitingForPermissions: () => false,

  open(stored, limit) {
    shown.forEach((address) => URL.revokeObjectURL(address));
    shown = [];
    kept = new Map(stored.map(({ name, blob }) => [name, blob]));
    most = limit;
  },

  getFileUrl(subject) {
    if (!subject) return Promise.resolve(null);
    if (typeof subject === "string") {
      if (kept.has(subject)) return Promise.resolve(addressOf(kept.get(subject)));
      return /^(\/|media\/)/.test(subject) ? Promise.resolve(subject) : Promise.reject(missing(subject)); // jr://… that we lack
    }
    if (files.isTooLarge(subject)) {
      return Promise.reject(new Error(t("filepicker.toolargeerror", { maxSize: files.getMaxSizeReadable() })));
    }
    return Promise.resolve(addressOf(subject));
  },

  getObjectUrl: (subject) => files.getFileUrl(subject),
  urlToBlob: (url) => fetch(url).then((answer) => answer.blob()),
  isTooLarge: (file) => most > 0 && file.size > most,
  getMaxSizeReadable: () => (most ? `${Math.floor(most / 100000) / 10} MB` : ""),

  // [{name, blob}]: the names as they stand in the record.
  getCurrentFiles() {
    const found = new Map();
    inputs().forEach((input) => {
      const file = input.files[0];
      if (!file) {
        const name = input.dataset.loadedFileName;
        if (name && kept.has(name)) found.set(name, kept.get(name));
        return;
      }
      const name = getFilename(file, input.dataset.filenamePostfix);
      const smaller = input.dataset.resized && input.dataset.resizedDataURI;
      found.set(name, smaller ? dataUriToBlobSync(input.dataset.resizedDataURI) : file);
    });
    return Array.from(found, ([name, blob]) => ({ name, blob }));
  },
};

export default files;
