"""A search by words that finds nothing is noted when its page is made, without saying who searched.

docs/adr/0038 has the reasons.
"""

import re
from collections.abc import Sized
from datetime import date
from unicodedata import normalize

import structlog
from django.db import Error, connection, transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils.crypto import salted_hmac

from base.rate_limits import Limit, client_ip
from base.words import folded
from lessons.search.filters import LessonFilter
from lessons.unanswered.models import (
    LEAST_LETTERS,
    LEAST_PEOPLE,
    LONGEST_WORDS,
    SearcherMark,
    UnansweredSearch,
    this_week,
)
from networks.models import User
from networks.record.http import VisitorRequest

log = structlog.get_logger(__name__)

# Nobody looks for so many things that are not there; a program would fill the table.
NOTED = Limit("searches in vain", most=20, seconds=60 * 60)
MOST_OF_A_WEEK = 2_000
# In the address of a search that is done again from where it is shown: that is nobody's need.
AGAIN = "again"
# Addresses of mail and of pages; and six digits, whatever stands between them: of telephones and documents.
LOOKS_PERSONAL = re.compile(r"@|\w\.[a-z]{2}|//|(?:\d[\W_]*){6}")
_NOTE = f"""
    WITH search AS (
        INSERT INTO "lessons_unansweredsearch" AS s (words, week, people) SELECT %(words)s, %(week)s, 0
            WHERE EXISTS (SELECT FROM lessons_unansweredsearch WHERE week = %(week)s AND words = %(words)s)
                OR (SELECT count(*) FROM lessons_unansweredsearch WHERE week = %(week)s) < {MOST_OF_A_WEEK}
        ON CONFLICT (week, words) DO UPDATE SET people = s.people WHERE s.people < {LEAST_PEOPLE}
        RETURNING id)
    INSERT INTO "lessons_searchermark" (search_id, mark) SELECT id, %(mark)s FROM search
    ON CONFLICT DO NOTHING RETURNING search_id
"""  # noqa: S608 -- our own numbers


def note_if_unanswered(request: VisitorRequest, chosen: LessonFilter, shown: Sized) -> None:
    """Note the words that were searched if they found nothing, and nothing is shown instead. It never raises.

    A page that is kept for visitors is made once for several of them, so that some are not counted: better too few.
    """
    words = _words_in_vain(request, chosen, shown)
    if not words:
        return
    who = f"user {request.user.pk}" if isinstance(request.user, User) else f"address {client_ip(request)}"
    if not NOTED.has_room(who):
        return
    try:
        with transaction.atomic():
            _note(words, this_week(), who)
    except Error as error:  # whoever searches is not to suffer from it
        log.warning("search in vain not noted", error=type(error).__name__)


def _words_in_vain(request: VisitorRequest, chosen: LessonFilter, shown: Sized) -> str:
    """Return the words; empty if they found something, or something else than they narrows the list."""
    if request.method != "GET" or AGAIN in request.GET or not chosen.is_valid() or chosen.total or shown:
        return ""
    if chosen.is_narrowed or request.GET.get("literal") or chosen.is_late:
        return ""
    return kept_words(request.GET.get("q", ""))


def kept_words(typed: str) -> str:
    """Return the words as they are kept; empty if they are too few or too many, or look like somebody's data."""
    plain = folded(normalize("NFKC", typed))
    words = " ".join(re.findall(r"[^\W_]+", plain))
    is_kept = LEAST_LETTERS <= len(words) <= LONGEST_WORDS and any(map(str.isalpha, words))
    return words if is_kept and not LOOKS_PERSONAL.search(plain) else ""


def _note(words: str, week: date, who: str) -> None:
    mark = salted_hmac("lessons.unanswered", f"{week} {words} {who}", algorithm="sha256").hexdigest()[:32]
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, {"words": words, "week": week, "mark": mark})
        is_new = cursor.fetchone()
    if is_new:
        # Counted, and not one more: after a restore, which brings no marks, nobody counts twice.
        marks = SearcherMark.objects.filter(search=OuterRef("pk")).values("search").annotate(many=Count("pk"))
        UnansweredSearch.objects.filter(pk=is_new[0]).update(people=Subquery(marks.values("many")))


@transaction.atomic
def forget() -> None:
    """Delete the marks that nothing needs any more, and searches that are not shown (again)."""
    SearcherMark.objects.needless().delete()
    UnansweredSearch.objects.over().delete()
