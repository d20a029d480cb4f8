"""Results of a wave: the planted truth is found, weights stand for the population, what leaves hides small numbers."""

import io
import random
import re

import numpy as np
import pytest
from django.urls import reverse
from django.utils import translation

from ngo2.lib.csv import read_rows
from ngo2.lib.sheets.workbooks import sheets
from ngo2.surveys.queries.standing import standings
from ngo2.surveys.results import banner, testing, words
from ngo2.surveys.results.naming import Naming
from ngo2.surveys.results.sample import KIND, PROVINCE, TRAINED, chose, counted, part, weighted
from ngo2.surveys.results.tables import shown
from ngo2.surveys.services import columns
from ngo2.surveys.statistics import design, estimates
from ngo2.surveys.statistics.refusing import Unsound
from ngo2.surveys.tests.wave_of import EN, FORM, answered, edition_of, organisation, wave_of, xform

HERE = Naming(EN, "CN")


def sample_of(wave):
    made = columns.columns_of(wave.edition)
    return counted(made.answers, made.responses, standings(wave))


def page(client, who, wave, query="", name="results", language="en", **more):
    if client.session.get("_auth_user_id") != str(who.pk):
        client.force_login(who)
    with translation.override(language):
        return client.get(reverse(f"surveys:{name}", args=[wave.pk, *more.values()]) + query)


def planted(many=600, seed=7):
    """Of those whom others help 70 % have a site, of the rest 40 %; they have three more staff; some say nothing."""
    dice = random.Random(seed)
    rows = []
    for _n in range(many):
        them = dice.random() < 0.5
        web = "yes" if dice.random() < (0.7 if them else 0.4) else "no"
        row = {"help": "them" if them else "us", "web": web, "staff": str(dice.randrange(1, 7) + 3 * them)}
        row["channels"] = " ".join(one for one in ("wechat", "weibo") if dice.random() < 0.5) or "none"
        if dice.random() < 0.05:
            row["web"] = ""
        rows.append(row)
    return rows


def organisations(many):
    """In three provinces, of two kinds; of the first eight the record says more."""
    return [
        organisation(
            n,
            kind="foundation" if n % 4 == 3 else "grassroots_ngo",
            facts={"staff": {"v": n}, "trained": {"v": {"trained": n < 3}}} if n < 8 else {},
        )
        for n in range(many)
    ]


@pytest.fixture
def groups(db):
    return organisations(12)


# --- figures


def test_the_planted_truth_is_found(survey):
    wave = wave_of(survey)
    answered(wave, planted())
    sample = sample_of(wave)
    assert sample.respondents == 600
    by = sample.column("help")
    table = shown(sample, "web", HERE, by)
    shares = {head.label: row.percent for head, row in zip(table.heads, table.rows[0].cells, strict=True)}
    assert shares["Others"] == pytest.approx(70, abs=6)
    assert shares["Ourselves"] == pytest.approx(40, abs=6)
    ends = [(cell.low, cell.high) for cell in table.rows[0].cells]
    assert ends[0][1] < ends[1][0]  # the intervals do not touch
    found = testing.tested(sample, by)
    assert found["web", ""].corrected < 0.001
    assert found["channels", "wechat"].corrected > 0.05
    assert {one.tests for one in found.values()} == {4}  # the site and three channels
    means = shown(sample, "staff", HERE, by)
    apart = {head.label: mean.value for head, mean, _median in means.groups}
    assert apart["Others"] - apart["Ourselves"] == pytest.approx(3, abs=0.4)


def test_base_and_percent_are_of_who_answered(survey):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes"}] * 6 + [{"web": "no"}] * 2 + [{"web": ""}] + [{}])
    table = shown(sample_of(wave), "web", HERE)
    assert (table.base, table.left.missing, table.left.not_asked) == (8, 1, 1)
    assert [(line.n, line.percent) for line in table.lines] == [(6, 75.0), (2, 25.0)]
    assert [line.low for line in table.lines] == pytest.approx([40.93, 7.15], abs=0.01)  # Wilson 6 and 2 of 8


def test_one_answer_has_a_table_and_no_mean_with_an_interval(survey):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes", "staff": "4"}])
    sample = sample_of(wave)
    assert shown(sample, "web", HERE).lines[0].n == 1
    summary = shown(sample, "staff", HERE)
    assert summary.mean is None
    assert summary.quartiles == (4.0, 4.0, 4.0)


