"""What the addresses of the permission table are of, made when an address is asked for; and what their forms send."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now
from pytest_django import DjangoDbBlocker

from config.celery import TICK_KEY
from digests.delivery.tokens import token_of
from digests.models import KeptMail, Subscription
from lessons.files.uploads import begin
from lessons.models import (
    Attachment,
    Consideration,
    Export,
    Lesson,
    LessonImport,
    LessonRelation,
    Photo,
    ReviewNote,
    SavedSearch,
)
from lessons.moderation.suspension import suspend
from lessons.moderation.takedown import take_down
from lessons.verification import actions, mail
from networks.announcements import actions as announcements_actions
from networks.joining.actions import token_of as invitation_token
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Announcement,
    NetworkRelation,
    OrganisationImport,
    RelationRequest,
    TaskFailure,
)
from networks.organisations.actions import merge_organisations
from tests.site.permissions.bodies import BODIES, FILE
from tests.support.cast import EVERYBODY, Cast
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    FindingFactory,
    InvitationFactory,
    JoinRequestFactory,
    LessonFactory,
    OrganisationFactory,
    SectorFactory,
    TranslationFactory,
    UserFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
    belong,
)


class Memory:
    """What the addresses are of."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def address(self, url: str, of: str) -> str:
        for kind in (self._of_mail, self._of_people, self._of_talk, self._of_lessons):
            address = kind(url, of)
            if address:
                return address
        raise AssertionError(f"no address of {url} {of}")

    def _of_talk(self, url: str, of: str) -> str:
        member = self.cast.user("member")
        if of in {"use", "considered", "saved"}:
            return reverse(url, args=[self._of_other_member(of)])
        if of == "export":
            export = Export(form="csv", query="q=cita", language="es", by=member, state="made")
            export.content.save("", ContentFile(b"Lecciones"))
            return reverse(url, args=[export.key])
        if of == "remark":
            note = ReviewNote.objects.create(lesson=self._lesson("draft"), by=member, text="¿Dónde?")
            return reverse(url, args=[note.lesson_id, note.pk])
        if of == "comment":
            comment = CommentFactory(lesson=self._lesson("all_networks"), by=member)
            return reverse(url, args=[comment.lesson_id, comment.pk])
        if of in {"collection", "link"}:
            collection = CollectionFactory(
                by=member,
                network=self.cast.network,
                visibility="own_network",
                share_token="zzq",
                holding=[self._lesson("own_network")],
            )
            return reverse(url, args=[collection.share_token if of == "link" else collection.pk])
        return ""

    def _of_lessons(self, url: str, of: str) -> str:
        if url.startswith(("lessons:file", "lessons:upload")):
            return self._of_files(url, self._lesson(of))
        if of.endswith("+link"):
            lesson = self._lesson(of.removesuffix("+link"))
            one, other = lesson, self._lesson("study")
            link = LessonRelation.objects.create(from_lesson=one, to_lesson=other, kind="related", by=lesson.author)
            return reverse(url, args=[lesson.pk, link.pk])
        if of.endswith("+en"):
            lesson = self._lesson(of.removesuffix("+en"))
            if url == "lessons:translation_aside":
                TranslationFactory(lesson=lesson)
            return reverse(url, args=[lesson.pk, "en"])
        if url in {"lessons:photo", "lessons:photo_edit"}:
            photo = Photo.objects.create(lesson=self._lesson(of), alt="Una", small=b"s", large=b"l", width=1, height=1)
            return reverse(url, args=[photo.lesson_id, "small"][: 1 if url == "lessons:photo_edit" else 2])
        if url == "lessons:answer_by_mail":
            return reverse(url, args=["lost" if of == "lost" else self._asked(is_answered=of == "answered")])
        return reverse(url, args=[] if of == "-" else [self._key(of)])

    def _of_files(self, url: str, lesson: Lesson) -> str:
        if url in {"lessons:files", "lessons:upload_begin"}:
            return reverse(url, args=[lesson.pk])
        if url == "lessons:upload":
            return reverse(url, args=[lesson.pk, begin(lesson, by=self.cast.user("member"), **BODIES[url]).key])
        attachment = Attachment(lesson=lesson, added_by=self.cast.user("secretariat"), **FILE)
        attachment.content.save("acta", ContentFile(b"%PDF-1.7"), save=False)
        attachment.save()
        return reverse(url, args=[lesson.pk, attachment.key])

    def _asked(self, *, is_answered: bool) -> str:
        lesson = self._lesson("kept")
        Lesson.objects.filter(pk=lesson.pk).update(review_on=localdate())
        [ask] = mail.create_asks(self.cast.user("member"), now())
        if is_answered:
            mail.answer_by_mail(ask, answer="still_true")
        return mail.SIGNER.sign(str(ask.pk))

    def _of_mail(self, url: str, of: str) -> str:
        if of == "token":
            return reverse(url, query={"token": token_of(Subscription.objects.get(user=self.cast.user("member")))})
        if of == "invited":
            return reverse(
                url,
                query={
                    "token": invitation_token(
                        InvitationFactory(network=self.cast.network, by=self.cast.user("secretariat"))
                    )
                },
            )
        return ""

    def _of_people(self, url: str, of: str) -> str:
        if of in {"relation", "belonging", "proposal", "asks"}:
            return reverse(url, args=[self.cast.network.slug, self._tie(of)])
        if of == "wished":
            return reverse(url, args=[self._tie(of)])
        if of in {"workshop", "code"} or url == "lessons:workshop_enter":
            return self._of_workshops(url, of)
        if of in {"failure", "person", "suspended", "announced", "sector"}:
            return reverse(url, args=[self._on_the_desk(of)])
        if of in {"invitation", "wish"}:
            waits = InvitationFactory if of == "invitation" else JoinRequestFactory
            return reverse(url, args=[self.cast.network.slug, waits(network=self.cast.network).pk])
        if of in {"lesson_import", "came_in"}:
            form = ["csv"] if url == "lessons:import_faulty" else []
            return reverse(url, args=[self.cast.network.slug, self._import(of), *form])
        if of == "role":
            return reverse(url, args=[self.cast.network.slug, self.cast.user("member").memberships.get().pk])
        return ""

    def _on_the_desk(self, of: str) -> int | str:
        if of == "announced":
            told = {"text_es": "Hola", "text_en": "Hello", "ends_on": localdate()}
            return Announcement.objects.create(**told, by=self.cast.user("admin")).pk
        if of == "sector":
            return str(SectorFactory().slug)
        if of == "failure":
            return TaskFailure.objects.create(task="x", error="ValueError").pk
        if of == "suspended":
            return suspend(UserFactory(), by=self.cast.user("admin"), reason="Una prueba.").user_id
        return self.cast.user("member").pk

    def _of_workshops(self, url: str, of: str) -> str:
        here = {"network": self.cast.network, "facilitator": self.cast.user("secretariat")}
        workshop = WorkshopNoteFactory(workshop=WorkshopFactory(code="ABC234DE", **here)).workshop
        arguments = {"workshop": [self.cast.network.slug, workshop.pk], "code": ["abc2-34de"]}
        return reverse(url, args=arguments.get(of, []))

    def _key(self, of: str) -> object:
        if of in {"quipu", "csv", "txt", "lost", "nothing"}:
            return 0 if of == "nothing" else of
        if of == "finding":
            return FindingFactory().code
        if of == "themes":
            FindingFactory(code="T1", kind="emerging_theme", pole_one_es="Uno", pole_two_es="Otro")
        if of in {"network", "themes"}:
            return self.cast.network.slug
        if of in {"organisation", "merge"}:
            return self._organisation(of)
        if of == "import":
            read = {"by": self.cast.user("secretariat"), "network": self.cast.network, "state": "read"}
            return OrganisationImport.objects.create(**read).pk
        if of == "mail":
            return KeptMail.objects.create(to="a@ejemplo.example", subject="Hola", text="Hola", html="Hola").pk
        return self._lesson(of).pk

    def _import(self, of: str) -> int:
        read = {"state": "read", "found": {"good": 0}}
        batch = LessonImport(by=self.cast.user("secretariat"), network=self.cast.network, **read)
        if of == "came_in":
            batch.state, batch.written, batch.written_at = "written", 1, now()
        batch.save()
        return batch.pk

    def _of_other_member(self, of: str) -> int:
        """Of a lesson that all networks read, if of any."""
        lesson, user = self._lesson("all_networks"), self.cast.user("other_member")
        if of == "saved":
            return SavedSearch.objects.create(by=user, name="Agua", query="q=agua").pk
        if of == "considered":
            return Consideration.objects.create(user=user, lesson=lesson).pk
        return ApplicationFactory(lesson=lesson, by=user, network=self.cast.other_network).pk

    def _tie(self, of: str) -> int:
        here = self.cast.network
        if of == "relation":
            return NetworkRelation.objects.create(first=here, second=self.cast.other_network, kind="sharing").pk
        return self._request(of) or Affiliation.objects.create(network=here, organisation=OrganisationFactory()).pk

    def _request(self, of: str) -> int:
        """`proposal` and `wished`: of the other network to this one; `asks`: of this one."""
        here, other, by = self.cast.network, self.cast.other_network, self.cast.user("other_secretariat")
        if of == "proposal":
            two = {"first": other, "second": here, "network": other}
            return RelationRequest.objects.create(**two, kind="alliance", asked_by=by).pk
        if of not in {"wished", "asks"}:
            return 0
        organisation = OrganisationFactory()
        belong(organisation, here if of == "wished" else other)
        row = {"organisation": organisation, "network": other if of == "wished" else here, "asked_by": by}
        return AffiliationRequest.objects.create(**row).pk

    def _organisation(self, of: str) -> object:
        organisation, stays = OrganisationFactory(), OrganisationFactory(slug="la-que-queda")
        Affiliation.objects.create(organisation=organisation, network=self.cast.network)
        if of == "organisation":
            return organisation.slug
        return merge_organisations(organisation, into=stays, by=self.cast.user("admin")).pk

    def _lesson(self, of: str) -> Lesson:
        if of == "study":
            said = {"network": None, "author": None, "speaker": "Ana", "visibility": "public"}
            return LessonFactory(published_at=now(), **said)
        author = self.cast.user("member" if of in {"draft", "handed_in"} else "secretariat")
        if of == "handed_in":
            state = {"state": "in_review", "submitted_at": now()}
            return LessonFactory(network=self.cast.network, author=author, visibility="public", **state)
        if of in {"draft", "text"}:
            return LessonFactory(network=self.cast.network, author=author, visibility="public")
        visibility = "all_networks" if of in {"kept", "ended", "hidden"} else of
        lesson = LessonFactory(network=self.cast.network, author=author, visibility=visibility, published=True)
        if of == "kept":
            Lesson.objects.filter(pk=lesson.pk).update(steward=self.cast.user("member"))
        if of == "hidden":
            take_down(lesson, by=self.cast.user("admin"), reason="Una prueba.")
        if of == "ended":
            actions.archive(lesson, by=author, reason="Ya no")
        return lesson


def forget_visits() -> None:
    """Rate limits of one person do not reach the next. That the clock ticks and nobody announces anything is known."""
    cache.clear()
    cache.set_many({TICK_KEY: now(), announcements_actions.KEY: []})


class SignedIn(Cast):
    """Everybody is made and signed in once, for many tests."""

    def __init__(self) -> None:
        self._cookies = {name: super(SignedIn, self).client(name).cookies for name in EVERYBODY}

    def client(self, name: str) -> Client:
        client = Client()
        client.cookies.update(deepcopy(self._cookies[name]))
        return client


@pytest.fixture(scope="module")
def signed_in(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[SignedIn]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield SignedIn()
        transaction.set_rollback(True)


@pytest.fixture
def cast(signed_in: SignedIn, db: None) -> SignedIn:
    return deepcopy(signed_in)


@pytest.fixture
def memory(cast: Cast, settings: Any) -> Memory:
    settings.EMAIL_BACKEND = "digests.delivery.backend.KeepingBackend"
    settings.SECURITY_CONTACT = "mailto:seguridad@ejemplo.example"
    forget_visits()
    Subscription.starting(cast.user("member")).save()
    return Memory(cast)
