"""The number of queries of each page is pinned, and does not grow with rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from base.reading.kept_lists import KeptLists
from digests.models import KeptMail
from lessons.models import Attachment, Finding, Lesson, LessonFinding, Photo, SynonymGroup
from networks.models import (
    Affiliation,
    AffiliationRequest,
    NaturalRegion,
    Network,
    Organisation,
    PublishedFact,
    PublishedMember,
    Region,
    RelationRequest,
    Sector,
    User,
)
from tests.support.cast import Cast
from tests.support.factories import (
    ApplicationFactory,
    CommentFactory,
    CorroborationFactory,
    FindingFactory,
    InvitationFactory,
    JoinRequestFactory,
    LessonFactory,
    MembershipFactory,
    NetworkFactory,
    OrganisationFactory,
    RegionFactory,
    TranslationFactory,
)
from tests.support.lessons import typed

# Page → queries as a visitor, and as a member: session, person, rights, and what the header counts make four more.
PINNED = {
    "home": (3, 7),
    "list": (3, 7),
    "found": (1, 5),
    "search": (4, 8),
    "drafts": (1, 7),
    "lesson": (3, 7),
    "new": (0, 7),
    "edit": (0, 8),
    "photo_edit": (0, 5),
    "photo": (2, 5),
    "findings": (1, 5),
    "finding": (6, 10),
    "matrix": (1, 5),
    "networks": (4, 8),
    "network": (10, 16),
    "organisations": (0, 10),
    "organisation": (0, 11),
    "profile": (0, 6),
    "digest": (0, 8),
    "mine": (0, 7),
    "take_part": (2, 9),
    "first_steps": (0, 8),
    "table": (2, 5),
}


def fill(cast: Cast, rows: int) -> dict[str, str]:
    """`rows` of all there is; the pages of a lesson with as many departments and findings as there are."""
    finding, *others = [FindingFactory(number=number) for number in range(1, min(rows, 99) + 1)]
    NetworkFactory.create_batch(rows)
    for number in range(rows):
        lesson = LessonFactory(
            title=f"Autoridades {number}",
            network=cast.network,
            author=cast.user("member"),
            visibility="public",
            published=True,
        )
        lesson.regions.add(RegionFactory(code=f"{number % 25 + 1:02d}"))
        lesson.stances.create(finding=finding)
        MembershipFactory(network=cast.network)
        MembershipFactory(user=cast.user("member"))
    lesson.stances.bulk_create([LessonFinding(lesson=lesson, finding=other) for other in others])
    lesson.regions.set(Region.objects.all())
    for voice in (CorroborationFactory, ApplicationFactory):
        voice.create_batch(rows, lesson=lesson, network=cast.network, organisation=OrganisationFactory())
    organisation = OrganisationFactory()
    belongs = [
        Affiliation(network=network, organisation=each)
        for network, each in zip(Network.objects.all(), OrganisationFactory.create_batch(rows - 1), strict=False)
    ]
    Affiliation.objects.bulk_create([*belongs, Affiliation(network=cast.network, organisation=organisation)])
    Lesson.objects.update(organisation=organisation)
    Photo.objects.create(lesson=lesson, alt="Una", small=b"s", large=b"l", width=1, height=1)
    TranslationFactory(lesson=lesson)
    CommentFactory.create_batch(rows, lesson=lesson)
    of_file = {"file_name": "a.pdf", "kind": "pdf", "content": "y", "size": 1, "added_by": cast.user("member")}
    Attachment.objects.bulk_create(
        Attachment(lesson=lesson, sha256=f"{each:064}", title="Acta", **of_file) for each in range(rows)
    )
    LessonFactory.create_batch(rows, network=cast.network, author=cast.user("member"))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as in a database that has been running
    for table in (
        Finding,
        NaturalRegion,
        Network,
        PublishedFact,
        PublishedMember,
        Region,
        Sector,
        SynonymGroup,
    ):  # as in a process that has
        KeptLists().of(table)
    return {
        "home": reverse("home"),
        "list": reverse("lessons:lessons"),
        "found": reverse("lessons:found"),
        "search": reverse("lessons:lessons", query={"q": "autoridad"}),
        "drafts": reverse("lessons:lessons", query={"state": "draft"}),
        "lesson": reverse("lessons:lesson", args=[lesson.pk]),
        "new": reverse("lessons:new"),
        "edit": reverse("lessons:edit", args=[lesson.pk]),
        "photo_edit": reverse("lessons:photo_edit", args=[lesson.pk]),
        "photo": reverse("lessons:photo", args=[lesson.pk, "small"]),
        "findings": reverse("lessons:findings"),
        "finding": reverse("lessons:finding", args=["C1"]),
        "matrix": reverse("lessons:matrix"),
        "networks": reverse("networks:networks"),
        "network": reverse("networks:network", args=[cast.network.slug]),
        "organisations": reverse("networks:organisations"),
        "organisation": reverse("networks:organisation", args=[organisation.slug]),
        "profile": reverse("networks:profile"),
        "digest": reverse("digests:preferences"),
        "mine": reverse("lessons:mine"),
        "take_part": reverse("networks:take_part"),
        "first_steps": reverse("networks:first_steps"),
        "table": reverse("lessons:table", args=["xlsx"]),
    }


def count(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code in {200, 302}
    return len(queries)


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_pages_are_those_pinned(cast: Cast, rows: int):
    pages = fill(cast, rows)
    visitor, member = cast.client("anonymous"), cast.client("member")
    # Of so many lessons none hangs alone on the quipu, so none is read for it.
    pinned = PINNED | ({"home": (2, 6)} if rows > 10 else {})
    assert {name: (count(visitor, page), count(member, page)) for name, page in pages.items()} == pinned


def count_sent(client: Client, address: str, sent: dict[str, Any], status: int = 302) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.post(address, sent).status_code == status
    return len(queries)


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_a_lesson_that_is_sent_are_those_pinned(cast: Cast, rows: int):
    """Session, person, was it sent before, their roles; a transaction (2), in it the person locked and their drafts
    counted, and the lesson. What is chosen beside it costs one for each kind."""
    new, autosave = fill(cast, rows)["new"], reverse("lessons:autosave")
    member, secretariat = cast.client("member"), cast.client("secretariat")
    chosen = {
        "regions": [region.pk for region in Region.objects.all()[:3]],
        "supports": [finding.pk for finding in Finding.objects.all()[:2]],
    }
    assert count_sent(member, new, typed(cast)) == 9
    assert count_sent(member, new, typed(cast, **chosen)) == 11
    # Of a draft: may they still, the lesson locked, what stands beside it, and the change in place of counting.
    draft = typed(cast, **chosen)
    assert count_sent(member, autosave, draft, 200) == 12
    assert count_sent(member, autosave, draft | {"insight": "Otra idea."}, 200) == 10
    # Lock, state, and the savepoint of publishing.
    assert count_sent(secretariat, new, typed(cast, then="publish")) == 14
    assert count_sent(member, new, draft | {"insight": "Otra idea.", "then": "hand_in"}) == 18


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_a_networks_people_are_those_pinned(cast: Cast, rows: int):
    fill(cast, rows)
    people = reverse("lessons:people", args=[cast.network.slug])
    # Session, person, what the header offers; the network, may they run it, how many there are, and those shown.
    assert count(cast.client("secretariat"), people) == 7


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_a_secretariats_desk_are_those_pinned(cast: Cast, rows: int):
    fill(cast, rows)
    InvitationFactory.create_batch(rows, network=cast.network)
    JoinRequestFactory.create_batch(rows, network=cast.network)
    ask_from_elsewhere(cast, rows)
    User.objects.update(joined_at=now() - timedelta(days=100))
    desk = reverse("networks:desk", args=[cast.network.slug])
    # As above; then its first steps, what came from suspended accounts, what is in review, objections, drafts,
    # requests, their organisations, invitations, reported comments, lessons to look at again, quiet people, what other
    # networks ask of organisations and propose.
    secretariat, without_lessons = cast.client("secretariat"), Organisation.objects.filter(lessons=None)[0]
    assert count(secretariat, desk) == 19
    for page, queries in (("networks:relations", 8), ("networks:affiliations", 9), ("networks:organisation", 11)):
        slug = without_lessons.slug if page == "networks:organisation" else cast.network.slug
        assert count(secretariat, reverse(page, args=[slug])) == queries


def ask_from_elsewhere(cast: Cast, rows: int) -> None:
    """Each of as many networks asks for one organisation of ours, and proposes a relation; we ask for one of theirs."""
    organisation, by = Organisation.objects.order_by("name").first(), cast.user("secretariat")
    Affiliation.objects.get_or_create(network=cast.network, organisation=organisation, ended_on=None)
    networks, free = NetworkFactory.create_batch(rows), OrganisationFactory.create_batch(rows)
    AffiliationRequest.objects.bulk_create(
        [AffiliationRequest(network=each, organisation=organisation, asked_by=by) for each in networks]
        + [AffiliationRequest(network=cast.network, organisation=each, asked_by=by) for each in free]
    )
    RelationRequest.objects.bulk_create(
        RelationRequest(network=each, first=each, second=cast.network, kind="alliance", asked_by=by)
        for each in networks
    )


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_kept_mail_are_those_pinned(cast: Cast, rows: int, settings: Any):
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
    mails = [KeptMail(to="a@ejemplo.example", subject=f"Boletín {number}", text="Hola") for number in range(rows)]
    last = KeptMail.objects.bulk_create(mails)[-1]
    admin = cast.client("admin")
    # Session, person, what the header offers; then the mail, and for the list how many there are.
    assert count(admin, reverse("digests:kept_mail")) == 5
    assert count(admin, reverse("digests:kept_mail_detail", args=[last.pk])) == 4


DESK = {"desk": 21, "desk_people": 7, "desk_sign_ins": 5, "desk_tasks": 10, "desk_storage": 7}


@pytest.mark.parametrize("rows", [10, 100])
def test_queries_of_the_admins_desk_are_those_pinned(cast: Cast, rows: int):
    fill(cast, rows)
    admin = cast.client("admin")
    assert {name: count(admin, reverse(name)) for name in DESK} == DESK
    # The list, and for each model on the page its rows, those before them, and what they refer to.
    assert count(admin, reverse("desk_audit")) <= 25