def test_weights_stand_for_the_provinces_of_all_who_could_be_drawn(survey):
    wave = wave_of(survey, counts={"420000": 60, "530000": 30, "510000": 10})
    groups = organisations(60)
    rows = [{"web": "yes" if one.area1 == "420000" else "no"} for one in groups]
    answered(wave, rows, groups, [100 / 60] * 60)
    sample = weighted(sample_of(wave), "province", wave.counts)
    assert sample.design.weights.sum() == pytest.approx(100)
    by_province = sample.traits[PROVINCE]
    for place, one in enumerate(by_province.categories):
        inside = by_province.codes == place + 2
        assert sample.design.weights[inside].sum() == pytest.approx(wave.counts[one.value])
    table = shown(sample, "web", HERE)
    assert table.lines[0].percent == pytest.approx(60)  # of 20 of 60 that answered
    assert sample.effect == pytest.approx(60 * (60**2 / 20 + 30**2 / 20 + 10**2 / 20) / 100**2)
    assert sample.effective == pytest.approx(60 / sample.effect)


def test_raking_fits_provinces_and_kinds_at_once(survey):
    wave = wave_of(survey, counts={"420000": 60, "530000": 30, "510000": 10})
    answered(wave, planted(60), organisations(60))
    sample = weighted(sample_of(wave), "raked", wave.counts, {"grassroots_ngo": 150, "foundation": 50})
    weights = sample.design.weights
    kind = sample.traits[KIND]
    foundation = kind.codes == kind.question.codes["foundation"] + 2
    assert weights[foundation].sum() == pytest.approx(25)
    assert weights.sum() == pytest.approx(100)


def test_provinces_with_few_answers_are_put_together_and_named(survey):
    wave = wave_of(survey, counts={"420000": 60, "530000": 30, "610000": 10})
    sparse = [one for n, one in enumerate(organisations(36)) if one.area1 != "510000" or n < 12]
    answered(wave, planted(len(sparse)), sparse)
    sample = weighted(sample_of(wave), "province", wave.counts)
    assert "610000" in sample.pooled[PROVINCE]  # nobody there answered, and somebody stands for them
    assert sample.design.weights.sum() == pytest.approx(100)
    with translation.override("en"):
        assert "Shaanxi" in " ".join(words.sample_told(sample, HERE))
        assert "Shaanxi" not in " ".join(words.weights_told(sample))


def test_who_was_not_drawn_counts_without_weights_only(survey, groups):
    wave = wave_of(survey, counts={"420000": 50, "530000": 50, "510000": 20})
    answered(wave, planted(14), [*groups, None, None], [10.0] * 12 + [0.0] * 2)
    assert sample_of(wave).respondents == 14
    sample = weighted(sample_of(wave), "design", wave.counts)
    assert (sample.respondents, sample.unasked) == (12, 2)


def test_a_part_of_a_weighted_sample_has_the_errors_of_the_whole_draw(survey):
    """As R's svymean of a subset of a design: the others stay in it with 0."""
    wave = wave_of(survey, counts={"420000": 600, "530000": 300, "510000": 100})
    answered(wave, planted(120), organisations(120), [1000 / 120] * 120)
    whole = weighted(sample_of(wave), "design", wave.counts)
    inside = chose(whole, "help", "them")
    told = shown(part(whole, inside), "staff", HERE)
    column = whole.column("staff")
    made = design.Design.of(np.full(120, 1000 / 120), population=np.full(120, 1000.0))
    wanted = estimates.mean(column.numbers, made, inside)
    assert (told.base, told.mean.value, told.mean.error) == (
        int(inside.sum()),
        wanted.value,
        pytest.approx(wanted.error),
    )


def test_of_a_whole_population_a_small_difference_is_no_sure_one(survey):
    """Everybody answered: the shares are exact, and yet chance may have made such a difference."""
    wave = wave_of(survey, counts={"420000": 80})
    rows = [{"web": web, "help": who} for who in ("us", "them") for web in ["yes"] * 20 + ["no"] * 20]
    rows[20]["web"] = "yes"
    answered(wave, rows, organisations(80))
    sample = weighted(sample_of(wave), "design", wave.counts)
    assert testing.tested(sample, sample.column("help"))["web", ""].p > 0.5
    assert shown(sample, "web", HERE).lines[0].percent == pytest.approx(51.25)


