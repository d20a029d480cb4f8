"""Divisions with their history, causes, datasets, and the description itself."""

import html
import json

import pytest

from ngo2.api import views
from ngo2.api.description import description
from ngo2.api.texts import TEXTS

pytestmark = pytest.mark.django_db


def codes(divisions):
    return [one["code"] for one in divisions]


def test_the_tree_from_the_country_down(ask):
    top = codes(ask("divisions").json()["items"])
    assert len(top) >= 31
    assert "420000" in top
    assert "420600" in codes(ask("divisions?parent=420000").json()["items"])
    assert codes(ask("divisions?country=GB").json()["items"])
    assert ask("divisions?parent=999999").status_code == 404
    assert ask("divisions?country=FR").status_code == 404


def test_one_division(ask):
    answer = ask("divisions/420600?lang=en").json()
    assert answer["division"]["name"] == "襄阳市"
    assert answer["path"] == [{"code": "420000", "name": "Hubei"}, {"code": "420600", "name": "襄阳市"}]
    assert "420602" in codes(answer["children"])
    assert ask("divisions/1").status_code == 404
    assert ask("divisions/%00").status_code in {404, 422}


@pytest.mark.parametrize(
    ("name", "current", "retired"),
    [("襄樊市", ["420600"], "襄樊市"), ("420600", ["420600"], None), ("湖北", ["420000"], None),
     ("没有这个地方", [], None), ("999999", [], None), ("黃岡市", ["421100"], None)],
)  # fmt: skip
def test_a_code_or_name_of_today_or_the_past(ask, name, current, retired):
    answer = ask("divisions/resolve", query_params={"name": name}).json()
    assert codes(answer["current"]) == current
    assert (answer["retired"] or {}).get("name") == retired
    assert answer["ambiguous"] is (len(current) > 1)


def test_a_name_of_several_places_is_asked_back(ask):
    answer = ask("divisions/resolve", query_params={"name": "鼓楼区"}).json()
    assert answer["ambiguous"]
    assert len(answer["current"]) > 1
    within = ask("divisions/resolve", query_params={"name": "鼓楼区", "within": "350000"}).json()
    assert codes(within["current"]) == ["350102"]


@pytest.mark.parametrize("query", ["", "?name=", "?name=" + "x" * 81, "?name=x&within=%27"])
def test_a_name_must_be_given(ask, query):
    assert ask(f"divisions/resolve{query}").status_code == 422


def test_causes_in_both_languages(ask):
    items = ask("causes?lang=en").json()["items"]
    assert items[0]["parent"] == ""
    assert {one["name"] for one in items} == {one["en"] for one in items}
    assert len(items) > 50 or len(items) == len({one["code"] for one in items})


def test_datasets_name_their_columns(ask):
    items = {one["name"]: one for one in ask("datasets?lang=en").json()["items"]}
    assert {"causes", "divisions"} <= set(items)
    assert all(column["meaning"] for one in items.values() for column in one["columns"])


# The description


def test_every_operation_is_described_with_a_real_answer(ask):
    description = ask("openapi.json").json()
    paths = description["paths"]
    assert set(paths) == {
        "/api/v1/organisations",
        "/api/v1/organisations/{pk}",
        "/api/v1/needs",
        "/api/v1/needs/{number}",
        "/api/v1/offers",
        "/api/v1/offers/{number}",
        "/api/v1/divisions",
        "/api/v1/divisions/resolve",
        "/api/v1/divisions/{code}",
        "/api/v1/causes",
        "/api/v1/datasets",
    }
    for path, methods in paths.items():
        assert set(methods) == {"get"}
        one = methods["get"]
        assert {"200", "401", "404", "422", "429"} <= set(one["responses"]), path
        assert one["responses"]["200"]["content"]["application/json"]["example"], path
        assert all(
            parameter.get("description") or parameter["in"] == "path" for parameter in one["parameters"]
        )


def test_the_examples_are_what_the_schemas_say(ask):
    from ngo2.api import schemas
    from ngo2.api.examples import ANSWERS

    kinds = {
        "organisations": schemas.Listing,
        "organisation": schemas.Whole,
        "needs": schemas.PostListing,
        "need": schemas.PostWhole,
        "offers": schemas.PostListing,
        "offer": schemas.PostWhole,
        "divisions": schemas.Divisions,
        "resolve": schemas.Resolution,
        "one_division": schemas.DivisionWhole,
        "all_causes": schemas.Causes,
        "all_datasets": schemas.Datasets,
    }
    assert set(ANSWERS) == set(kinds)
    for name, kind in kinds.items():
        assert json.loads(kind.model_validate(ANSWERS[name]).model_dump_json()) == ANSWERS[name], name


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_page_about_it_names_every_operation_and_loads_nothing_foreign(client, prefix):
    page = client.get(f"{prefix}/about/api/").text
    for path in (
        "organisations",
        "organisations/{pk}",
        "needs",
        "offers/{number}",
        "divisions/resolve",
        "causes",
        "datasets",
    ):
        assert f"GET /api/v1/{path}<" in page
    assert '<script src="http' not in page
    assert "cdn" not in page


def test_every_text_of_the_page_is_collected_and_stands_in_the_language_of_its_reader(client):
    said = set(TEXTS)
    for methods in description()["paths"].values():
        for one in methods.values():
            shown = [
                one["summary"],
                one.get("description", ""),
                *map(views.description_of, one.get("parameters", [])),
            ]
            assert set(filter(None, shown)) <= said
    assert [text for text in said if text in html.unescape(client.get("/about/api/").text)] == []
