"""What goes when somebody who answered while signed in is erased: the answers stay with the organisation they are
about, without a person; those about nobody else go.
"""

from django.db.models import QuerySet

from ngo2.questionnaires.models import Response
from ngo2.questionnaires.services.responses import forget_answers


def forget(person: object, rows: QuerySet[Response]) -> None:
    own = list(rows.filter(organisation=None))
    forget_answers(own)
    Response.objects.filter(pk__in=[one.pk for one in own]).update(
        state=Response.WITHDRAWN, xml="", findings=[], token="", person=None
    )
    rows.update(person=None)
