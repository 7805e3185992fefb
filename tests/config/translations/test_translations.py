"""No text without its Spanish; and the check would notice one."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from config.translations import catalogues


def test_everything_is_translated():
    assert catalogues.problems() == []


@pytest.fixture
def project(tmp_path: Path, settings: Any) -> Path:
    """A small project of its own: one template, one module, an empty catalogue."""
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    for app in catalogues.SOURCES:
        (tmp_path / app).mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(
        '{% load i18n %}<h1>{% translate "A heading" %}</h1>\n'
        "  {% blocktranslate trimmed count n=rows %}\n    {{ n }} row\n  {% plural %}\n    {{ n }} rows\n"
        "  {% endblocktranslate %}"
    )
    (tmp_path / "networks" / "views.py").write_text('_("A text")\nngettext("%d hour", "%d hours", n)\n')
    return tmp_path


def test_a_new_text_is_found_in_templates_and_code(project: Path):
    found = " ".join(catalogues.problems())
    for text in ("A heading", "%(n)s row", "A text", "%d hour"):
        assert text in found
    with pytest.raises(CommandError, match="A heading"):
        call_command("check_translations")


def test_update_keeps_translations_and_drops_what_is_gone(project: Path):
    catalogues.update()
    catalogue = catalogues.current()
    catalogue.get("A heading").string = "Un título"
    with catalogues.catalogue_path().open("wb") as file:
        catalogues.write_po(file, catalogue)
    (project / "networks" / "views.py").write_text("")
    catalogues.update()
    assert catalogues.current().get("A heading").string == "Un título"
    assert catalogues.current().get("A text") is None


def test_a_language_that_is_begun_has_its_catalogue_and_may_have_gaps(project: Path, settings: Any):
    settings.LANGUAGES = [*settings.LANGUAGES, ("qu", "Quechua"), ("ay", "Aymara")]
    catalogues.update()
    catalogue = catalogues.current("qu")
    catalogue.get("A heading").string = "Sutin"
    with catalogues.catalogue_path("qu").open("wb") as file:
        catalogues.write_po(file, catalogue)
    catalogues.compile_catalogues()
    assert catalogues.current("ay").get("A text").string == ""
    assert all(catalogues.catalogue_path(code).with_suffix(".mo").exists() for code in ("es", "qu", "ay"))
    of_spanish_alone = catalogues.problems()
    assert any("A heading" in problem for problem in of_spanish_alone)
    assert len(of_spanish_alone) == len(set(of_spanish_alone))


def test_a_fuzzy_translation_is_found(project: Path):
    catalogues.update()
    catalogue = catalogues.current()
    catalogue.get("A text").string = "Un texto"
    catalogue.get("A text").flags.add("fuzzy")
    with catalogues.catalogue_path().open("wb") as file:
        catalogues.write_po(file, catalogue)
    assert "fuzzy: A text" in catalogues.problems()


def test_a_lost_placeholder_is_found(project: Path):
    catalogues.update()
    catalogue = catalogues.current()
    catalogue.get(("%d hour", "%d hours")).string = ("una hora", "%s horas")
    with catalogues.catalogue_path().open("wb") as file:
        catalogues.write_po(file, catalogue)
    assert any("placeholder" in problem for problem in catalogues.problems())


def test_no_text_hides_in_the_braces_of_an_f_string():
    """Babel does not look there: such a text stays English, and no catalogue misses it."""
    hidden = re.compile(r"""\bf(["']).*\{(?:_|gettext|ngettext|pgettext)\(.*\1""")
    files = [path for app in catalogues.SOURCES for path in Path(app).rglob("*.py")]
    lines = [(path, line.strip()) for path in files for line in path.read_text().splitlines()]
    found = [f"{path}: {line}" for path, line in lines if hidden.search(line)]
    assert found == []
    assert hidden.search("""f"{_('what')} is it\"""")
