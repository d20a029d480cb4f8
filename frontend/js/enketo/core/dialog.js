// The browser's own boxes: they speak the reader's language and need no style.
const said = (content) => (typeof content === "string" ? content : [content.heading, content.message].filter(Boolean).join("\n"));

export default {
  alert: (content) => Promise.resolve(window.alert(said(content))),
  confirm: (content) => Promise.resolve(window.confirm(said(content))),
  prompt: (content, given) => Promise.resolve(window.prompt(said(content), given)),
};