def test_weights_that_cannot_be_made_are_refused_in_words(survey):
    wave = wave_of(survey, counts={"420000": 60})
    answered(wave, planted(10), weights=[0.0] * 10)
    with pytest.raises(Unsound):
        weighted(sample_of(wave), "design", wave.counts)


def test_members_of_a_repeat_are_counted_with_who_told_of_them(survey):
    wave = wave_of(survey, edition_of(survey, xform(FORM, repeat="help")))
    answered(
        wave, [{"web": "yes", "p/help@1": "us", "p/help@2": "us", "p/help@3": "them"}, {"p/help@1": "us"}]
    )
    table = shown(sample_of(wave), "help", HERE)
    assert (table.base, table.respondents, [line.n for line in table.lines]) == (4, 2, [3, 1])


# --- what leaves


def cells_of(rows):
    """{(question, answer): [n of everybody, n of each group]} with None where it is hidden."""
    found = {}
    for row in rows:
        if len(row) > 4 and row[1] not in {"Answer", "mean"}:
            found[row[0], row[1]] = [None if cell == banner.HIDDEN else cell for cell in row[2::2]]
    return found


def test_S6_small_numbers_are_hidden_in_what_leaves_and_cannot_be_reckoned_out(survey, groups):
    wave = wave_of(survey)
    rows = [{"web": "yes", "help": "us"}] * 20 + [{"web": "no", "help": "us"}] * 9
    rows += [{"web": "yes", "help": "them"}] * 14 + [{"web": "no", "help": "them"}] * 2
    answered(wave, rows)
    sample = sample_of(wave)
    with translation.override("en"):
        told = cells_of(banner.banner(sample, sample.column("web"), HERE, []))
    help_us, help_them = told["Who helps you?", "Ourselves"], told["Who helps you?", "Others"]
    base = told["Who helps you?", "answered"]
    assert help_them[2] is None  # 2 without a site
    for line in (help_us, help_them):
        assert line.count(None) != 1  # one alone would be the total less the others
    for column in range(3):
        shown_of = [line[column] for line in (help_us, help_them)]
        assert shown_of.count(None) != 1 or base[column] is None
    assert not any(isinstance(cell, int) and 0 < cell < 5 for line in told.values() for cell in line)


@pytest.mark.parametrize("seed", range(6))
def test_S6_an_attacker_with_all_totals_of_the_file_finds_no_small_cell(survey, seed):
    """Everything that the file shows as equations: the range of each hidden small cell stays at least 5 wide."""
    from scipy.optimize import linprog

    dice = random.Random(seed)
    wave = wave_of(survey)
    rows = []
    for _n in range(60):
        row = {"web": dice.choice(["yes", "no"]), "help": dice.choices(["us", "them"], [9, 1])[0]}
        rows.append(row)
    answered(wave, rows)
    sample = sample_of(wave)
    with translation.override("en"):
        told = cells_of(banner.banner(sample, sample.column("web"), HERE, []))
    lines = [told["Who helps you?", one] for one in ("Ourselves", "Others")]
    base = told["Who helps you?", "answered"]
    table = [line[1:] for line in lines]
    equations, values = [], []
    for r in range(2):
        for c in range(2):
            if table[r][c] is not None:
                equations.append([float((r, c) == (i, j)) for i in range(2) for j in range(2)])
                values.append(table[r][c])
    for r in range(2):
        if lines[r][0] is not None:
            equations.append([float(i == r) for i in range(2) for _j in range(2)])
            values.append(lines[r][0])
    for c in range(2):
        if base[1 + c] is not None:
            equations.append([float(j == c) for _i in range(2) for j in range(2)])
            values.append(base[1 + c])
    if base[0] is not None:
        equations.append([1.0] * 4)
        values.append(base[0])
    cross = [[0, 0], [0, 0]]
    for row in rows:
        cross[row["help"] == "them"][row["web"] == "no"] += 1
    for r in range(2):
        for c in range(2):
            if cross[r][c] >= 5:
                continue
            assert table[r][c] is None
            goal = np.zeros(4)
            goal[2 * r + c] = 1
            ends = [
                linprog(sign * goal, A_eq=equations or None, b_eq=values or None, bounds=[(0, 60)] * 4).fun
                * sign
                for sign in (1, -1)
            ]
            assert ends[1] - ends[0] >= 5


