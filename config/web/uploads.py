"""A request may bring only so much as files; forms say so, in the user's language."""

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest

MEGABYTE = 1024 * 1024
MOST_KEPT = 16 * MEGABYTE  # more than any form accepts, but for those that say so: networks.record.http.takes_files


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps on disk the first bytes of all files of a request, and drops the rest.

    Django takes in whatever is sent before a view is asked, from anybody. The size of a file stays that which was
    sent, so that a form can refuse it.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        view = request.resolver_match and request.resolver_match.func
        self.most_kept: int = getattr(view, "most_bytes", MOST_KEPT)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept < self.most_kept:
            super().receive_data_chunk(raw_data, start)
            self.kept += len(raw_data)
