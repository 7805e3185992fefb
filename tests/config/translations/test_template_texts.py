"""No template says anything outside a translation tag; and the check would notice it."""

from pathlib import Path

import pytest
from django.conf import settings

from tests.support.site.template_texts import untranslated

TEMPLATES = Path(settings.BASE_DIR) / "templates"


@pytest.mark.parametrize(
    "path",
    sorted(path for path in TEMPLATES.rglob("*") if path.suffix in {".html", ".txt"}),
    ids=lambda path: str(path.relative_to(TEMPLATES)),
)
def test_every_text_is_in_a_translation_tag(path: Path):
    found = untranslated(path.read_text(encoding="utf-8"), html=path.suffix == ".html")
    assert [f"line {line}: {text}" for line, text in found] == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("<p>Hola</p>", "Hola"),
        ("<p>{{ n }} veces</p>", "veces"),
        ("<p>{% if a %}sí{% endif %}</p>", "sí"),
        ("<p>Memoria Viva hoy</p>", "hoy"),
        ("{% blocktranslate %}One{% endblocktranslate %} dos", "dos"),
        ('{% translate "One" %}<b>dos</b>', "dos"),
        ('<a title="Ir">·</a>', "Ir"),
        ('<img alt="Un quipu" />', "Un quipu"),
        ('<input placeholder="Busca {{ x }}" />', "Busca"),
        ('<nav aria-label="Tu cuenta"></nav>', "Tu cuenta"),
        ('<svg><title>Mapa</title><text x="1">Lima</text></svg>', "Mapa"),
        ('<meta name="description" content="Qué es" />', "Qué es"),
        ('<meta property="og:title" content="Lección" />', "Lección"),
        ('<input type="submit" value="Enviar" />', "Enviar"),
        ('<button hx-confirm="¿Seguro?">×</button>', "¿Seguro?"),
        ('<optgroup label="Costa"></optgroup>', "Costa"),
        ('{{ name|default:"nadie" }}', "nadie"),
        ('<p>{{ yes|yesno:"sí,no" }}</p>', "sí,no"),
        ('{% include "_x.html" with title="Redes" %}', "Redes"),
        ("<p>un&nbsp;día</p>", "un día"),
    ],
)
def test_a_text_outside_a_translation_tag_is_found(source: str, said: str):
    assert untranslated(f"{{% load i18n %}}\n{source}")[0] == (2, said)


@pytest.mark.parametrize(
    "source",
    [
        '<a class="button quiet" href="{% url "home" %}" id="a" hreflang="en">{% translate "Home" %}</a>',
        '<img alt="" src="{% static "mark.svg" %}" />',
        '<input type="hidden" name="next" value="ir" />',
        '<input type="text" value="{{ form.q.value|default:"" }}" />',
        "{% blocktranslate trimmed count n=rows %}One row{% plural %}{{ n }} rows{% endblocktranslate %}",
        '<p title="{% translate "Go" %}">{{ lesson.title }} · 12 → {{ day|date:"j F" }}</p>',
        "{% comment %}Nothing of this is shown{% endcomment %}{# nor of this #}",
        "<style>p { color: red }</style><script>let a = 1</script><title>Memoria Viva</title>",
        '<meta name="viewport" content="width=device-width" /><meta name="theme-color" content="red" />',
        '{% include "_x.html" with title=lesson.title kind="new" %}',
        '<a class="{{ knot.result|default:"untold" }}" href="#q-{{ knot.result|default:"untold" }}">·</a>',
        "{% block page_class %}\n  entrance\n{% endblock page_class %}",
    ],
)
def test_what_is_no_text_or_translated_is_not_found(source: str):
    assert untranslated(source) == []


def test_of_a_plain_text_every_line_counts():
    source = '{% load i18n %}{% translate "Hello" %}\n— {{ name }}\nSaludos'
    assert untranslated(source, html=False) == [(3, "Saludos")]


def test_a_text_outside_is_told_with_its_line():
    assert untranslated("<p>\n\n</p>\n<b>Hola</b>") == [(4, "Hola")]