def test_means_of_small_groups_do_not_leave_and_no_other_gives_them_away(survey):
    wave = wave_of(survey)
    rows = [{"help": "us", "staff": "10"}] * 20 + [{"help": "them", "staff": "99"}] * 3
    answered(wave, rows)
    sample = sample_of(wave)
    made = list(banner.banner(sample, sample.column("help"), HERE, []))
    mean = next(row for row in made if row[:1] == ["How many staff?"])
    assert mean[4:] == [banner.HIDDEN] * 4  # both groups: the total less one is the other


# --- pages


def test_S5_the_page_prints_the_funnel_and_the_trained_share(client, alice, survey, groups):
    wave = wave_of(survey)
    invitations = answered(wave, planted(12), groups)
    invitations[11].excluded = "test"
    invitations[11].save()
    shown_page = page(client, alice, wave).content.decode()
    first = shown_page.split("</section>")[0]
    steps = re.findall(r'<th scope="row">([^<]+)</th><td class="number">(\d+)</td>', first)
    assert dict(steps) == {
        "invited": "12",
        "do not want to": "0",
        "begun": "12",
        "received": "12",
        "– does not count: a try-out": "1",
        "valid": "11",
    }
    assert "Response rate 91.7 %" in shown_page
    assert "3 of 11 (27.3 %) took part in an NGO 2.0 workshop, 5 did not, of 3 it is not known." in shown_page


def test_S5_a_trained_share_that_is_not_known_is_said_to_be_so(client, alice, survey):
    wave = wave_of(survey)
    answered(wave, planted(5))
    assert "is not known: their records do not say" in page(client, alice, wave).content.decode()


def test_the_page_has_for_each_question_a_picture_and_the_same_numbers_as_a_table(client, alice, survey):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes", "staff": "3", "needs": "一台电脑"}] * 6 + [{"web": "no"}] * 2)
    answer = page(client, alice, wave)
    told = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "<script" not in told.split("<main")[1]
    assert "style=" not in told
    block = told.split('id="q-web"')[1].split("</article>")[0]
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="chart"' in block
    assert ">75.0 %</text>" in block
    assert '<td class="number">75.0</td>' in block
    assert "6 answers in words" in told
    assert "一台电脑" not in told


def test_an_edition_without_answers_is_a_page_too(client, alice, wave):
    told = page(client, alice, wave).content.decode()
    assert "No valid answer yet" in told
    for query in (
        "?by=web",
        "?weights=design",
        "?weights=raked",
        "?only=web:yes",
        "?by=@kind&weights=province",
    ):
        assert page(client, alice, wave, query).status_code == 200


@pytest.mark.parametrize("how", ["design", "province", "raked"])
def test_weights_are_told_with_what_they_cost(client, alice, survey, how):
    wave = wave_of(survey, counts={"420000": 60, "530000": 30, "510000": 10})
    answered(wave, planted(60), organisations(60), [100 / 60] * 60)
    told = page(client, alice, wave, f"?weights={how}&by=help").content.decode()
    assert "Design effect of the weights" in told
    assert "Rao-Scott, second order" in told
    assert "corrected for 4 tests (Holm)" in told


def test_what_cannot_be_weighted_is_said_and_shown_without(client, alice, survey):
    wave = wave_of(survey, counts={"420000": 60})
    answered(wave, planted(10), weights=[0.0] * 10)
    told = page(client, alice, wave, "?weights=design").content.decode()
    assert "Nobody answered this" in told
    assert "10 valid answers" in told


def test_it_narrows_by_an_answer_and_by_a_trait(client, alice, survey, groups):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes"}] * 8 + [{"web": "no"}] * 4, groups)
    assert "8 of 12 valid answers" in page(client, alice, wave, "?only=web:yes").content.decode()
    told = page(client, alice, wave, f"?only={PROVINCE}:420000").content.decode()
    assert "Only Province: Hubei: 4 of 12 valid answers" in told
    assert (
        "12 valid answers" in page(client, alice, wave, "?only=web:nothing&by=x&weights=y").content.decode()
    )


