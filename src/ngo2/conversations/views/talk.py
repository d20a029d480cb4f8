"""The conversations of one person, one of them, and what is new in it."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from ngo2.conversations import on_page, queries, services, words
from ngo2.conversations.forms import MessageForm
from ngo2.conversations.models import Message
from ngo2.conversations.scopes import Talk
from ngo2.conversations.views.acting import of_talk
from ngo2.kernel.ui import access
from ngo2.kernel.ui.forms import FIELD, new_key
from ngo2.kernel.ui.showing import lacks_second_step, reads, show
from ngo2.lib.actors import actor_of
from ngo2.lib.permissions import authorise
from ngo2.lib.refusals import Hidden, Refused

PAGE = 20
LIVE = "X-Talk"  # asked for by talk.js: a piece of the page and no page; the answer holds the key of the next message
MOST_NEW = 200


@access.signed_in
@reads
def mine(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.mine(request.user), PAGE).get_page(request.GET.get("page"))
    rows = []
    for talk in queries.talks(list(page.object_list)):
        own = talk.about.side_of(request.user)
        others = [words.who(talk.about, one.key) for one in talk.about.sides if one != own]
        rows.append((talk, " · ".join(others)))
    return show(request, "conversations/mine.html", {"page": page, "rows": rows})


@of_talk("conversations.read")
def conversation(request: HttpRequest, talk: Talk) -> HttpResponse:
    """Not by `forms.once`: a file is looked into outside of any transaction, and the service keeps the key itself."""
    form = MessageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.write_message(
                actor_of(request),
                talk,
                text=form.cleaned_data["text"] or "",
                upload=form.cleaned_data["file"],
                key=request.POST.get(FIELD, ""),
            )
        except Refused as refusal:
            form.refuse(refusal)
        else:
            return _written(request, talk, made)
    if request.method == "POST" and LIVE in request.headers:
        return _piece(render(request, "conversations/parts/refused.html", {"form": form}, status=422))
    given = request.GET.get("before", "")
    before = int(given) if given.isdecimal() and len(given) < 10 else 0
    page = on_page.shown(request, talk, form, before=before)
    if not page["is_part"]:
        services.note_look(actor_of(request), talk)
    return show(request, "conversations/conversation.html", {"about": talk.about, "talk": page})


@access.signed_in
@reads
def after(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """What came after the message of this number, for those who take part; 204 when nothing did, as most of the time.

    Not for the team: what it reads it reads as whole pages, each in the journal.
    """
    if obstacle := lacks_second_step(request):
        return obstacle
    last = queries.last_for(request.user, pk)
    if last is not None and last <= number:
        return _piece(HttpResponse(status=204))
    talk = queries.talk_of(pk) if last is not None else None
    if talk is None:
        raise Hidden("conversation")
    authorise(actor_of(request), "conversations.read", talk)
    return _news(request, talk, number)


def _written(request: HttpRequest, talk: Talk, made: Message) -> HttpResponse:
    if LIVE in request.headers:
        seen = request.POST.get("seen", "")
        return _news(request, talk, int(seen) if seen.isdecimal() and len(seen) < 10 else made.number - 1)
    on_its_page = request.POST.get("back") == "1"
    back = talk.about.url if on_its_page else request.path
    return HttpResponseRedirect(f"{back}#m{made.number}")


def _news(request: HttpRequest, talk: Talk, number: int) -> HttpResponse:
    new = list(queries.messages_of(talk.conversation).filter(number__gt=number)[:MOST_NEW])
    if new:
        services.mark_read(actor_of(request), talk, up_to=new[-1].number)
    messages = words.said(talk, new, request.user)
    return _piece(render(request, "conversations/parts/messages.html", {"messages": messages}))


def _piece(response: HttpResponse) -> HttpResponse:
    response[LIVE], response["Cache-Control"] = new_key(), "no-store"
    return response
