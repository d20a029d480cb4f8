"""The survey of the demo: what was planted is found again, nobody real answers, and it comes once."""

from collections import Counter, defaultdict

import numpy as np
import pytest
from django_tasks_db.models import DBTaskResult

from ngo2.accounts import queries as accounts
from ngo2.accounts.addresses import EMAIL, Address
from ngo2.demo import cast, services, survey, tasks
from ngo2.demo import survey_answers as answers
from ngo2.demo import survey_truths as truths
from ngo2.demo.survey_truths import AFTER, FIRST, SECOND, TRUTHS
from ngo2.kernel.journal.models import Entry
from ngo2.kernel.packs import data
from ngo2.lib.actors import person_actor
from ngo2.lib.permissions import may
from ngo2.organisations.models import Assertion, Organisation
from ngo2.questionnaires.models import Answer, Edition, Response
from ngo2.questionnaires.xlsform import comparing
from ngo2.questionnaires.xlsform.lines import lines, untranslated
from ngo2.questionnaires.xlsform.sheets import Sheets
from ngo2.surveys import queries
from ngo2.surveys.columns import Builder, Category, Question
from ngo2.surveys.manifest import messages
from ngo2.surveys.models import Invitation, Respondent, Survey, Wave
from ngo2.surveys.queries import comparability, samples
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.trends import Incomparable, together, trend
from ngo2.surveys.statistics import estimates
from ngo2.surveys.statistics.design import Design
from ngo2.surveys.statistics.weights import Margin

LEVEL = 0.99  # of each interval: of thirty rows, one in three seeds has one outside
FRAME = {code: n for provinces in truths.FRAME.values() for code, n in provinces.items()}
SINGLES = ("region", "province", "trained", "tech_staff", "website", "blog", "line")
MULTIPLES = ("channels", "needs", "tools")


def _columns(rows):
    """Columns of the questions that the truths ask for, by their names."""
    rows = [{**row, "size": _size(row)} for row in rows]
    asked = []
    for name in (*SINGLES, "size", *MULTIPLES):
        values = sorted({one for row in rows for one in (row.get(name) or "").split()})
        kind = "multi" if name in MULTIPLES else "single"
        asked.append(Question(name, kind, tuple(Category(one) for one in values)))
    builder = Builder(asked)
    builder.add(rows)
    assert not builder.strange
    return builder.answers().main


def _size(row):
    staff = int(row.get("staff") or 0)
    return next((name for name, (low, high) in truths.SIZES.items() if low <= staff <= high), "large")


def _chosen(column, value):
    place = column.question.codes[value]
    return column.chosen(place) if column.question.kind == "multi" else column.codes == place + 2


def _estimate(truth, main, design):
    where = main[truth.question].answered
    for name, value in truth.among.items():
        where = where & _chosen(main[name], value)
    column = main[truth.question]
    if truth.choice:
        return estimates.proportion(_chosen(column, truth.choice), design, where, LEVEL)
    options = [one for one in column.question.codes if one != "none"]
    many = np.sum([_chosen(column, one) for one in options], axis=0).astype(float)
    return estimates.mean(many, design, where, LEVEL)


def _weighted(main, weights, targets):
    design = Design.of(np.asarray(weights, float))
    return design.poststratified(Margin.of(main["province"], targets))


def _apart(wave, main, design, shift=0.0):
    """Rows of the table that the data contradict, as (truth, estimate)."""
    found = []
    for truth in TRUTHS:
        if truth.wave == wave and not truth.exact:
            told = _estimate(truth, main, design)
            if not told.low <= truth.value + shift <= told.high:
                found.append((truth, told))
    return found


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_the_planted_figures_are_found_in_a_panel_where_everybody_answers(seed):
    groups = answers.panel(seed)
    assert len(groups) == truths.GROUPS
    assert sum(one.trained for one in groups) == truths.TRAINED
    assert Counter(one.region for one in groups) == truths.SAMPLE
    weights = answers.weights(groups)
    many = 0
    for wave, said in ((FIRST, "first"), (SECOND, "second")):
        main = _columns([getattr(one, said) for one in groups])
        design = _weighted(main, [weights[one.province] for one in groups], FRAME)
        many += len(_apart(wave, main, design))
        # The same test sees a table that is wrong.
        assert len(_apart(wave, main, design, shift=0.15)) >= 0.7 * sum(one.wave == wave for one in TRUTHS)
    assert many <= 1


def test_the_follow_up_has_the_published_share_to_the_unit():
    heard = answers.afterwards(7, answers.panel(7))
    assert len(heard) == truths.FOLLOWED
    said = [said for _one, said in heard]
    assert round(100 * sum(one["website"] == "yes" for one in said) / len(said), 2) == 52.56
    assert sum(one["blog"] == "yes" for one in said) == 81
    assert all(one.trained for one, _said in heard)


