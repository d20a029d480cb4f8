"""A form that asks for photos, and a client that sends like ODK Collect: for the tests of OpenRosa and of devices."""

import hashlib
import re
import threading
import uuid
from contextlib import closing, suppress
from random import Random
from socket import SHUT_RDWR, create_connection, create_server

import requests
from django.utils import timezone

from ngo2.questionnaires.models import Device, Edition, Form, Medium
from ngo2.questionnaires.openrosa.signing_in import hash_of
from ngo2.questionnaires.services.devices import Made

SECRET = "kept-by-the-phone"
CSV = "name,label\na,甲\nb,乙\n".encode()


def xform(key, version):
    return f"""<?xml version="1.0"?>
<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
<h:head><h:title>Visits</h:title><model>
<instance><data id="{key}" version="{version}">
<who/><first/><second/><third/><meta><instanceID/></meta></data></instance>
<bind nodeset="/data/who" type="string"/>
<bind nodeset="/data/first" type="binary"/><bind nodeset="/data/second" type="binary"/>
<bind nodeset="/data/third" type="binary"/>
<bind nodeset="/data/meta/instanceID" type="string" readonly="true()" jr:preload="uid"/></model></h:head>
<h:body><input ref="/data/who"><label>Who?</label></input>
<upload ref="/data/first" mediatype="image/*"><label>First</label></upload>
<upload ref="/data/second" mediatype="image/*"><label>Second</label></upload>
<upload ref="/data/third" mediatype="image/*"><label>Third</label></upload></h:body></h:html>"""


def make_form(owner, key="visits-ab12cd", scope="test:1", title="Visits"):
    now = timezone.now()
    form = Form.objects.create(scope=scope, key=key, title=title, made_by=owner, made_at=now, changed_at=now)
    digest = hashlib.md5(CSV, usedforsecurity=False).hexdigest()
    Medium.objects.create(
        form=form, name="villages.csv", content=CSV, content_type="text/csv", kept_at=now, digest=digest
    )
    make_edition(form, media={"villages.csv": digest})
    return form


def make_edition(form, media=None):
    number = form.editions.count() + 1
    text = xform(form.key, number)
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return Edition.objects.create(
        form=form,
        number=number,
        sheets={},
        xform=text,
        digest=digest,
        media=media or {},
        made_at=timezone.now(),
    )


def add_device(form, name="phone23456"):
    made = Device.objects.create(
        form=form, label="Phone", name=name, ha1=hash_of(name, SECRET), made_at=timezone.now()
    )
    return Made(made, SECRET)


def instance(form, *, who="王芳", photos=(), version=1, ident=""):
    ident = ident or f"uuid:{uuid.uuid4()}"
    first, second, third = [*photos, "", "", ""][:3]
    return (
        f'<?xml version="1.0"?><data id="{form.key}" version="{version}"><who>{who}</who><first>{first}</first>'
        f"<second>{second}</second><third>{third}</third><meta><instanceID>{ident}</instanceID></meta></data>"
    ).encode()


def photo(seed, size=60_000):
    return b"\xff\xd8\xff\xe0" + Random(seed).randbytes(size)


class Collect:
    """Sends in parts, like Collect: at most `room` bytes in a POST, and `*isIncomplete*` until the last."""

    def __init__(self, server, auth):
        self.server, self.auth = server, auth

    def get(self, path, **more):
        url = path if path.startswith("http") else f"{self.server}/{path}"
        return requests.get(url, auth=self.auth, timeout=60, allow_redirects=False, **more)

    def head(self):
        url = f"{self.server}/submission?deviceID=collect%3Aabc"
        return requests.head(url, auth=self.auth, timeout=60, allow_redirects=False)

    def post(self, document, files=(), *, incomplete=False, **more):
        parts = {"xml_submission_file": ("visits.xml", document, "text/xml")}
        parts |= {name: (name, content, "image/jpeg") for name, content in dict(files).items()}
        url = f"{self.server}/submission?deviceID=collect%3Aabc"
        data = {"*isIncomplete*": "yes"} if incomplete else {}
        return requests.post(
            url, files=parts, data=data, auth=self.auth, timeout=60, allow_redirects=False, **more
        )

    def send(self, document, files, room):
        """The answers of all POSTs."""
        left, answers = list(dict(files).items()), []
        while left or not answers:
            now = [left.pop(0)] if left else []
            while left and len(document) + sum(len(one) for _name, one in now) + len(left[0][1]) <= room:
                now.append(left.pop(0))
            answers.append(self.post(document, dict(now), incomplete=bool(left)))
        return answers


def said(answer):
    """The sentence that Collect shows."""
    return re.search(r"<message[^>]*>(.*)</message>", answer.content.decode(), re.DOTALL)[1]


class Cutting:
    """A network that breaks: passes bytes on to the server, and cuts the connection at a place that `random` says, on
    the way there or on the way back. Every `keep`-th connection lives."""

    def __init__(self, address, random, keep=3):
        self.to, self.random, self.keep = address, random, keep
        self.cut = self.count = 0
        self.listening = create_server(("127.0.0.1", 0), backlog=64)
        self.lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def close(self):
        self.listening.close()

    def _accept(self):
        while True:
            try:
                one, _address = self.listening.accept()
            except OSError:
                return
            with self.lock:
                self.count += 1
                lives = self.count % self.keep == 0
                there, back = self.random.randrange(300, 70_000), self.random.randrange(1, 900)
                way = self.random.choice(["there", "back"])
            limits = (None, None) if lives else (there, None) if way == "there" else (None, back)
            threading.Thread(target=self._pass, args=(one, *limits), daemon=True).start()

    def _pass(self, client, there, back):
        with closing(client), closing(create_connection(self.to)) as server:
            ways = [
                threading.Thread(target=self._pump, args=(client, server, there), daemon=True),
                threading.Thread(target=self._pump, args=(server, client, back), daemon=True),
            ]
            for one in ways:
                one.start()
            for one in ways:
                one.join()

    def _pump(self, source, target, most):
        """Until one side ends, or `most` bytes have passed: then both ends are gone."""
        with suppress(OSError):
            while piece := source.recv(8192 if most is None else min(8192, most)):
                target.sendall(piece)
                if most is not None:
                    most -= len(piece)
                    if most <= 0:
                        with self.lock:
                            self.cut += 1
                        break
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(SHUT_RDWR)
