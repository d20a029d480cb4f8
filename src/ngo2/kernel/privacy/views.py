from django.conf import settings
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from ngo2.kernel.privacy import erasure, proof, services
from ngo2.kernel.privacy.forms import EraseForm
from ngo2.kernel.privacy.notice import sections
from ngo2.kernel.privacy.obstacles import obstacles_of
from ngo2.kernel.ui import access, pages
from ngo2.lib.actors import actor_of


@require_safe
@access.public
@pages.cached("privacy")
def notice(request: HttpRequest) -> HttpResponse:
    context = {
        "sections": sections(),
        "operator": settings.NGO2_OPERATOR,
        "contact": settings.NGO2_CONTACT,
    }
    return render(request, "privacy/notice.html", context)


@require_safe
@access.public
@pages.cached("privacy")
def erased(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/erased.html")


@require_http_methods(["GET", "HEAD"])
@access.signed_in
@never_cache
def data(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/data.html", {"held": erasure.held(request.user)})


@require_http_methods(["POST"])
@access.signed_in
def download(request: HttpRequest) -> FileResponse:
    zipped = services.export_data(actor_of(request), request.user)
    response = FileResponse(zipped, as_attachment=True, filename=f"my-data-{timezone.localdate()}.zip")
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@access.signed_in
@never_cache
def erase(request: HttpRequest) -> HttpResponse:
    """GET says what goes and what stays; POST with the word, and a fresh proof of who is there, does it."""
    unproved = proof.missing(request, reverse("privacy:erase"))
    form = EraseForm(request.POST or None)
    if request.method == "POST":
        if unproved:
            return HttpResponseRedirect(unproved)
        if form.is_valid():
            services.erase_person(actor_of(request), request.user)
            logout(request)
            return redirect("privacy:erased")
    context = {
        "form": form,
        "prove_url": unproved,
        "first": obstacles_of(request.user),
        "held": erasure.held(request.user),
        "kept": erasure.kept(request.user),
    }
    return render(request, "privacy/erase.html", context, status=422 if form.errors else 200)
