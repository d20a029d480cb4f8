"""A wave with a small form and many answers, made without pyxform and without pages."""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from ngo2.organisations.models import Organisation
from ngo2.questionnaires.models import Answer, Edition, Form, Response
from ngo2.questionnaires.xlsform.sheets import form_of
from ngo2.surveys.models import Invitation, Respondent, Survey, Wave

NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" '
    'xmlns:jr="http://openrosa.org/javarosa"'
)
ZH, EN = "中文 (zh)", "English (en)"
# name: (kind, label in Chinese, in English, {value: (Chinese, English)})
WEB = ("select1", "有自己的网站吗？", "A website of your own?", {"yes": ("有", "Yes"), "no": ("没有", "No")})
CHANNELS = (
    "select",
    "用哪些渠道？",
    "Which channels?",
    {"wechat": ("微信", "WeChat"), "weibo": ("微博", "Weibo"), "none": ("都没有", "None of these")},
)
STAFF = ("int", "几位专职人员？", "How many staff?", {})
NEEDS = ("string", "还需要什么？", "What else do you need?", {})
HELP = ("select1", "谁帮你们？", "Who helps you?", {"us": ("自己", "Ourselves"), "them": ("别人", "Others")})
FORM = {"web": WEB, "channels": CHANNELS, "staff": STAFF, "help": HELP, "needs": NEEDS}
PROVINCES = ("420000", "530000", "510000")


def xform(form: Mapping[str, Any] = FORM, repeat: str = "") -> str:
    """`repeat`: the name of a question that is asked of each member of a repeat "p"."""
    texts: dict[str, list[str]] = {ZH: [], EN: []}
    nodes, binds, body = [], [], []
    for name, (kind, chinese, english, choices) in form.items():
        path = f"/data/p/{name}" if name == repeat else f"/data/{name}"
        for language, said in ((ZH, chinese), (EN, english)):
            texts[language].append(f'<text id="{name}"><value>{said}</value></text>')
        items = []
        for value, labels in choices.items():
            for language, said in zip((ZH, EN), labels, strict=True):
                texts[language].append(f'<text id="{name}-{value}"><value>{said}</value></text>')
            label = f"<label ref=\"jr:itext('{name}-{value}')\"/>"
            items.append(f"<item>{label}<value>{value}</value></item>")
        control = kind if choices else "input"
        nodes.append(f"<p jr:template=''><{name}/></p>" if name == repeat else f"<{name}/>")
        binds.append(f'<bind nodeset="{path}" type="{"string" if choices else kind}"/>')
        drawn = f'<{control} ref="{path}"><label ref="jr:itext(\'{name}\')"/>{"".join(items)}</{control}>'
        body.append(f'<repeat nodeset="/data/p">{drawn}</repeat>' if name == repeat else drawn)
    itext = "".join(
        f'<translation lang="{language}"{" default=" + chr(34) + "true()" + chr(34) if language == ZH else ""}>'
        f"{''.join(told)}</translation>"
        for language, told in texts.items()
    )
    return (
        f"<h:html {NAMESPACES}><h:head><h:title>T</h:title><model><itext>{itext}</itext>"
        f'<instance><data id="ID" version="1">{"".join(nodes)}<meta><instanceID/></meta></data></instance>'
        f'{"".join(binds)}<bind nodeset="/data/meta/instanceID" type="string" jr:preload="uid"/></model></h:head>'
        f"<h:body>{''.join(body)}</h:body></h:html>"
    )


def sheets_of(form: Mapping[str, Any] = FORM) -> dict[str, Any]:
    """The same form as the rows of its workbook."""
    label = (f"label::{ZH}", f"label::{EN}")
    types = {"select1": "select_one", "select": "select_multiple", "int": "integer", "string": "text"}
    survey, choices = [], []
    for name, (kind, chinese, english, offered) in form.items():
        asked = f"{types[kind]} {name}" if offered else types[kind]
        survey.append({"type": asked, "name": name, label[0]: chinese, label[1]: english})
        choices += [
            {"list_name": name, "name": value, **dict(zip(label, labels, strict=True))}
            for value, labels in offered.items()
        ]
    return form_of(survey=survey, choices=choices).to_json()


def edition_of(survey: Survey, source: str = "", sheets: Mapping[str, Any] | None = None) -> Edition:
    now = timezone.now()
    source = source or xform()
    form = Form.objects.create(
        scope=survey.scope, key=f"k{uuid.uuid4().hex}", title="T", made_at=now, changed_at=now
    )
    return Edition.objects.create(
        form=form,
        number=1,
        sheets=sheets or {},
        xform=source,
        digest=hashlib.md5(source.encode(), usedforsecurity=False).hexdigest(),
        languages=[ZH, EN],
        made_at=now,
    )


def wave_of(survey: Survey, edition: Edition | None = None, **more: Any) -> Wave:
    now = timezone.now()
    return Wave.objects.create(
        survey=survey,
        number=survey.waves.count() + 1,
        edition=edition or edition_of(survey),
        opens_at=now,
        opened_at=now,
        **more,
    )


def organisation(number: int = 0, **more: Any) -> Organisation:
    now = timezone.now()
    told = {"kind": "grassroots_ngo", "country": "CN", "area1": PROVINCES[number % len(PROVINCES)]} | more
    return Organisation.objects.create(name=f"Group {number}", created_at=now, changed_at=now, **told)


def answered(
    wave: Wave,
    rows: Iterable[Mapping[str, str]],
    organisations: Iterable[Any] = (),
    weights: Iterable[float] = (),
) -> list[Invitation]:
    """Each row ({name: value}, a question that is not in it was not asked) is one received answer that counts."""
    rows = list(rows)
    given, heavy = list(organisations) or [None] * len(rows), list(weights) or [1.0] * len(rows)
    now, last = timezone.now(), wave.survey.respondents.count()
    responses = Response.objects.bulk_create(
        Response(
            edition=wave.edition, instance_id=f"uuid:{uuid.uuid4()}", state=Response.RECEIVED, way=Response.PAGE,
            organisation=one, began_at=now, received_at=now,
        )
        for one in given
    )  # fmt: skip
    respondents = Respondent.objects.bulk_create(
        Respondent(survey=wave.survey, number=last + n, organisation=one)
        for n, one in enumerate(given, start=1)
    )
    Answer.objects.bulk_create(
        [
            Answer(
                response=response,
                path=f"/data/{name.partition('@')[0]}",
                place=name.partition("@")[2],
                value=value,
            )
            for response, row in zip(responses, rows, strict=True)
            for name, value in row.items()
        ],
        batch_size=5000,
    )
    return Invitation.objects.bulk_create(
        Invitation(
            wave=wave, respondent=respondent, response=response, outcome=Invitation.RECEIVED, weight=weight,
            invited_at=now,
        )
        for respondent, response, weight in zip(respondents, responses, heavy, strict=True)
    )  # fmt: skip
