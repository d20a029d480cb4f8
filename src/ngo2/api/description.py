"""The description of the API (OpenAPI), mended where the library cannot say it: problems, tokens, real answers."""

from copy import deepcopy
from functools import cache
from typing import Any

from ngo2.api import problems
from ngo2.api.examples import ANSWERS
from ngo2.api.operations import OWN, api

PREFIX = "/api/v1/"
_STATUSES = {
    "401": "The token does not work",
    "403": "The token does not allow this",
    "404": "There is nothing here",
    "410": "It was here and is closed",
    "422": "A parameter is not as it should be",
    "429": "Too often; Retry-After says how many seconds to wait",
}


@cache
def description() -> dict[str, Any]:
    made = deepcopy(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    for operations in made["paths"].values():
        for one in operations.values():
            _mend(one)
    made["components"]["securitySchemes"] = {
        "token": {
            "type": "http",
            "scheme": "bearer",
            "description": f"Made under /me/tokens/. Scope: {OWN}. What is public needs none.",
        }
    }
    return made


def _mend(operation: dict[str, Any]) -> None:
    content = {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answers = operation["responses"]
    whole = answers[next(code for code in answers if str(code) == "200")]
    whole["description"] = "As asked"
    name = operation["operationId"]
    for one in operation.get("parameters", []):
        # The library repeats what stands in the schema, in a form that OpenAPI has for something else.
        examples = [value for value in one.pop("examples", []) if value != ""]
        if examples:
            one["example"] = examples[0]
    if name in ANSWERS:
        whole["content"]["application/json"]["example"] = ANSWERS[name]
    operation["responses"] = {
        "200": whole,
        **{code: {"description": words, "content": content} for code, words in _STATUSES.items()},
    }
