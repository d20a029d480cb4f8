"""A plan as a file: a table for programs and spreadsheets, or paper for the phone room."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from ngo2.exchange.models import Plan
from ngo2.exchange.plans.told import Told
from ngo2.exchange.plans.wishes import unpacked
from ngo2.exchange.queries import plans as queries
from ngo2.exchange.views.plans import of_plan
from ngo2.kernel.opendata.formats import offered
from ngo2.kernel.ui.showing import reads
from ngo2.lib.refusals import Hidden

PDF = "pdf"


@of_plan("exchange.see_plan")
@reads
def plan_file(request: HttpRequest, plan: Plan, ending: str) -> HttpResponse:
    """What counts, not a trial. Names and places stand in it, so nobody keeps it on the way."""
    from ngo2.exchange.plans import paper, rows  # noqa: PLC0415 (numpy and OR-tools, which most processes never need)

    forms = {one.name: one for one in offered(has_place=False)}
    if ending != PDF and ending not in forms:
        raise Http404
    version = plan.versions.filter(number=plan.kept).first()
    if version is None:
        raise Hidden("version")
    told, wishes = Told(version.told), unpacked(version.wishes)
    posts = {post.pk: post for post in queries.whole({*told.posts, *told.offering})}
    page = settings.NGO2_SITE_URL + plan.get_absolute_url()
    head = rows.head(plan, told, wishes, page, get_language() or "", timezone.localdate())
    if ending == PDF:
        response = HttpResponse(
            paper.printed(plan, told, wishes, posts, head), content_type="application/pdf"
        )
    else:
        body = b"".join(forms[ending].write(head, rows.rows(plan, told, wishes, posts)))
        response = HttpResponse(body, content_type=forms[ending].media_type)
    called = f"{head.title} {head.as_of.isoformat()}.{ending}".replace("/", "-")
    response["Content-Disposition"] = str(content_disposition_header(ending != PDF, called))
    response["Cache-Control"] = "no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response
