"""A document is asked for by a POST, made by a worker while a page tells how far it is, then downloaded.

What is downloaded is what would be made for this reader now, in this language: the right is asked at each step, and a
document with other words than they may read now is not found.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from lessons.collections.models import Collection
from lessons.collections.permissions import get_collection
from lessons.printouts.actions import ask, current
from lessons.printouts.contents import FORMATS, About, Kind, file_name
from lessons.printouts.models import Printout
from lessons.printouts.tasks import make_soon
from networks.record.http import MemberRequest, VisitorRequest, render_fragment
from networks.record.permissions import Permission, get_network


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def collection_file(request: VisitorRequest, pk: int, kind: str) -> HttpResponseBase:
    collection = get_collection(request.user, pk)
    return _answer(request, kind, collection, back=collection.get_absolute_url())


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def shared_file(request: VisitorRequest, token: str, kind: str) -> HttpResponseBase:
    collection = get_object_or_404(Collection.objects.select_related("network", "by"), share_token=token)
    return _answer(request, kind, collection, back=reverse("lessons:shared", args=[token]))


@require_http_methods(["GET", "HEAD", "POST"])
def handover_file(request: MemberRequest, slug: str) -> HttpResponseBase:
    network = get_network(request.user, slug, Permission.WRITE)
    return _answer(request, Kind.HANDOVER_PDF, network, back=reverse("lessons:pack", args=[slug]))


def _answer(request: VisitorRequest | MemberRequest, kind: str, about: About, *, back: str) -> HttpResponseBase:
    if request.method == "POST":
        return _ask(request, kind, about, back)
    if "documento" in request.GET:
        return _page(request, kind, about, back, printout=_asked_for(request, kind, about), is_known=True)
    printout = current(kind, about, reader=request.user)
    sent = _download(printout, file_name(kind, about)) if printout else None
    return sent or _page(request, kind, about, back)


def _ask(request: VisitorRequest | MemberRequest, kind: str, about: About, back: str) -> HttpResponseBase:
    try:
        printout = ask(kind, about, reader=request.user)
    except ValidationError as refusal:
        return _page(request, kind, about, back, refusal=refusal.message, status=422)
    if not printout.is_at_work:
        return redirect(request.path)
    make_soon(printout)
    return redirect(f"{request.path}?documento={printout.key}")


def _asked_for(request: VisitorRequest | MemberRequest, kind: str, about: About) -> Printout | None:
    """Return the document of that key, whoever asked for it: the page tells only its state, which may be known."""
    try:
        key = UUID(request.GET["documento"])
    except ValueError:
        return None
    return Printout.objects.filter(key=key, kind=kind, **_about(about)).first()


def _about(about: About) -> dict[str, About]:
    return {"collection": about} if isinstance(about, Collection) else {"network": about}


def _page(
    request: VisitorRequest | MemberRequest, kind: str, about: About, back: str, *, status: int = 200, **more: object
) -> HttpResponse:
    context = {"kind": Kind(kind).label, "about": about, "back": back, "printout": None, **more}
    return render_fragment(request, "lessons/printouts/printout.html", "printout", context, status=status)


def _download(printout: Printout, name: str) -> FileResponse | None:
    """Answer with the document, or None if its content is gone. It depends on who asks: no cache keeps it."""
    try:
        content = printout.content.open()
    except OSError:
        return None
    mime = FORMATS[Kind(printout.kind)].mime
    response = FileResponse(content, as_attachment=True, filename=name, content_type=mime)
    response["Content-Encoding"] = "identity"  # packed already
    response["Cache-Control"] = "no-store"
    return response
