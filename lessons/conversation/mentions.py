"""A mention in a comment is typed `@Rosa Quispe`, and kept as `@[7]`."""

import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from base.alphabet import Alphabetical
from lessons.record.audience import readers_of
from lessons.record.models import Lesson
from networks.models import Membership, User
from networks.people.queries import people_seen_by

# An `@` within a word belongs to an address, and starts no mention.
AT = re.compile(r"(?<![\w.+-])@(?=[^\W\d_])")
WORD = re.compile(r"[^\W\d_](?:[\w'’.-]*\w)?")
GAP = re.compile(r"[ \t]+")
KEPT = re.compile(r"@\[(\d+)\]")
MOST_WORDS, MOST_NAMED, MOST_MENTIONS = 6, 8, 10


def people_to_mention(writer: User, lesson: Lesson) -> QuerySet[User]:
    """Return people of any network who may read the lesson, and whom the writer sees anyway: mentions reveal nobody.

    Those named on the lesson, and those who comment on it, are seen too. On an unnamed lesson that only one
    organisation reads, these alone can be mentioned: a longer list would tell which organisation it is. `lesson` must
    be as it is stored, with its source.
    """
    seen = Q(pk__in=lesson.comments.standing().said_to(writer).values("by"))
    if not (lesson.is_unnamed and lesson.visibility == Lesson.Visibility.OWN_ORGANISATION):
        seen |= Q(pk__in=people_seen_by(writer).values("pk"))
    if not lesson.is_unnamed:
        seen |= Q(pk__in=[pk for pk in (lesson.author_id, lesson.steward_id) if pk])
    takes_part = Exists(Membership.objects.filter(user=OuterRef("pk")))
    readers = readers_of(lesson, lesson.shared_with.all()).filter(seen, takes_part)
    return readers.exclude(pk=writer.pk).order_by(Alphabetical("name"), "pk")


def keep_mentions(text: str, writer: User, lesson: Lesson) -> tuple[str, list[int]]:
    """Return the text as it is kept, and the keys of the people whom it mentions.

    Raises ValidationError where an `@` names nobody, or several: it says who it could be.
    """
    if not AT.search(text):
        return text, []
    people = [(pk, _folded(name).split()) for pk, name in people_to_mention(writer, lesson).values_list("pk", "name")]
    pieces: list[str] = []
    named: list[int] = []
    wrong: list[str] = []
    done = 0
    for at in AT.finditer(text):
        if at.start() < done:
            continue
        found, end = _who(text, at.end(), people)
        if len(found) == 1:
            pieces += [text[done : at.start()], f"@[{found[0]}]"]
            named, done = [*named, found[0]], end
        else:
            wrong.append(_refusal(text[at.end() : end], found))
    if len({*named}) > MOST_MENTIONS:
        wrong.append(_("Mention at most %(most)s people in one comment.") % {"most": MOST_MENTIONS})
    if wrong:
        raise ValidationError(wrong)
    return "".join([*pieces, text[done:]]), sorted({*named})


def _who(text: str, start: int, people: list[tuple[int, list[str]]]) -> tuple[list[int], int]:
    """Return those whose name begins with as many as possible of the words that follow, and where these words end.

    People whose whole name it is go before those whose name only begins so.
    """
    typed, ends = _words(text, start)
    for many in range(len(typed), 0, -1):
        begins = [(pk, name) for pk, name in people if name[:many] == typed[:many]]
        if begins:
            whole = [pk for pk, name in begins if len(name) == many]
            return whole or [pk for pk, _name in begins], ends[many - 1]
    return [], ends[0]


def _words(text: str, start: int) -> tuple[list[str], list[int]]:
    """Return the words on one line that could make a name, folded, and where each ends."""
    words: list[str] = []
    ends: list[int] = []
    place = start
    while (word := WORD.match(text, place)) and len(words) < MOST_WORDS:
        words.append(_folded(word[0]))
        ends.append(word.end())
        gap = GAP.match(text, word.end())
        place = gap.end() if gap else len(text)
    return words, ends


def _refusal(typed: str, found: list[int]) -> str:
    if not found:
        return _("There is nobody called “%(name)s” whom you can mention here. Correct the name, or remove the @.") % {
            "name": typed
        }
    names = (
        User.objects.filter(pk__in=found)
        .order_by(Alphabetical("name"), "pk")
        .values_list("name", flat=True)[:MOST_NAMED]
    )
    return _("“%(name)s” could be: %(names)s. Write the full name, or remove the @.") % {
        "name": typed,
        "names": "; ".join(names),
    }


def with_names(text: str, people: Iterable[User]) -> str:
    """Return the text with the current names of `people`. An `@[7]` of nobody among them was typed like that."""
    names = {person.pk: str(person) for person in people}
    return KEPT.sub(lambda kept: f"@{names[int(kept[1])]}" if int(kept[1]) in names else kept[0], text)


def _folded(text: str) -> str:
    """Return the text without accents and case."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
