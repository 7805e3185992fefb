"""What a request may bring as files; forms say so, in the user's language."""

from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler

MEGABYTE = 1024 * 1024
MOST_KEPT = 16 * MEGABYTE  # more than any form accepts


class BoundedFileUploadHandler(TemporaryFileUploadHandler):
    """Keeps on disk the first `MOST_KEPT` bytes of all files of a request, and drops the rest.

    Django takes in whatever is sent before a view is asked, from anybody. The size of a file stays that which was
    sent, so that a form can refuse it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kept = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.kept < MOST_KEPT:
            super().receive_data_chunk(raw_data, start)
            self.kept += len(raw_data)
