"""Forms answered with Enketo: an XForm as the page and model that enketo-core 9 reads, and what its page needs.

`transforming.transform` (or `apart.transform`, in a child), `external.external_instances`, `texts.texts`,
`exports.records`. The browser's side is frontend/js/enketo/. What the pages that use it have to keep to:

The page, GET, marked with an <h1>, the same for everybody, holding no answers:
    <link rel="stylesheet" href="{% static 'build/enketo.css' %}">     beside ui.css
    <script src="{% static 'build/enketo.js' %}" defer></script>
    <div data-enketo data-form="…" data-submission="…" data-max-size="10000000" data-language="zh" data-worker="…">
      <script type="application/json" data-words>{texts() as JSON, "<" written as \\u003c}</script></div>
`data-language` is a tag of the form's languages, or what the reader reads; `data-max-size` the bytes of one file,
and of one POST before the server has told its own limit. `data-done`: where the page leads once what was begun has
arrived. `data-many`: one phone for many who answer, one after the other; a `<form data-consent="3">` in it holds what
each of them agrees to first (ticks `adult`, `agreed`; a button `data-no`), in version 3.

Its form, GET of `data-form`: {"form": form_html, "model": model_xml, "title": …, "edition": …,
"external": [{"id", "xml"}], "media": [addresses to keep for offline]}; with an error {"message": …} may say why not.
For answers that the server has begun also "id": their instanceID, "instance": their XML as it stands, "files":
[{"name", "url"}] that it names. Then the page is for these answers only; unfinished ones on the device go before the
server's, and the reader is told when both changed. Else the address names the edition.

Its policy, beside the house's: img-src also blob:, media-src 'self' blob: (previews of what was chosen). No inline
style or script, no eval.

Its worker, GET of `data-worker`: static/build/answers-sw.js at an address above all answering pages (its folder is its
scope), as text/javascript, Cache-Control: no-cache; and `shell.json` in the same folder: {"version": changes when
an asset does, "assets": [hashed addresses of ui.css, ui.js, enketo.css, enketo.js]}, never cached.

The submission, POST multipart/form-data, without CSRF token: xml_submission_file, attachments by the names in the
record, and "*isIncomplete*" = "yes" while more attachments follow in another POST with the same XML; "*agreed*" =
the version of the text that was agreed to, where it was asked here. Every answer has
`X-OpenRosa-Version: 1.0` (without it the browser takes it for a hotspot's page and tries again) and may have
`X-OpenRosa-Accept-Content-Length`. 201 or 202: kept, with `X-Answer-Number`; 409: others under this instanceID;
another 4xx: refused, kept on the device with the words of <message> (or of text/plain); 408, 425, 429, 5xx and
redirects: tried again. The request has the header `X-OpenRosa-Version: 1.0`, which no form of another site can send.
"""
