"""What all operations share: the library's object, and how answers and refusals are written."""

import json
from typing import Any

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.operation import Operation
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder, codes_4xx

from ngo2.api import problems, schemas

LARGEST = 2**63 - 1  # what a number of a record can be in either database


class Renderer(BaseRenderer):
    """Chinese as it is written, not as \\u escapes."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        return json.dumps(data, ensure_ascii=False, cls=NinjaJSONEncoder)


class Api(NinjaAPI):
    """An operation is called by the name of its function, in whichever module that stands."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__


api = Api(
    title="NGO 2.0",
    version="1",
    description="The public directory of organisations, what they need and what they offer, for programs. Read only.",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    renderer=Renderer(),
)
problems.register(api)
PROBLEMS = {codes_4xx: schemas.Problem}