def test_the_truths_of_all_are_what_the_regions_make_together():
    by = {(one.wave, one.question, one.choice, *one.among.items()): one.value for one in TRUTHS}
    whole = sum(FRAME.values())
    regions = {name: sum(provinces.values()) / whole for name, provinces in truths.FRAME.items()}
    for question, choice in (("needs", "strategy"), ("line", "mobile")):
        parts = [n * by[(SECOND, question, choice, ("region", name))] for name, n in regions.items()]
        assert sum(parts) == pytest.approx(by[(SECOND, question, choice)])
    assert all(0 < one.value < (1 if one.choice else 11) for one in TRUTHS)


@pytest.mark.parametrize("name", ["internet_use_1", "internet_use_2", "after_workshops"])
def test_a_questionnaire_is_whole_in_both_languages(name):
    sheets = survey._sheets(name)
    assert not untranslated(sheets)
    asked = [one for one in lines(sheets) if one.number]
    assert len(asked) == (13 if name == "after_workshops" else 40)
    assert (data.FOLDER / "surveys" / "README.md").read_text().count("CC BY 4.0") >= 1


@pytest.fixture
def demo(settings, monkeypatch, db, tmp_path):
    settings.DEMO, settings.DATA_DIR = True, tmp_path
    monkeypatch.setattr(services, "READERS", ())
    services.load_demo()


def test_a_real_site_has_no_made_up_survey(settings, db):
    settings.DEMO = False
    assert survey.run() is False
    assert not Survey.objects.exists()


def test_the_first_page_does_not_wait_for_it(demo):
    """The worker does it: loading writes one job."""
    assert not Survey.objects.exists()
    jobs = DBTaskResult.objects.filter(task_path="ngo2.demo.tasks.ask_groups")
    assert jobs.count() == 1
    assert tasks.begin() is False
    assert jobs.count() == 1


def test_nobody_but_the_examples_is_asked(demo):
    """A list that holds others (a crowd for benchmarks, a group that somebody put in) is left alone."""
    Organisation.objects.filter(external_id="doumiao").update(dataset="crowd")
    assert survey.run() is False
    assert not Survey.objects.exists()


def _counts():
    models = (Survey, Wave, Respondent, Invitation, Edition, Response, Answer, Entry, Assertion)
    return {model: model.objects.count() for model in models}


def _rows(wave):
    """Valid answers as rows by name, and the weights of the draw."""
    valid = wave.invitations.filter(outcome="received", excluded="").order_by("pk")
    found = defaultdict(dict)
    rows = Answer.objects.filter(response__in=valid.values("response"), place="")
    for response, path, value in rows.values_list("response_id", "path", "value"):
        found[response][path.rpartition("/")[2]] = value
    held = list(valid.values_list("response_id", "weight"))
    return [found[pk] for pk, _weight in held], [weight for _pk, weight in held]


def test_the_whole_survey_stands_after_a_worker_was_killed_in_the_middle(demo, monkeypatch):
    real, calls = survey.receive_many, []

    def stops_at_the_fourth(*args, **kwargs):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return real(*args, **kwargs)

    before = Assertion.objects.count()
    monkeypatch.setattr(survey, "receive_many", stops_at_the_fourth)
    with pytest.raises(KeyboardInterrupt):
        survey.run()
    assert 0 < Response.objects.count() < 900
    assert survey.run() is True
    after = _counts()
    assert survey.run() is True
    assert tasks.begin() is False
    assert _counts() == after
    assert Assertion.objects.count() == before  # no record was changed by what is made up

    first, second = Wave.objects.filter(survey__title_zh=survey.TITLE).order_by("number")
    [follow] = Wave.objects.filter(survey__title_zh=survey.AFTER)
    _says_that_it_is_made_up()
    _funnels(first, second, follow)
    _truths(first, second, follow)
    _comparable(first, second)
    _changes(first, second)
    _open_to_alice(second)
    _reported(second)


def _changes(first, second):
    """What was planted to change is found, and what nobody has decided about is not drawn."""
    names = Naming("zh", "CN")
    earlier, later = (samples.sample(wave, "province") for wave in (first, second))
    drawn, refused = [], {}
    for one in comparability.items(first, second):
        try:
            drawn.append(trend(earlier, later, one, names))
        except Incomparable as why:
            refused[one.name] = str(why)
    found = {
        (one.name, step.value): step.between for one in together(drawn) for step in one.steps if step.between
    }
    tech, wechat = found["tech_staff", "yes"], found["channels", "wechat"]
    for between, planted in ((tech, truths.TECH_STAFF), (wechat, (0.68, 0.75))):
        assert between.low < 100 * (planted[1] - planted[0]) < between.high
        assert between.corrected < 0.05
    assert found["line", "mobile"].corrected > 0.05  # nothing was planted to change there
    assert {"posts", "site", "ai", "computers"} <= set(refused)
    assert all(refused.values())


def _says_that_it_is_made_up():
    for one in Survey.objects.all():
        assert one.is_example
        assert "编" in one.consent_zh
        assert "made up" in one.consent_en
        assert "示例" in one.title_zh
        assert "example" in one.title_en
    whose = Organisation.objects.filter(pk__in=Response.objects.values("organisation"))
    assert set(whose.values_list("is_example", flat=True)) == {True}
    asked = Organisation.objects.filter(pk__in=Respondent.objects.values("organisation"))
    assert set(asked.values_list("dataset", flat=True)) == {"examples"}
    assert not Response.objects.exclude(findings=[]).exists()


