from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone, translation

from ngo2.exchange import kinds
from ngo2.exchange.cleaning import Item, Terms, Told, Where
from ngo2.exchange.conditions import Declared
from ngo2.exchange.projects import ProjectTerms
from ngo2.exchange.queries import fitting
from ngo2.exchange.services import publish_post
from ngo2.kernel.search.tests.conftest import folder, follow  # noqa: F401 (fixtures)
from ngo2.lib.actors import person_actor
from ngo2.organisations.models import Membership
from ngo2.organisations.services import create_organisation

YIZHOU, HECHI, WUHAN = "451203", "451200", "420100"


@pytest.fixture(autouse=True)
def fresh_pages():
    """Versions of pages go back with each test's rows; pages kept under them must go too."""
    cache.clear()


@pytest.fixture
def own_index():
    """Rows of a test are gone after it; the index of the process would keep them."""
    fitting._kept.cache_clear()
    yield
    fitting._kept.cache_clear()


@pytest.fixture
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def organised(db):
    """Make an organisation whose owner has just told its facts: `organised(alice, "山蚁小组")`."""

    def make(owner, name, division=YIZHOU, **facts):
        told = {
            "name_zh": name,
            "kind": "grassroots_ngo",
            "legal_status": "registered_association",
            "division": division,
            **facts,
        }
        return create_organisation(person_actor(owner), facts=told)

    return make


@pytest.fixture
def group(organised, alice, bob):
    """Alice's, with Bob as editor."""
    made = organised(alice, "山蚁乡村教育小组")
    Membership.objects.create(organisation=made, person=bob, role=Membership.EDITOR, since=timezone.now())
    return made


@pytest.fixture
def company(organised, erin):
    return organised(erin, "金利科技有限公司", WUHAN, kind="company", legal_status="registered_business")


def telling(**changes):
    """A need of laptops and books, whole and good."""
    today = timezone.localdate()
    said = {
        "side": kinds.NEED,
        "subkind": "computers",
        "text": "乡村图书室需要二手电脑。给六十个孩子用。",
        "items": (Item("笔记本电脑", 20, "piece"), Item("绘本", 5, "box")),
        "where": Where(kinds.PLACE, "CN", YIZHOU),
        "terms": Terms(today + timedelta(days=30)),
        "goods": Declared(safe=True, expires_on=today + timedelta(days=400), sealed=True),
    }
    return Told(**{**said, **changes})


@pytest.fixture
def need(group, alice):
    return publish_post(person_actor(alice), group, told=telling())


def together(**changes):
    """A project that Erin's company offers: two partners, half a year."""
    today = timezone.localdate().replace(day=1)
    said = {
        "aim": "三个村的六十个女孩都读上高中。",
        "budget_from": 50_000,
        "budget_to": 80_000,
        "paying": "公司出材料和路费，机构出两名老师。",
        "branding": "joint",
        "volunteers": 20,
        "volunteer_days": 2,
        "reporting": "quarterly",
        "partners": 2,
        "begins": (today + timedelta(days=40)).replace(day=1),
        "ends": (today + timedelta(days=300)).replace(day=1),
    }
    return ProjectTerms(**{**said, **changes})


def telling_project(side=kinds.OFFER, **changes):
    terms = {key: changes.pop(key) for key in list(changes) if key in ProjectTerms.__dataclass_fields__}
    told = {
        "side": side,
        "subkind": "joint",
        "text": "我们愿意与两家机构一起做女孩升学计划。",
        "items": (),
        "where": Where(kinds.COUNTRY, "CN"),
        "project": together(**terms),
    }
    return telling(**{**told, **changes})


@pytest.fixture
def project(company, erin):
    """Erin's company looks for two partners."""
    return publish_post(person_actor(erin), company, told=telling_project())


@pytest.fixture
def offer(company, erin):
    """Erin's company gives 20 laptops."""
    told = telling(
        side=kinds.OFFER,
        text="可以提供 20 台笔记本电脑。",
        items=(Item("笔记本电脑", 20, "piece"),),
        where=Where(kinds.COUNTRY, "CN"),
    )
    return publish_post(person_actor(erin), company, told=told)


@pytest.fixture
def other(organised, charlie):
    """Charlie's."""
    return organised(charlie, "河边读书会")
