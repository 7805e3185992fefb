"""Which lessons say what is asked: they themselves, a translation, or a document of theirs."""

from typing import Any

from django.db.models import QuerySet

from lessons.files.models import Attachment
from lessons.record.models.audience import everyone
from lessons.search.words.asked import Asked
from lessons.translations.models import Translation
from networks.record.permissions import Visitor
from networks.record.prepared import PreparedSQL

MOST_DOCUMENTS = 5_000
# Who finds as many by the words as they were typed needs no other words; and each phrase among these is looked for in
# all texts that have its words.
MANY = 100

# It begins as what reads alone, for pghistory: that tells PostgreSQL before all else who writes.
_SAYING = """SELECT * FROM (WITH typed AS MATERIALIZED (
    SELECT each.id FROM memoria_asks_lessons(%s) AS asked CROSS JOIN LATERAL (
        SELECT memoria_lessons_asked(asked) AS id UNION {others}
    ) AS each
), other_words AS MATERIALIZED (
    SELECT CASE WHEN terms <> '{{}}' AND (SELECT count(*) FROM typed) < {many} THEN memoria_asks_for(words, terms) END
        AS asked FROM (SELECT %s::text AS words, %s::text[] AS terms) AS given
), meant AS (
    SELECT each.id FROM other_words CROSS JOIN LATERAL (
        SELECT memoria_lessons_asked(asked) AS id UNION {others}
    ) AS each WHERE asked IS NOT NULL
) SELECT ARRAY(SELECT id FROM typed UNION SELECT id FROM meant)::text, (SELECT count(*) FROM typed) >= {many}
) AS saying"""


def keys_saying(asked: Asked, reader: Visitor) -> tuple[str, bool]:
    """Return the keys of all lessons that say what is asked, and whether so many say the words as they were typed.

    Then synonyms were not looked for. The keys are an array as PostgreSQL writes it, to be asked for with `pk__any`: of
    thousands, Python makes no numbers. Whether the reader may read the lesson is not asked here, only whether what
    says it is the reader's. Asked before all else, and once: so PostgreSQL goes by its indexes, and knows how many
    they are when it plans what comes next.
    """
    ((keys, are_many),) = _saying(reader, words=asked.words, again=asked.words, terms=asked.websearch)
    return str(keys), bool(are_many)


def others_saying(reader: Visitor) -> tuple[str, tuple[Any, ...]]:
    """Return SQL of the lessons of which a translation or document says `asked`, a column, and `reader` may read it."""
    translated: QuerySet[Any] = Translation.objects.shown().said_to(reader).order_by()
    documents: QuerySet[Any] = Attachment.objects.there().said_to(reader).order_by("-pk")
    translated = translated.extra(where=["lessons_translation.search @@ asked"])
    documents = documents.extra(where=["lessons_attachment.search @@ asked"])
    return translated.values("lesson").union(documents.values("lesson")[:MOST_DOCUMENTS]).query.sql_with_params()


def _ask_saying(reader: Visitor, words: str, again: str, terms: list[str]) -> tuple[str, list[Any]]:
    others, parameters = others_saying(reader)
    return _SAYING.format(others=others, many=MANY), [words, *parameters, again, terms, *parameters]


_saying = PreparedSQL(_ask_saying, everyone)
