"""What the least that Django can do costs on the same server: pages are told as multiples of it.

`/floor/…` is answered before anything of ours is asked: by an empty view, by one with one query and a small template,
by one that asks a search as a single query, and by a form that stores a row.
"""

from collections.abc import Callable

from django import forms
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.middleware.common import CommonMiddleware
from django.shortcuts import redirect
from django.template import engines
from django.urls import path, resolve
from django.views.decorators.csrf import csrf_protect

from lessons.models import Lesson

PREFIX = "/floor/"
CREATE = "CREATE TABLE IF NOT EXISTS bench_floor (id bigserial PRIMARY KEY, title text, words text, at timestamptz)"
STORE = "INSERT INTO bench_floor (title, words, at) VALUES (%s, %s, now()) RETURNING id"
# Best first, and how many there are: the least that a page of results must know.
SEARCH = """
    SELECT l.id, count(*) OVER () FROM lessons_lesson l, memoria_query('es', %s) asked
    WHERE l.search @@ asked AND l.language <> 'en' AND l.state = 'published' AND l.visibility = 'public'
        AND l.taken_down_at IS NULL
    ORDER BY ts_rank(l.search, asked) DESC, l.id DESC LIMIT 20
"""
PAGE = """<!doctype html><html lang="es"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
{{ insight|linebreaks }}{{ recommendation|linebreaks }}</body></html>"""
FORM = """<!doctype html><html lang="es"><head><title>Nueva</title></head><body>
<form method="post">{% csrf_token %}{{ form }}<button>Guardar</button></form></body></html>"""


class NewForm(forms.Form):
    title = forms.CharField(max_length=160)
    words = forms.CharField(max_length=6_000)


def empty(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def row(request: HttpRequest, pk: int) -> HttpResponse:
    found = Lesson.objects.values("title", "insight", "recommendation").get(pk=pk)
    return HttpResponse(ROW.render(dict(found)))


def search(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(SEARCH, [request.GET["q"]])
        found = cursor.fetchall()
    return HttpResponse(",".join(str(pk) for pk, _many in found))


@csrf_protect
def save(request: HttpRequest) -> HttpResponse:
    form = NewForm(request.POST or None)
    if not form.is_valid():
        return HttpResponse(NEW.render({"form": form}, request))
    with connection.cursor() as cursor:
        cursor.execute(STORE, [form.cleaned_data["title"], form.cleaned_data["words"]])
    return redirect(f"{PREFIX}empty/")


ROW, NEW = (engines["django"].from_string(text) for text in (PAGE, FORM))
urlpatterns = [
    path("floor/empty/", empty),
    path("floor/row/<int:pk>/", row),
    path("floor/search/", search),
    path("floor/save/", save),
]


def _answer(request: HttpRequest) -> HttpResponse:
    view = resolve(request.path_info, __name__)
    return view.func(request, *view.args, **view.kwargs)  # type: ignore[no-any-return]


class FloorMiddleware:
    """Stands before all of ours, so that the floor does not pay for it: the one thing Django adds is a length."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.floor = get_response, CommonMiddleware(_answer)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        return self.floor(request)  # type: ignore[return-value]
