"""Small forms for tests, written as pyxform would write them."""

from datetime import datetime, timedelta, timezone
from random import Random

from ngo2.questionnaires.xforms import Form, Session, read

ZONE = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 26, 12, 30, tzinfo=ZONE)


def document(instance: str, binds: str = "", body: str = "", model: str = "", head: str = "") -> bytes:
    """`instance`: what is within <data>; `model`: what else is in the model (lists, itext, actions)."""
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
 xmlns:jr="http://openrosa.org/javarosa" xmlns:orx="http://openrosa.org/xforms"
 xmlns:odk="http://www.opendatakit.org/xforms" xmlns:xsd="http://www.w3.org/2001/XMLSchema">
<h:head><h:title>By hand</h:title><model{head}>{model if "<itext" in model else ""}
<instance><data id="hand" version="1">{instance}</data></instance>{model if "<itext" not in model else ""}
{binds}</model></h:head><h:body>{body}</h:body></h:html>""".encode()


def form(
    instance: str, binds: str = "", body: str = "", model: str = "", files: dict[str, bytes] | None = None
) -> Form:
    return read(document(instance, binds, body, model), files)


def started(
    instance: str,
    binds: str = "",
    body: str = "",
    model: str = "",
    files: dict[str, bytes] | None = None,
    values: dict[str, str] | None = None,
) -> Session:
    return form(instance, binds, body, model, files).start(NOW, values, random=Random(1))


def inputs(*paths: str) -> str:
    return "".join(f'<input ref="{path}"><label>{path}</label></input>' for path in paths)
