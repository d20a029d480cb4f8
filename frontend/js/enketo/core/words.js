// Every text comes from the server, translated: <script type="application/json" data-words> in the page.
let words = {};

export function setWords(given) {
  words = given;
}

// `key` as enketo-core names its texts ("constraint.required"); `__name__` in a text is replaced from `values`.
export function t(key, values = {}) {
  const text = words[key] === undefined ? "" : words[key];
  return text.replace(/__([a-zA-Z]+)__/g, (all, name) => (values[name] === undefined ? all : values[name]));
}
