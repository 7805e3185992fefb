"""Nobody sees what they may not: every kind of person crawls all they can reach, and looks for marked words.

One lesson of each visibility, named and unnamed, each with its own word in every text, in its author's name and in
its organisation's. Whoever may read a lesson must meet its word; nobody else may, on any page, fragment or mail.
"""

import re
from dataclasses import replace

import pytest
from django.core.management import call_command
from django.utils.timezone import now, timedelta

from lessons.exports.formats import FORMATS
from lessons.models import (
    Export,
    Lesson,
    SavedSearch,
    Workshop,
)
from tests.support.files.exports import asked_for, words_of, work
from tests.support.site.leaks import (
    KNOW_WHO,
    LEVELS,
    MAY,
    MOST_WARM,
    PEOPLE,
    READ_WORKSHOPS,
    SAID,
    check,
    check_said,
    client_of,
    crawl,
    mark,
    said,
)
from tests.support.site.leaks import people as people


@pytest.mark.parametrize("who", PEOPLE)
def test_pages_show_a_lesson_to_those_who_may_and_to_nobody_else(people, who):
    pages = list(crawl(people[who]))
    check(who, pages, among=LEVELS)
    check_said(who, pages)
    assert not [
        address for address, page in pages if re.search(r"texto\w+zzq", page) and re.search(r"taller\w+zzq", page)
    ]


@pytest.mark.django_db(transaction=True)  # inside one transaction no page is kept
def test_pages_kept_while_others_read_show_nobody_what_they_may_not_read(people):
    """There and back, so that each person comes after each other one in the same process, and after themselves."""
    for who in (*PEOPLE, *reversed(PEOPLE)):
        pages = list(crawl(people[who], most=MOST_WARM))
        check(who, pages, among=LEVELS)
        check_said(who, pages)


NAMES = re.compile(r"(?:autora|organizacion)[a-z]+zzq")


@pytest.mark.parametrize("who", PEOPLE)
@pytest.mark.parametrize("form", ["csv", "json", "md", "docx"])
def test_a_list_that_is_taken_along_has_what_its_reader_may_read_and_names_nobody(people, who, form):
    client = client_of(people[who])
    pages = [client.get(f"/lecciones.{form}?state={state}") for state in ("published", "draft")]
    text = "".join(words_of(form, page.getvalue()) for page in pages)
    for level in LEVELS:
        for unnamed in (False, True):
            assert (mark("texto", level, unnamed) in text) == MAY[level, who], (level, unnamed)
    assert not NAMES.search(text)


@pytest.mark.parametrize("who", PEOPLE)
def test_a_large_list_that_a_worker_writes_has_what_its_reader_may_read(people, who, monkeypatch):
    if people[who] is None:
        return
    monkeypatch.setitem(FORMATS, "json", replace(FORMATS["json"], at_once=1))
    asked_for(client_of(people[who]))
    work()
    with Export.objects.get().content.open() as content:
        text = content.read().decode()
    for level in set(LEVELS) - {"draft"}:
        for unnamed in (False, True):
            assert (mark("texto", level, unnamed) in text) == MAY[level, who], (level, unnamed)
    assert not NAMES.search(text)


@pytest.mark.parametrize("who", PEOPLE)
def test_what_programs_are_told_is_what_visitors_read_whoever_asks(people, who):
    """Feeds and the sitemap; the data in a lesson's page is for visitors, whose pages are looked through above."""
    client = client_of(people[who])
    shown = {lesson.pk for lesson in Lesson.objects.filter(visibility="public", published_at__isnull=False)}
    for path in ("", "?q=dicho", "?finding=C1", "?region=departamento-08", "?network=propia", "?state=draft"):
        feed = client.get(f"/lecciones.atom{path}").content.decode()
        for level in LEVELS:
            for unnamed in (False, True):
                told = mark("texto", level, unnamed) in feed
                assert told == (level == "public" and path != "?state=draft"), (path, level, unnamed)
        assert not NAMES.search(feed)
        assert not any(said(kind) in feed for kind in SAID)
    addresses = {int(pk) for pk in re.findall(r"/lecciones/(\d+)/<", client.get("/sitemap.xml").content.decode())}
    assert addresses == shown


@pytest.mark.parametrize("who", PEOPLE)
def test_which_workshop_a_lesson_was_made_in_is_told_with_who_wrote_it(people, who):
    """Few were in the room. Not from the lesson, and not from the workshop."""
    client = client_of(people[who])
    workshops = {workshop.title: workshop for workshop in Workshop.objects.select_related("network")}
    for level in LEVELS:
        for unnamed in (False, True):
            workshop = workshops[f"Encuentro {mark('taller', level, unnamed)}"]
            page = client.get(workshop.get_absolute_url()).content.decode()
            may_know = MAY[level, who] and who in READ_WORKSHOPS and (not unnamed or who in KNOW_WHO)
            assert (mark("texto", level, unnamed) in page) == may_know, (level, unnamed)


def test_notes_of_an_unnamed_lesson_lead_to_it_only_who_may_know_its_author(people, cast):
    """Whoever facilitates may choose notes again that are in a draft; a steward may write without knowing who did."""
    lesson = Lesson.objects.get(title__contains=mark("texto", "own_network", unnamed=True))
    Lesson.objects.filter(pk=lesson.pk).update(steward=people["member"])
    note = lesson.notes.get()
    chosen = {"note": str(note.pk), "then": "draft"}
    answers = {
        who: client_of(people[who]).post(note.workshop.get_absolute_url(), chosen) for who in ("member", "admin")
    }
    assert answers["member"].status_code == 422
    assert str(lesson) not in answers["member"].content.decode()
    assert answers["admin"]["Location"] == f"/lecciones/{lesson.pk}/editar/"


def test_a_lesson_without_its_source_has_no_notes(people):
    for who, known in (("member", 0), ("secretariat", 1)):
        [lesson] = Lesson.objects.filter(title__contains=mark("texto", "public", unnamed=True)).shown_to(people[who])
        assert len(lesson.notes.all()) == known


@pytest.mark.parametrize("queries", [[], ["since=2000-01-01", "q=texto", "network=propia"]])
def test_digests_tell_a_lesson_to_those_who_may_and_to_nobody_else(people, mailoutbox, queries):
    """Whether or not saved searches of theirs find it."""
    for user in filter(None, people.values()):
        SavedSearch.objects.bulk_create(SavedSearch(by=user, name=query, query=query) for query in queries)
    call_command("send_digests", at=(now() + timedelta(weeks=1)).isoformat(), verbosity=0)
    told = {message.to[0]: message for message in mailoutbox}
    readers = {who: user for who, user in people.items() if user and user.email in told}
    assert {"third", "other_member", "member", "colleague", "secretariat"} <= readers.keys()
    for who, user in readers.items():
        message = told[user.email]
        mail = [("text", message.body), ("html", message.alternatives[0].content)]
        # One mail tells of all lessons: a name in it would stand for any of them, so each name is its own lesson's.
        check(who, mail, among=[level for level in LEVELS if level != "draft"])
