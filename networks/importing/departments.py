"""What words in a column of departments mean."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from base.importing.vocabulary import Vocabulary
from base.words import folded
from networks.record.models import Region

EVERYWHERE = ""
WHOLE_COUNTRY = (
    *("nacional", "national", "nivel nacional", "a nivel nacional", "ámbito nacional", "nationwide"),
    *("perú", "todo el perú", "todo el país", "el país", "todos", "todas", "all", "todo"),
    *("todos los departamentos", "todas las regiones", "todas las regiones del perú"),
)
# What people write around the name of a department, and which department it still is.
AROUND = re.compile(
    r"^(?:departamento|depto|dpto|dept|dep|region|reg|gobierno regional|gore"
    r"|prov\w*\W+const\w*|provincia|prov|ciudad)\W+(?:(?:de|del)\s+)?|\W+(?:metropolitana|provincias?|region|ciudad)\W*$"
)
ASIDE = re.compile(r"\([^)]*\)")
ALSO_CALLED = {"cuzco": "cusco"}


def department_vocabulary() -> Vocabulary:
    regions = list(Region.objects.all())
    known = dict.fromkeys(WHOLE_COUNTRY, EVERYWHERE)
    for each in regions:
        known |= dict.fromkeys((each.name, each.slug, each.code, each.code.lstrip("0"), each.iso), each.slug)
    known |= {called: slug for called, slug in ALSO_CALLED.items() if slug in known}
    options, ids = [(each.slug, each.name) for each in regions], {each.slug: each.pk for each in regions}
    return Vocabulary(_("departments"), options, known, ids, has_parts=True, forms=_departments_in)


def _departments_in(word: str) -> Iterator[str]:
    """“Dpto. de Puno”, “Lima (provincias)”, “Lima Metropolitana”: parts of one department are that department."""
    yield word
    short = folded(ASIDE.sub(" ", word))
    yield short
    yield AROUND.sub("", short)
    yield AROUND.sub("", AROUND.sub("", short))
