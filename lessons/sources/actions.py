"""The web addresses among the sources of published lessons are asked once a month whether they still answer."""

import time
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.timezone import now

from base.fetching import Answer, ask
from lessons.notices.actions import notify
from lessons.notices.models import Notice
from lessons.record.models import Lesson
from lessons.sources.models import LONGEST, SourceLink
from lessons.texts.sources import web_addresses

BATCH = 20  # at worst 20 seconds each: within the time a task may take
PAUSE = 1.0  # seconds between two addresses of one host


def addresses_in(sources: str) -> set[str]:
    return {url for _begin, _end, url in web_addresses(sources) if len(url) <= LONGEST}


def dead_since(lesson: Lesson) -> dict[str, datetime]:
    """Map those of its sources that no longer answer to when they stopped. Without an address there is no query."""
    if not addresses_in(lesson.sources):
        return {}
    dead = SourceLink.objects.dead().filter(lesson=lesson).values_list("url", "failing_since")
    return {url: since for url, since in dead if since}


def gather() -> int:
    """Note which addresses the published lessons cite now, and forget those that they no longer do. Return how many."""
    cited = Lesson.objects.published().filter(sources__icontains="http").values_list("pk", "sources")
    wanted = {(pk, url) for pk, sources in cited.iterator() for url in addresses_in(sources)}
    links = {(pk, url): link for link, pk, url in SourceLink.objects.values_list("pk", "lesson", "url").iterator()}
    SourceLink.objects.filter(pk__in=[link for place, link in links.items() if place not in wanted]).delete()
    new = [SourceLink(lesson_id=pk, url=url) for pk, url in sorted(wanted - links.keys())]
    SourceLink.objects.bulk_create(new, ignore_conflicts=True, batch_size=500)
    return len(wanted)


def check_some(*, pause: float = PAUSE, anywhere: bool = False) -> int:
    """Ask some of the addresses that are due, one after the other. Return how many; 0 when none is left."""
    claimed_at = now()
    urls = _claim(claimed_at)
    answers = {}
    host = None
    for url in sorted(urls, key=_host):
        if host == _host(url):
            time.sleep(pause)
        host = _host(url)
        answers[url] = ask(url, anywhere=anywhere)
    _record(answers, claimed_at)
    return len(urls)


def _host(url: str) -> str:
    return urlsplit(url).netloc.lower()


@transaction.atomic
def _claim(claimed_at: datetime) -> list[str]:
    """Return each due address once, in however many lessons it is cited. What another worker asks is passed over.

    `claim` takes one row; here an address is claimed in all rows that have it, and several at once.
    """
    due = SourceLink.objects.due().order_by("pk").select_for_update(skip_locked=True)
    urls = list(dict.fromkeys(due.values_list("url", flat=True)[: BATCH * 2]))[:BATCH]
    SourceLink.objects.due().filter(url__in=urls).update(claimed_at=claimed_at)
    return urls


def _record(answers: dict[str, Answer], claimed_at: datetime) -> None:
    """Keep the answers. If nobody at all answered, our own line is down: then nothing is kept of any failure.

    Those addresses stay due when the lease is over.
    """
    line_works = any(answer.status for answer in answers.values())
    for url, answer in answers.items():
        held = SourceLink.objects.filter(url=url, claimed_at=claimed_at)
        if answer.ok or not answer.asked:
            answered = {"failures": 0, "failing_since": None, "told_at": None}
            held.update(ok=answer.ok or None, status=answer.status, last_checked_at=now(), claimed_at=None, **answered)
        elif answer.status or line_works:
            since = Case(When(failing_since=None, then=Value(now())), default=F("failing_since"))
            failed = {"failures": F("failures") + 1, "failing_since": since}
            held.update(ok=False, status=answer.status, last_checked_at=now(), claimed_at=None, **failed)


def tell_of_the_dead() -> int:
    """Pass on, once, which addresses of each lesson have died. Return how many."""
    died = SourceLink.objects.dead().filter(told_at=None).select_related("lesson").order_by("lesson", "pk")
    by_lesson = defaultdict(list)
    for link in died:
        by_lesson[link.lesson].append(link)
    for lesson, links in by_lesson.items():
        tell_of_dead_links(lesson, links)
    return len(died)


def tell_of_dead_links(lesson: Lesson, links: Iterable[SourceLink]) -> None:
    """Tell the steward. The lesson's page marks the links, and offers its writers to add the document itself."""
    for link in links:
        since = f"{link.failing_since:%Y-%m-%d}" if link.failing_since else ""
        notify(Notice.Kind.DEAD_LINK, [lesson.steward], lesson=lesson, about=f"link:{link.pk}:{since}", subject=link.pk)
    SourceLink.objects.filter(pk__in=[link.pk for link in links]).update(told_at=now())
