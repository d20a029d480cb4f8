"""Makes tests/data/enketo/golden.json.xz: what the original enketo-transformer makes of each form, in a browser.

Run by hand when the version of enketo-transformer or the set of forms changes, with a Chromium that still has
XSLTProcessor (ours does, until 154):

    PYTHONPATH=src .venv/bin/python -m ngo2.questionnaires.tests.enketo_oracle node_modules/enketo-transformer

The trees are what an HTML (or XML) parser sees: `[tag, {attribute: value}, [child or text, …]]`, texts with their
white space collapsed, texts of white space only left out.
"""

import json
import lzma
import re
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

from tests.journeys import chromium

DATA = Path(__file__).parent / "data" / "enketo"
HOST = "http://oracle.test/"
MEDIA = re.compile(r"jr://[\w-]+/([^\"'<>)]+)")

SCRIPT = """
async ([xform, media, theme]) => {
  const { transform } = await import("/transformer.js");
  const words = (text) => text.split(/[ \\t\\r\\n\\f]+/).filter(Boolean).join(" ");
  const tree = (node, name) => {
    const children = [];
    for (const child of node.childNodes) {
      if (child.nodeType === 1) children.push(tree(child, name));
      else if (child.nodeType === 3 || child.nodeType === 4) {
        const text = words(child.data);
        if (text && typeof children[children.length - 1] === "string") children[children.length - 1] += " " + text;
        else if (text) children.push(text);
      }
    }
    const attributes = {};
    for (const { name, namespaceURI, localName, value } of node.attributes || []) {
      if (name === "xmlns" || name.startsWith("xmlns:")) continue;
      attributes[namespaceURI ? `{${namespaceURI}}${localName}` : name] = value;
    }
    return [name(node), attributes, children];
  };
  const html = (node) => node.localName || "";
  const xml = (node) => (node.namespaceURI ? `{${node.namespaceURI}}${node.localName}` : node.localName);
  let made;
  try {
    made = await transform({ xform, media, theme });
  } catch (error) {
    return { error: String(error) };
  }
  const form = document.createRange().createContextualFragment(made.form);
  const model = new DOMParser().parseFromString(made.model, "text/xml");
  const prefixes = {};
  for (const element of [model.documentElement, model.querySelector("instance > *")]) {
    for (const { name, value } of element.attributes) {
      if (name.startsWith("xmlns:")) prefixes[name.slice(6)] = value;
    }
  }
  return { form: tree(form, html)[2][0], model: tree(model, xml)[2][0], prefixes, languages: made.languageMap };
}
"""


def media_of(xform: str) -> dict[str, str]:
    """Addresses for every second file that a form names, and for its logo: some are found, some are not."""
    names = sorted(set(MEDIA.findall(xform)))[::2]
    return {"form_logo.png": "/media/logo.png"} | {
        name: f"/media/{number}" for number, name in enumerate(names)
    }


def read(name: str) -> Any:
    return json.loads(lzma.decompress((DATA / name).read_bytes()))


def write(name: str, value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    (DATA / name).write_bytes(lzma.compress(text.encode(), preset=9 | lzma.PRESET_EXTREME))


def answer(source: str, route: Route) -> None:
    if route.request.url.endswith(".js"):
        route.fulfill(body=source, content_type="text/javascript; charset=utf-8")
    else:
        route.fulfill(body="<!doctype html><title>.</title>", content_type="text/html; charset=utf-8")


def main(package: Path) -> None:
    source = (package / "dist/enketo-transformer/web/transformer.js").read_text(encoding="utf-8")
    forms = read("forms.json.xz")
    golden = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium.find()), args=["--no-sandbox"])
        page = browser.new_page()
        page.set_default_timeout(300_000)
        page.route("**/*", lambda route: answer(source, route))
        page.goto(HOST)
        for name, form in sorted(forms.items()):
            golden[name] = page.evaluate(SCRIPT, [form["xml"], media_of(form["xml"]), "plain"])
            print(name, golden[name].get("error", ""), flush=True)
        browser.close()
    write("golden.json.xz", golden)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