def test_small_numbers_are_true_and_marked_for_who_runs_the_survey(client, alice, survey):
    wave = wave_of(survey)
    answered(wave, [{"web": "yes"}] * 20 + [{"web": "no"}] * 3)
    block = page(client, alice, wave).content.decode().split('id="q-web"')[1].split("</article>")[0]
    assert '<span class="few">3</span>' in block


def test_words_are_read_on_a_page_of_their_own(client, alice, survey):
    wave = wave_of(survey)
    invitations = answered(wave, [{"needs": "电脑 <b>"}, {"needs": "网"}, {"needs": ""}])
    invitations[1].excluded = "test"
    invitations[1].save()
    told = page(client, alice, wave, "?question=needs", "said").content.decode()
    assert "电脑 &lt;b&gt;" in told
    assert told.count("Respondent ") == 1
    assert page(client, alice, wave, "?question=web", "said").status_code == 404


def test_the_file_is_the_same_as_csv_and_as_a_workbook(client, alice, survey):
    wave = wave_of(survey)
    answered(wave, planted(80))
    csv = page(client, alice, wave, "?by=help", "results_table", ending="csv")
    assert csv["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(read_rows(io.StringIO(csv.content.decode(), newline="")))
    xlsx = page(client, alice, wave, "?by=help", "results_table", ending="xlsx")
    _name, lines = next(sheets(xlsx.content))
    again = [cells for _line, cells in lines if any(cells)]
    filled = [[cell.removesuffix(".0") for cell in row] for row in rows if any(row)]
    assert [[cell for cell in row if cell] for row in again] == [
        [cell for cell in row if cell] for row in filled
    ]
    assert page(client, alice, wave, "", "results_table", ending="csv").status_code == 302  # by what?
    assert page(client, alice, wave, "?by=help", "results_table", ending="pdf").status_code == 404


def test_a_label_like_a_formula_stays_words_in_the_file(client, alice, survey):
    form = {
        "web": ("select1", "=1+1", "=1+1", {"yes": ("@a", "@a"), "no": ("-b", "-b")}),
        "help": FORM["help"],
    }
    wave = wave_of(survey, edition_of(survey, xform(form)))
    answered(wave, [{"web": "yes", "help": "us"}] * 9)
    csv = page(client, alice, wave, "?by=help", "results_table", ending="csv").content.decode()
    assert not [line for line in csv.removeprefix("\ufeff").splitlines() if line[:1] in "=@-+" and line]
    assert "'=1+1,'@a" in csv


def test_charlie_finds_nothing_and_strangers_sign_in(client, charlie, survey):
    wave = wave_of(survey)
    for name, more in (("results", {}), ("said", {}), ("results_table", {"ending": "csv"})):
        assert page(client, charlie, wave, "?by=web&question=needs", name, **more).status_code == 404
    client.logout()
    assert client.get(reverse("surveys:results", args=[wave.pk])).status_code == 302


def test_a_wave_without_a_form_leads_back_to_itself(client, alice, survey):
    planned = survey.waves.create(number=9)
    answer = page(client, alice, planned, language="zh-hans")
    assert (answer.status_code, answer["Location"]) == (302, f"/surveys/waves/{planned.pk}/")


def test_as_many_queries_with_three_answers_as_with_three_hundred(
    client, alice, survey, groups, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    wave = wave_of(survey, counts={"420000": 60, "530000": 30, "510000": 10})
    seen = []
    for many in (12, 300):
        answered(wave, planted(many), [organisation(n) for n in range(many)])
        page(client, alice, wave)  # makes the columns
        for query in ("?by=help", "?weights=raked&by=@province&only=web:yes"):
            with CaptureQueriesContext(connection) as told:
                assert client.get(reverse("surveys:results", args=[wave.pk]) + query).status_code == 200
            seen.append(len(told))
    assert seen[:2] == seen[2:]
    assert max(seen) < 20


def test_traits_of_the_record_are_groups_too(client, alice, survey, groups):
    wave = wave_of(survey)
    answered(wave, planted(12), groups)
    for trait in (KIND, PROVINCE, TRAINED, "@size"):
        told = page(client, alice, wave, f"?by={trait}", language="zh-hans")
        assert told.status_code == 200
    assert (
        "foundation"
        not in told.content.decode().split("<main")[1].replace("@foundation", "").split("<form")[0]
    )
