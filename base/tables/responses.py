"""Tables as answers to a browser: files to be saved."""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpResponse, StreamingHttpResponse

from base.tables.files import stream_csv, write_csv, write_xlsx

WRITERS = {
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def table_file(name: str, form: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    if form not in WRITERS:
        raise Http404
    write, _content_type = WRITERS[form]
    return saved_file(name, form, write(columns, rows))


def saved_file(name: str, form: str, content: bytes) -> HttpResponse:
    """Return a file of a form that is in `WRITERS`, whoever wrote it."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.{form}"'}
    return HttpResponse(content, content_type=WRITERS[form][1], headers=disposition)


def table_stream(name: str, columns: list[str], rows: Iterable[Iterable[Any]]) -> StreamingHttpResponse:
    """A CSV line by line, as its rows are read."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    return StreamingHttpResponse(stream_csv(columns, rows), content_type=WRITERS["csv"][1], headers=disposition)