def _funnels(first, second, follow):
    asked = truths.GROUPS - truths.ONLY_FIRST
    told = queries.funnel(first)
    assert (told.invited, sum(told.excluded.values())) == (asked, 8)
    assert 0.7 < told.rate < 0.8
    assert set(told.excluded) == {"empty", "double", "outside", "test", "careless"}
    still = queries.funnel(second)
    assert (still.invited, sum(still.excluded.values())) == (asked, 3)
    assert still.started > still.received
    assert second in queries.open_waves()
    assert first not in queries.open_waves()
    assert 540 < (second.opens_at - first.opens_at).days + 18 < 555
    held = Response.objects.filter(state=Response.WITHDRAWN)
    assert held.count() == 6
    assert not Answer.objects.filter(response__in=held).exists()
    assert first.survey.respondents.count() == truths.GROUPS
    both = first.survey.respondents.filter(invitations__wave=first).filter(invitations__wave=second)
    assert both.count() == truths.GROUPS - truths.ONLY_FIRST - truths.ONLY_SECOND
    assert queries.funnel(follow).invited == truths.TRAINED
    assert follow.survey.respondents.count() == truths.TRAINED
    for wave in (first, second):
        assert sum(wave.invitations.values_list("weight", flat=True)) == pytest.approx(sum(FRAME.values()))
        assert wave.counts == FRAME


def _truths(first, second, follow):
    for name, wave in ((FIRST, first), (SECOND, second)):
        rows, weights = _rows(wave)
        main = _columns(rows)
        design = _weighted(main, weights, wave.counts)
        assert _apart(name, main, design) == []
        assert len(_apart(name, main, design, shift=0.2)) >= 0.7 * sum(one.wave == name for one in TRUTHS)
    [need] = [one for one in TRUTHS if (one.wave, one.choice, one.among) == (SECOND, "strategy", {})]
    plain = _estimate(need, main, Design.of(np.ones(len(rows))))
    assert plain.high < need.value  # without weights the west is not heard
    rows, _weights = _rows(follow)
    main = _columns(rows)
    alike = Design.of(np.ones(len(rows)))
    assert _apart(AFTER, main, alike) == []
    for truth in TRUTHS:
        if truth.exact:
            assert _estimate(truth, main, alike).value == pytest.approx(truth.value)


def _comparable(first, second):
    old, new = (Sheets.from_json(one.edition.sheets) for one in (first, second))
    told = {one.new or one.old: one.verdict for one in comparing.compare(old, new, "zh")}
    changed = {name: verdict for name, verdict in told.items() if verdict != comparing.SAME}
    assert changed == {
        "posts": comparing.REWORDED,
        "ai": comparing.NEW,
        "computers": comparing.DROPPED,
        "site": comparing.RECODED,
    }


def _open_to_alice(second):
    people = cast.people()
    waiting = second.invitations.filter(outcome="invited", respondent__organisation__isnull=False)
    assert set(waiting.values_list("respondent__organisation__external_id", flat=True)) == set(survey.OPEN)
    entries = Entry.objects.filter(verb="surveys.invited")
    to = {one.person.name for entry in entries for one in messages.recipients(entry) if one.person}
    assert to == {"Alice", "Charlie"}
    erin = accounts.person_at(Address(EMAIL, cast.email("erin")))
    assert may(person_actor(erin), "surveys.run", second.survey)
    assert may(person_actor(people["dana"]), "surveys.run", second.survey)
    assert not may(person_actor(people["bob"]), "surveys.run", second.survey)


def _reported(second):
    """The intervals of the published report hold what was planted: (block, row, column, truth in percent)."""
    [publication] = queries.published()
    assert publication.report.wave == second
    faces = {one["id"]: one["faces"]["en"] for one in publication.content["blocks"]}
    trained, others = (both[1] for both in truths.WEBSITE.values())
    for block, row, column, truth in (
        ("2", "Yes", 0, truths.TECH_STAFF[1]),
        ("3", "Yes", 0, truths.TECH_STAFF[0]),
        ("3", "Yes", 1, truths.TECH_STAFF[1]),
        ("3", "Yes", 2, truths.TECH_STAFF[1] - truths.TECH_STAFF[0]),
        ("5", "Yes", 1, trained),
        ("5", "Yes", 2, others),
        ("6", "WeChat account", 0, 0.75),
        ("8", "A communication strategy", 0, 0.51),
    ):
        cell = next(one["cells"][column] for one in faces[block]["rows"] if one["label"] == row)
        assert cell["low"] < 100 * truth < cell["high"], (block, row)
    assert any("The groups differ" in note for note in faces["5"]["notes"])
    assert "percentage points" in faces["3"]["notes"][0]
    assert {"funnel", "trained"} <= faces.keys()
