"""A lesson that an admin takes down: who still meets it anywhere, who is told, and that all of it comes back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import localdate, now

from lessons.collections.queries import entries_of, lessons_wholly
from lessons.models import (
    TEXT_FIELDS,
    Application,
    Attachment,
    Consideration,
    Lesson,
    LessonFinding,
    LessonMention,
    LessonRelation,
    Notice,
    Photo,
    Printout,
    ReviewNote,
)
from lessons.moderation.takedown import put_back, take_down
from lessons.record.audience import readers_of
from lessons.verification import actions as verification_actions
from lessons.verification import mail as verification_mail
from lessons.writing import actions as writing_actions
from networks.models import User
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    CorroborationFactory,
    FindingFactory,
    LessonFactory,
    RegionFactory,
    TranslationFactory,
)

WORD = "palabrazzq"
STILL_READ = {"member", "admin"}  # its author, and who can put it back
# Everywhere a lesson that all may read can be met, without its own pages; each by its words or its number.
PLACES = [
    "/",
    "/lecciones/",
    f"/lecciones/?q={WORD}",
    "/lecciones/?q=adjuntozzq",
    "/lecciones/?q=traduccionzzq",
    "/lecciones/?region=departamento-08",
    "/lecciones/?finding=C1",
    "/hallazgos/C1/",
    "/hallazgos/C1/usos/",
    "/redes/propia/",
    "/redes/propia/intercambio/",
    "/redes/propia/intercambio.csv",
    "/redes/propia/historia/",
    "/redes/propia/secretaria/",
    "/redes/propia/entrega/",
    "/departamentos/",
    "/matriz/",
    "/avisos/",
    "/consideradas/",
    "/consideradas.txt",
    "/cuenta/mis-datos/",
    "/cuenta/mis-datos.json",
]


def of(lesson: Lesson) -> Lesson:
    return Lesson.objects.get(pk=lesson.pk)


@pytest.fixture
def lesson(cast: Cast) -> Lesson:
    """Public, written by the member, answered for by nobody else, and with all that can hang on a lesson."""
    finding, region = FindingFactory(number=1), RegionFactory(code="08")
    for who in EVERYBODY[1:]:
        cast.user(who)
    lesson: Lesson = LessonFactory(
        **dict.fromkeys(TEXT_FIELDS, f"Dicho {WORD}"),
        network=cast.network,
        author=cast.user("member"),
        visibility="public",
        published=True,
    )
    lesson.regions.add(region)
    LessonFinding.objects.create(lesson=lesson, finding=finding)
    TranslationFactory(lesson=lesson, by=cast.user("other_member"), **dict.fromkeys(TEXT_FIELDS, "traduccionzzq"))
    kept = {"file_name": "a.pdf", "kind": "pdf", "content": "y", "size": 1, "text": "adjuntozzq", "read_at": now()}
    Attachment.objects.create(lesson=lesson, added_by=cast.user("member"), title="Acta", **kept)
    Photo.objects.create(lesson=lesson, alt="Foto", small=b"s", large=b"l", width=1, height=1)
    spoken = {"lesson": lesson, "by": cast.user("other_member"), "network": cast.other_network}
    CorroborationFactory(**spoken), ApplicationFactory(**spoken, result="too_early", ask_on=localdate())
    CommentFactory(lesson=lesson, by=cast.user("other_member"))
    for who in ("secretariat", "other_member", "observer"):
        Consideration.objects.create(user=cast.user(who), lesson=lesson, for_what="Un plan")
        Notice.objects.create(to=cast.user(who), kind="commented", lesson=lesson, about=f"comment:{who}", subject=1)
    naming = LessonFactory(network=cast.network, visibility="public", published=True, what_happened=f"#{lesson.pk}")
    LessonMention.objects.get_or_create(lesson=naming, mentioned=lesson)
    return lesson


@pytest.fixture
def collection(cast: Cast, lesson: Lesson) -> Any:
    return CollectionFactory(by=cast.user("other_member"), visibility="public", holding=[lesson], share_token="zzq")


def own_pages(lesson: Lesson) -> list[str]:
    names = ("lesson", "versions", "files", "conversation", "cite", "relations", "still_true")
    return [reverse(f"lessons:{name}", args=[lesson.pk]) for name in names]


def met(cast: Cast, who: str, addresses: list[str]) -> list[str]:
    client = cast.client(who)
    pages = {address: client.get(address) for address in addresses}
    read = {address: page.getvalue().decode() for address, page in pages.items() if page.status_code == 200}
    typed = re.compile(rf"q(=|%3D){WORD}|\"{WORD}\"|«{WORD}»")  # in addresses, in the field, and that it was not found
    return [address for address, text in read.items() if WORD in typed.sub("", text)]


class TestNobodyElseMeetsIt:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_on_any_page(self, cast: Cast, lesson: Lesson, collection: Any, who: str):
        everywhere = [*PLACES, collection.get_absolute_url(), "/colecciones/enlace/zzq/", *own_pages(lesson)]
        assert met(cast, who, everywhere), "before, all do"
        take_down(lesson, by=cast.user("admin"), reason="Nombra a una persona.")
        assert bool(met(cast, who, everywhere)) is (who in STILL_READ)

    @pytest.mark.parametrize("who", ["member", "admin"])
    def test_no_one_meets_it_in_lists_and_collections(self, cast: Cast, lesson: Lesson, collection: Any, who: str):
        take_down(lesson, by=cast.user("admin"), reason="x")
        shared = ["/", "/lecciones/", f"/lecciones/?q={WORD}", "/redes/propia/", "/redes/propia/intercambio.csv"]
        assert met(cast, who, [*shared, collection.get_absolute_url(), "/hallazgos/C1/"]) == []
        assert [entry.lesson for entry in entries_of(collection, cast.user(who))] == [None]
        assert list(lessons_wholly(collection, cast.user(who))) == []

    @pytest.mark.parametrize("who", ["member", "admin"])
    def test_no_one_meets_it_among_ended_lessons_or_beside_another(self, cast: Cast, lesson: Lesson, who: str):
        other: Lesson = LessonFactory(network=cast.network, author=cast.user("member"), published=True)
        LessonRelation.objects.create(from_lesson=lesson, to_lesson=other, kind="related", by=cast.user("member"))
        verification_actions.archive(lesson, by=cast.user("member"), reason="Ya no")
        lists = ["/lecciones/?state=archived", other.get_absolute_url()]
        assert met(cast, who, lists) == lists, "before, they do"
        take_down(of(lesson), by=cast.user("admin"), reason="x")
        assert met(cast, who, lists) == []

    @pytest.mark.parametrize("who", ["anonymous", "other_member", "observer", "secretariat"])
    def test_by_the_address_of_what_hangs_on_it(self, cast: Cast, lesson: Lesson, who: str):
        file = lesson.attachments.get()
        addresses = [*own_pages(lesson), reverse("lessons:file", args=[lesson.pk, file.key])]
        addresses += [reverse("lessons:photo", args=[lesson.pk, "small"])]
        take_down(lesson, by=cast.user("admin"), reason="x")
        unless_asked_to_sign_in = {302} if who == "anonymous" else set()
        assert {cast.client(who).get(address).status_code for address in addresses} - unless_asked_to_sign_in == {404}

    @pytest.mark.parametrize("name", ["cite", "conversation", "collect"])
    def test_nobody_passes_it_on_not_even_its_author(self, cast: Cast, lesson: Lesson, name: str):
        address = reverse(f"lessons:{name}", args=[lesson.pk])
        take_down(lesson, by=cast.user("admin"), reason="x")
        assert [cast.client(who).get(address).status_code for who in ("member", "admin")] == [404, 404]

    def test_in_documents_that_were_made_before(self, cast: Cast, lesson: Lesson, collection: Any):
        made = Printout(kind="learning-pdf", collection=collection, language="es", fingerprint="a", state="made")
        made.content.save("x", ContentFile(b"%PDF-1.7 Dicho"), save=False)
        made.save()
        take_down(lesson, by=cast.user("admin"), reason="x")
        assert not Printout.objects.filter(state="made").exists()

    def test_by_mail(self, cast: Cast, lesson: Lesson, mailoutbox: list[Any]):
        take_down(lesson, by=cast.user("admin"), reason="x")
        call_command("send_digests", at=(now() + timedelta(weeks=1)).isoformat(), verbosity=0)
        told = [mail.to[0] for mail in mailoutbox if WORD in mail.body]
        assert told == []

    def test_nobody_is_asked_about_it(self, cast: Cast, lesson: Lesson):
        Lesson.objects.filter(pk=lesson.pk).update(review_on=localdate())
        assert Application.objects.to_ask().exists()
        [ask] = verification_mail.create_asks(cast.user("member"), now())
        take_down(lesson, by=cast.user("admin"), reason="x")
        assert not Application.objects.to_ask().exists()
        assert list(verification_mail.newly_due()) == []
        with pytest.raises(verification_mail.CannotAnswer):
            verification_mail.ask_by(verification_mail.SIGNER.sign(str(ask.pk)))

    def test_the_rule_asked_of_people_is_the_same(self, cast: Cast, lesson: Lesson):
        take_down(lesson, by=cast.user("admin"), reason="x")
        may = {user for user in User.objects.all() if Lesson.objects.readable_by(user).filter(pk=lesson.pk).exists()}
        assert set(readers_of(of(lesson), [])) == may == {cast.user("member"), cast.user("admin")}

    def test_who_hands_over_is_told_its_number_only(self, cast: Cast, lesson: Lesson):
        ReviewNote.objects.create(lesson=lesson, by=cast.user("member"), text="No", kind="objection")
        Lesson.objects.filter(pk=lesson.pk).update(steward=cast.user("secretariat"))
        role = cast.user("secretariat").memberships.get()
        addresses = [f"/redes/propia/personas/{role.pk}/", "/redes/propia/secretaria/", "/cuenta/cerrar/"]
        take_down(lesson, by=cast.user("admin"), reason="x")
        assert met(cast, "secretariat", addresses) == []
        assert f"{lesson.pk}" in cast.client("secretariat").get(addresses[0]).content.decode()


class TestWhoIsTold:
    def test_its_author_and_the_secretariat_with_the_reason(self, cast: Cast, lesson: Lesson, mails: Any):
        take_down(lesson, by=cast.user("admin"), reason="Nombra a una persona en riesgo.")
        told = {mail.to[0]: mail.body for mail in mails()}
        assert set(told) == {cast.user("member").email, cast.user("secretariat").email}
        assert all("Nombra a una persona en riesgo." in body for body in told.values())
        assert lesson.get_absolute_url() in told[cast.user("member").email]
        assert lesson.get_absolute_url() not in told[cast.user("secretariat").email]

    def test_again_when_it_is_put_back(self, cast: Cast, lesson: Lesson, mails: Any):
        take_down(lesson, by=cast.user("admin"), reason="x")
        mails().clear()
        put_back(of(lesson), by=cast.user("admin"), reason="Ya no la nombra.")
        assert {mail.to[0] for mail in mails()} == {cast.user("member").email, cast.user("secretariat").email}

    def test_its_page_offers_nothing_that_is_refused_then(self, cast: Cast, lesson: Lesson):
        take_down(lesson, by=cast.user("admin"), reason="x")
        page = cast.client("member").get(lesson.get_absolute_url()).content.decode()
        links = set(re.findall(rf'href="({lesson.get_absolute_url()}[^"?#]+)"', page))
        answers = {link: cast.client("member").get(link).status_code for link in links}
        assert answers
        assert [link for link, status in answers.items() if status != 200] == []

    def test_its_page_says_so_to_its_author(self, cast: Cast, lesson: Lesson):
        take_down(lesson, by=cast.user("admin"), reason="Nombra a una persona.")
        assert "Nombra a una persona." in cast.client("member").get(lesson.get_absolute_url()).content.decode()


class TestRefused:
    @pytest.mark.parametrize("who", ["member", "secretariat", "other_secretariat"])
    def test_to_who_is_no_admin(self, cast: Cast, lesson: Lesson, who: str):
        with pytest.raises(PermissionDenied):
            take_down(lesson, by=cast.user(who), reason="x")
        assert of(lesson).is_standing

    def test_twice_tells_nobody_twice(self, cast: Cast, lesson: Lesson, mails: Any):
        assert take_down(lesson, by=cast.user("admin"), reason="x")
        assert not take_down(lesson, by=cast.user("admin"), reason="y")
        assert of(lesson).take_down_reason == "x"
        assert len(mails()) == 2

    def test_of_a_draft(self, cast: Cast):
        draft = LessonFactory(network=cast.network, author=cast.user("member"))
        assert not take_down(draft, by=cast.user("admin"), reason="x")
        assert not of(draft).is_taken_down

    def test_without_a_reason_nothing_changes_and_the_page_says_why(self, cast: Cast, lesson: Lesson):
        answer = cast.client("admin").post(reverse("lessons:take_down", args=[lesson.pk]), {"reason": "  "})
        assert (answer.status_code, of(lesson).is_standing) == (422, True)


class TestItComesBack:
    def test_as_if_nothing_had_happened(self, cast: Cast, lesson: Lesson):
        before = Lesson.objects.filter(pk=lesson.pk).values().get()
        take_down(lesson, by=cast.user("admin"), reason="x")
        put_back(of(lesson), by=cast.user("admin"), reason="y")
        changed = {
            name for name, value in Lesson.objects.filter(pk=lesson.pk).values().get().items() if before[name] != value
        }
        assert changed == {"take_down_reason"}
        assert met(cast, "anonymous", [lesson.get_absolute_url(), "/lecciones/"])

    def test_what_its_author_wrote_meanwhile_does_not_show_it(self, cast: Cast, lesson: Lesson):
        """A form that was opened before and is saved afterwards takes nothing back."""
        opened = of(lesson)
        take_down(lesson, by=cast.user("admin"), reason="x")
        opened.insight = "Sin nombres."
        writing_actions.save(opened, regions=[], stances={}, by=cast.user("member"))
        assert of(lesson).is_taken_down
        assert of(lesson).insight == "Sin nombres."

    def test_the_history_says_who_and_why(self, cast: Cast, lesson: Lesson):
        take_down(lesson, by=cast.user("admin"), reason="x")
        put_back(of(lesson), by=cast.user("admin"), reason="y")
        events = Lesson.pgh_event_model.objects.filter(pgh_obj=lesson).order_by("-pgh_id")[:2]
        assert [(event.take_down_reason, event.taken_down_by_id) for event in events] == [
            ("y", None),
            ("x", cast.user("admin").pk),
        ]
