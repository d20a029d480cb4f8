"""What ends when an organisation leaves the directory: its posts, its answers, and what others had agreed with it."""

from contextlib import suppress

from django.db.models import Q

from ngo2.exchange import endings
from ngo2.exchange.models import Introduction, Post
from ngo2.exchange.services.introductions import end_left
from ngo2.exchange.services.posts import close_post
from ngo2.lib.actors import SYSTEM
from ngo2.lib.refusals import Refused
from ngo2.organisations.models import Organisation


def end_all_of(organisation: Organisation) -> None:
    """Twice does nothing more. Where one side has said already what was sent or arrived, people settle it."""
    for post in Post.objects.filter(organisation=organisation, state=Post.OPEN).select_related(
        "organisation"
    ):
        with suppress(Refused):  # ended by somebody else at the same moment: that is as good
            close_post(SYSTEM, post, ending=endings.LEFT)
    of_it = Q(organisation=organisation) | Q(post__organisation=organisation)
    live = Introduction.objects.filter(of_it, state__in=(Introduction.ASKED, Introduction.AGREED))
    for one in live.filter(confirmations=None).select_related("post__organisation", "organisation"):
        with suppress(Refused):
            end_left(SYSTEM, one)
