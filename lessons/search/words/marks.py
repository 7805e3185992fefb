"""What was asked for is marked in what a list shows, so that a reader sees why a lesson is there.

The text is the lesson's own, accents and all. A word is marked if it is of one family with a word that was asked for:
its endings are cut off, more roughly than PostgreSQL does, which is not asked again for twenty texts.
"""

import re
from collections.abc import Collection
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from base.words import folded
from lessons.record.models import TEXT_FIELDS, Lesson
from lessons.search.words.asked import Asked, is_telling

# Tags and entities are no words of the text.
_PIECES = re.compile(r"(<[^>]*>|&[#\w]+;)")
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = re.compile(
    r"(?:ciones|siones|cion|sion|mente|ments?|[aei]ndo|[aei]d[oa]s?|ings?|ies|[aei]r(?:on|an|a)?|ores|oras?|[aeo]?s|[aeoy])$"
)
LONGEST = 220  # signs of a sentence that says why


class Marks:
    """Marks the words that were asked for, and those looked for in their place."""

    def __init__(self, asked: Asked) -> None:
        typed = [term.words for term in asked.terms]
        words = [word for words in (*typed, *asked.also) for word in _WORD.findall(words)]
        self.families = frozenset(_family(word) for word in words if is_telling(word))

    def says(self, word: str) -> bool:
        return _family(word) in self.families

    def many_in(self, text: str) -> int:
        """Count the different words asked for that the text says."""
        return len({_family(word) for word in _WORD.findall(text)} & self.families)

    def in_card(self, html: str) -> SafeString:
        """Mark the words in title and excerpt of a card, and not in what is told of it below."""
        words, line, told = html.partition('<p class="meta"')
        return SafeString(self.in_html(words) + line + told)

    def in_html(self, html: str) -> SafeString:
        """Mark the words in HTML that is safe already."""
        pieces = _PIECES.split(html)
        pieces[::2] = [_WORD.sub(self._marked, piece) for piece in pieces[::2]]
        return mark_safe("".join(pieces))  # noqa: S308 -- it was safe, and words have no sign that means anything

    def _marked(self, word: re.Match[str]) -> str:
        return f"<mark>{word[0]}</mark>" if self.says(word[0]) else word[0]


def sentences_for(keys: Collection[int], marks: Marks) -> dict[int, tuple[SafeString, str]]:
    """Map the key of each of these lessons, whose cards show none of the words, to the sentence that says most of them.

    Its language stands beside it: it is the lesson's own, whatever the card is translated into.
    """
    found = {}
    rows = Lesson.objects.filter(pk__in=keys).values_list("pk", "language", *TEXT_FIELDS, "sources") if keys else ()
    for pk, language, *texts in rows:
        sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?…;:])\s+|\n+", text)]
        best = max(sentences, key=marks.many_in, default="")
        if marks.many_in(best):
            found[pk] = marks.in_html(escape(_cut(best, marks))), language
    return found


def _cut(sentence: str, marks: Marks) -> str:
    """Return the sentence, or of a long one what is around the first word that was asked for."""
    if len(sentence) <= LONGEST:
        return sentence
    first = next(word.start() for word in _WORD.finditer(sentence) if marks.says(word[0]))
    start = 0
    if first > LONGEST // 2:
        start = sentence.find(" ", first - LONGEST // 3, first) + 1 or first
    end = len(sentence)
    if end > start + LONGEST:
        end = sentence.rfind(" ", first, start + LONGEST)
        end = end if end > first else start + LONGEST
    return ("…" if start else "") + sentence[start:end] + ("…" if end < len(sentence) else "")


@lru_cache(maxsize=20_000)
def _family(word: str) -> str:
    plain = folded(word)
    if plain.isdigit() or len(plain) < 4:
        return plain
    shorter = _ENDINGS.sub("", plain)
    return shorter if len(shorter) > 2 else plain
