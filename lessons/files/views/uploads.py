"""A file comes in slices, over a line that drops: the browser begins, sends slices, asks how far it is.

Then the page's form is sent, and takes the whole file. Each of these requests asks for the right to write the lesson.
"""

import uuid

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.files.forms.attachment import UploadForm
from lessons.files.models import Upload
from lessons.files.uploads import LARGEST_SLICE, fits, take
from lessons.record.permissions import get_lesson
from networks.record.http import MemberRequest
from networks.record.permissions import Permission


@require_POST
def upload_begin(request: MemberRequest, pk: int) -> HttpResponse:
    """Answer `{"key", "address", "offset"}`: where slices go, from which byte on; 422 with `{"error"}` refuses."""
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    form = UploadForm(request.POST)
    if not form.is_valid():
        error = next(iter(form.errors.values()))[0]
        return JsonResponse({"error": error}, status=422)
    upload = form.begin(lesson, request.user)
    return _how_far(upload, pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: MemberRequest, pk: int, key: uuid.UUID) -> HttpResponse:
    """Take a slice, with the header `Upload-Offset`: 200 if it was the next, 409 if not; both say where to go on.

    A GET says where to go on. A slice that is too large, or too small and not the last, is answered 400 with
    `{"error"}`.
    """
    lesson = get_lesson(request.user, pk, Permission.WRITE)
    begun = Upload.objects.of(request.user, lesson).filter(key=key).first()
    if begun is None:
        raise Http404
    if request.method != "POST":
        return _how_far(begun, pk)
    offset = request.headers.get("Upload-Offset", "")
    is_number = offset.isascii() and offset.isdigit() and len(offset) < 10
    if not is_number or not fits(begun, offset=int(offset), length=_length(request)):
        return JsonResponse({"error": _("This file did not arrive as it should. Choose it again.")}, status=400)
    taken = take(begun, offset=int(offset), content=request.body)
    begun.refresh_from_db()
    return _how_far(begun, pk, status=200 if taken else 409)


def _length(request: HttpRequest) -> int:
    try:
        return int(request.headers.get("Content-Length") or 0)
    except ValueError:
        return LARGEST_SLICE + 1


def _how_far(upload: Upload, pk: int, status: int = 200) -> HttpResponse:
    address = reverse("lessons:upload", args=[pk, upload.key])
    return JsonResponse({"key": upload.key, "address": address, "offset": upload.offset}, status=status)
