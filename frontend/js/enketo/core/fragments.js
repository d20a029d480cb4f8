// Chromium 147 finds no class inside what createContextualFragment made; enketo-core relies on it everywhere.
// Where the browser has this fault, fragments come from a <template>, which has it not. Imported before all else.
const probe = document.createRange().createContextualFragment('<p><b class="probe"></b></p>');

if (!probe.querySelector(".probe")) {
  Range.prototype.createContextualFragment = (html) => {
    const template = document.createElement("template");
    template.innerHTML = html;
    return document.importNode(template.content, true);
  };
}

// mergexml asks the browser for an error on purpose, only to learn its namespace; Chromium puts styles into it, which
// our policy reports. It gets its answer without: what it merges is XML that this page wrote itself.
const parse = DOMParser.prototype.parseFromString;
DOMParser.prototype.parseFromString = function parseFromString(text, type) {
  const error = '<parsererror xmlns="http://www.w3.org/1999/xhtml"/>';
  return parse.call(this, text === "<invalid" ? error : text, type);
};
