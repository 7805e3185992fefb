"""A digest tells of lessons that its reader wrote, answers for or spoke of: each once, with all that happened."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import ngettext

from base.lines import one_line
from digests.composition.compose import still_to_notice
from digests.models import Digest
from lessons.models import Lesson, Verification
from lessons.notices.words import notice_sentence, notice_url
from lessons.pages.notice_reasons import notice_reasons
from lessons.pages.notices_that_hold import still_valid, without_mailed
from lessons.review.actions import Queue, review_queue
from lessons.translations.actions import in_language
from lessons.verification.mail import asks_with_links
from networks.mail.letters import absolute_url
from networks.models import User

LONGEST_REASON = 500


@dataclass(frozen=True)
class Line:
    """Describes one thing that happened, with the reason if there is one, and where to act on it."""

    words: str
    reason: str
    url: str


@dataclass(frozen=True)
class About:
    """Describes a lesson and what happened to it; if it is due, `answers` to “still true?” are (words, address)."""

    pk: int
    title: str
    language: str
    url: str
    lines: list[Line] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)


def about_lessons(digest: Digest, language: str) -> list[About]:
    """Return the lessons that are due, then those with which something happened, the newest first."""
    reader = digest.subscription.user
    asked = asks_with_links(reader, digest.period_end)
    notices = without_mailed(still_valid(still_to_notice(digest).shown_to(reader)), reader)
    in_language([*(lesson for lesson, _answers in asked), *(notice.lesson for notice in notices)], language, reader)
    by_lesson = {lesson.pk: _about(lesson, answers) for lesson, answers in asked}
    reasons = notice_reasons(notices, reader)
    for notice in notices:
        line = Line(
            one_line(notice_sentence(notice)), _shortened(reasons.get(notice.pk, "")), absolute_url(notice_url(notice))
        )
        lines = by_lesson.setdefault(notice.lesson_id, _about(notice.lesson, {})).lines
        lines += [] if line in lines else [line]
    return list(by_lesson.values())


def _about(lesson: Lesson, links: dict[str, str]) -> About:
    words = dict(Verification.Outcome.choices)
    answers = [(str(words[name]), url) for name, url in links.items()]
    url = absolute_url(lesson.get_absolute_url())
    return About(lesson.pk, one_line(lesson.title), lesson.language, url, answers=answers)


def _shortened(reason: str) -> str:
    reason = one_line(reason)
    return reason if len(reason) <= LONGEST_REASON else f"{reason[:LONGEST_REASON].rsplit(' ', 1)[0]} …"


def queues_of(reader: User) -> list[tuple[str, str, str]]:
    """Return what waits for review in the networks whose secretariat the reader is in: (words, network, address)."""
    return [
        (_waits(queue), one_line(queue.network.name), absolute_url(reverse("networks:desk", args=[queue.network.slug])))
        for queue in review_queue(reader)
    ]


def _waits(queue: Queue) -> str:
    if queue.days > 1:
        words = ngettext(
            "%(count)s lesson has been waiting for your review for %(days)s days",
            "%(count)s lessons have been waiting for your review, the oldest for %(days)s days",
            queue.count,
        )
    elif queue.days:
        words = ngettext(
            "%(count)s lesson has been waiting for your review since yesterday",
            "%(count)s lessons have been waiting for your review, the oldest since yesterday",
            queue.count,
        )
    else:
        words = ngettext(
            "%(count)s lesson has been waiting for your review since today",
            "%(count)s lessons have been waiting for your review since today",
            queue.count,
        )
    return words % {"count": queue.count, "days": queue.days}
