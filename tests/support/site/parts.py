"""Parts of the memory that the pages of the tests show."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.utils.timezone import localdate, now
from PIL import Image, ImageOps

from base.images import develop
from digests.delivery.tokens import token_of
from digests.models import KeptMail, Subscription
from lessons.collections import actions
from lessons.conversation import actions as conversation_actions
from lessons.files import attachments, reading
from lessons.files.checks import check
from lessons.models import (
    Application,
    Attachment,
    Collection,
    Comment,
    CommentReport,
    Consideration,
    Export,
    Finding,
    Lesson,
    LessonFinding,
    LessonImport,
    LessonRelation,
    Photo,
    ReviewAsk,
    SavedSearch,
    UnansweredSearch,
    Workshop,
)
from lessons.unanswered.models import LEAST_PEOPLE, this_week
from lessons.verification import actions as verification_actions
from lessons.verification.mail import SIGNER
from networks.joining.actions import token_of as invitation_token
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Invitation,
    JoinRequest,
    Network,
    NetworkRelation,
    Organisation,
    OrganisationImport,
    Region,
    RelationRequest,
    Suspension,
    User,
)
from tests.support.factories import (
    ApplicationFactory,
    CollectionFactory,
    CommentFactory,
    CorroborationFactory,
    LessonFactory,
    WorkshopFactory,
    WorkshopNoteFactory,
)
from tests.support.files import documents

# title → what was learned
LESSONS = {
    "Una mesa con tres ministerios avanza solo si uno de ellos convoca": "Cuando convocan todos, no convoca nadie.",
    "El padrón de socias se pierde cuando vive en la computadora de una persona": "Lo que es de la red se guarda "
    "donde entran al menos dos personas.",
    "Una página de resumen abre más puertas que un informe de ochenta": "Quien decide lee camino a la reunión.",
    "Las radios comunitarias llegan donde no llega el boletín impreso": "En la sierra sur nos escucharon el mismo "
    "día en que el boletín todavía viajaba.",
    "Rotar la vocería evita que una red dependa de una sola cara": "Cuando esa cara se fue, se fue la agenda.",
    "Sin traducción al quechua, la consulta no fue consulta": "La mitad de la sala asintió por cortesía.",
    "El presupuesto participativo se gana en la reunión de marzo": "En agosto ya todo está escrito.",
}


# What an address names by the newest row of a table.
NEWEST: dict[str, type[Model]] = {
    "relation": NetworkRelation,
    "belonging": Affiliation,
    "proposal": RelationRequest,
    "affiliation_wish": AffiliationRequest,
    "lesson_link": LessonRelation,
    "invitation": Invitation,
    "wish": JoinRequest,
    "import": OrganisationImport,
    "mail": KeptMail,
    "workshop": Workshop,
    "collection": Collection,
    "saved_search": SavedSearch,
    "use": Application,
}


@dataclass(frozen=True)
class Memory:
    """People sign in with `PASSWORD`."""

    secretariat: User
    member: User
    admin: User
    lesson: Lesson
    draft: Lesson
    others: Lesson
    due: Lesson
    archived: Lesson

    def user(self, who: str) -> User:
        person: User = getattr(self, who)
        return person

    @property
    def token(self) -> str:
        """As the digest of the member has it, to end it."""
        return token_of(Subscription.objects.get(user=self.member))

    @property
    def invited(self) -> str:
        """As the mail of an invitation has it."""
        return invitation_token(Invitation.objects.open().latest("pk"))

    def key(self, what: str) -> object:
        """By which an address names it; a word that names nothing here stands for itself."""
        if what == "in_review":
            return Lesson.objects.in_review().latest("pk").pk
        if what == "asked":
            [ask] = ReviewAsk.objects.open()
            return SIGNER.sign(str(ask.pk))
        if what in {"lesson", "draft", "others", "due", "archived"}:
            lesson: Lesson = getattr(self, what)
            return lesson.pk
        if what in {"lesson_import", "came_in"}:
            state = "read" if what == "lesson_import" else "written"
            return LessonImport.objects.filter(state=state).latest("pk").pk
        if what == "attachment":
            return Attachment.objects.get(kind="pdf").key
        newest = NEWEST.get(what)
        if newest:
            return newest._default_manager.latest("pk").pk
        if what in {"own_comment", "their_comment"}:
            who = self.secretariat if what == "own_comment" else self.member
            return Comment.objects.threads().filter(lesson=self.others, by=who).earliest("pk").pk
        return {
            "export": Export.objects.latest("pk").key,
            "reported": CommentReport.objects.latest("pk").comment_id,
            "link": Collection.objects.latest("pk").share_token,
            "role": self.secretariat.memberships.get().pk,
            "person": self.secretariat.pk,
            "finding": "C1",
            "network": "forosalud",
            "region": "cusco",
            "organisation": "warmi-salud",
            "nothing": 0,
            "hidden": Lesson.objects.taken_down().latest("pk").pk,
            "suspended": Suspension.objects.latest("pk").user_id,
            "code": Workshop.objects.latest("pk").code,
        }.get(what, what)


def _lesson(title: str, network: Network, author: User, **fields: Any) -> Lesson:
    lesson: Lesson = LessonFactory(title=title, network=network, author=author, sector=network.sector, **fields)
    return lesson


def _full_lesson(network: Network, author: User) -> Lesson:
    """With something in every field, in English: a Spanish page shows it as foreign, and the other way round."""
    lesson = _lesson(
        "Meet the new adviser in the first week, before the file is closed",
        network,
        author,
        published=True,
        language="en",
        what_happened="The file on community health was closed while we were still drafting our letter.",
        insight="A new team decides in its first days whom it will listen to.",
        recommendation="Ask for the meeting in the first week, and bring one page.",
        context="A new minister, the third in two years.",
        applies_when="The team of the ministry has changed, and the policy has not yet.",
        does_not_apply_when="The ministry is about to be merged.",
        result=Lesson.Result.PARTLY,
        happened_on=date(2025, 3, 1),
        evidence=Lesson.Evidence.SEVERAL_CASES,
        sources="https://www.gob.pe/minsa\nMinutes of the assembly of March 2025",
        organisation=Organisation.objects.get(slug="warmi-salud"),
        visibility=Lesson.Visibility.PUBLIC,
    )
    lesson.regions.set(Region.objects.filter(code__in=["08", "16", "21"]))
    for code, stance in (("C1", "supports"), ("P1", "contradicts")):
        LessonFinding.objects.create(lesson=lesson, finding=Finding.objects.get(code=code), stance=stance)
    _photograph(lesson)
    _attach(lesson, author)
    return lesson


def _due_lesson(author: User) -> Lesson:
    """Of those of the secretariat: due, and verified once."""
    lesson = Lesson.objects.get(title__startswith="El presupuesto participativo")
    verification_actions.verify(lesson, by=author, outcome="still_true", note="Lo hicimos otra vez en marzo.")
    Lesson.objects.filter(pk=lesson.pk).update(review_on=localdate() - timedelta(days=10))
    return lesson


def _archived_lesson(network: Network, author: User) -> Lesson:
    lesson = _lesson("Pedir la cita por la mesa de partes", network, author, published=True, visibility="public")
    verification_actions.archive(lesson, by=author, reason="La mesa de partes es virtual desde 2025.")
    return lesson


def _link_lessons(memory: Memory) -> None:
    """One of each kind, from the lesson of others."""
    part, whole, near = Lesson.objects.filter(title__in=[*LESSONS][:3]).order_by("pk")
    for one, other, kind in ((part, memory.others, "part_of"), (memory.others, whole, "part_of")):
        LessonRelation.objects.create(from_lesson=one, to_lesson=other, kind=kind, by=memory.member)
    one, other = sorted((near, memory.others), key=lambda each: each.pk)
    LessonRelation.objects.create(from_lesson=one, to_lesson=other, kind="related", by=memory.member)


def _photograph(lesson: Lesson) -> None:
    """As heavy as one can be: noise is what WebP shrinks least."""
    noise = ImageOps.colorize(Image.effect_noise((640, 480), 64), "#33265a", "#e9c46a")
    file = BytesIO()
    noise.save(file, "PNG")
    Photo.objects.create(lesson=lesson, alt="Asamblea de socias en Puno", **vars(develop(file)))


def _attach(lesson: Lesson, author: User) -> None:
    """Minutes that were read, and a list of who was there."""
    for name, content in (("Minutes of March.pdf", documents.pdf()), ("Who was there.xlsx", documents.sheet())):
        checked = check(documents.sent(content, name), name)
        title = name.partition(".")[0]
        added = attachments.add(lesson, checked, by=author, key=uuid4(), title=title, file_name=name)
        reading.read(added.pk)


def _use_of(lesson: Lesson, user: User, network: Network) -> None:
    """Too early to say what came of it; and what they considered before."""
    told = {"result": "too_early", "ask_on": date(2030, 1, 1), "for_what": "El plan regional de salud 2027"}
    organisation = Organisation.objects.get(slug="warmi-salud")
    more = {"used_on": date(2026, 3, 1), "adapted": "En lugar de la universidad, el gremio."}
    ApplicationFactory(lesson=lesson, by=user, network=network, organisation=organisation, **told, **more)
    for for_what in ("", "El plan regional de salud 2027"):
        Consideration.objects.create(user=user, lesson=lesson, for_what=for_what)


def _lesson_with_voices(author: User) -> Lesson:
    """Of another network than the secretariat's: two confirm it, one differs, two used it."""
    lesson = _lesson(
        "El estudio que se presenta con la universidad de la región sí se discute en la región",
        Network.objects.get(slug="cies"),
        author,
        published=True,
        visibility=Lesson.Visibility.PUBLIC,
        result=Lesson.Result.WORKED,
    )
    education, farming, table = (Network.objects.get(slug=slug) for slug in ("foro-educativo", "conveagro", "la-mesa"))
    one, other, third = (
        User.objects.get(email__startswith=f"{login}@") for login in ("observadora", "miembro.conveagro", "sin.red")
    )
    confirmed = CorroborationFactory(lesson=lesson, network=education, by=one, context="Con una universidad privada.")
    confirmed.regions.set(Region.objects.filter(code__in=["08", "21"]))
    CorroborationFactory(lesson=lesson, network=table, by=third, text="")
    CorroborationFactory(
        lesson=lesson,
        network=farming,
        by=other,
        stance="differs",
        text="En Puno la universidad estaba de huelga: nos recibió antes el gremio de productores.",
    )
    ApplicationFactory(lesson=lesson, network=farming, by=other, result="partly")
    ApplicationFactory(lesson=lesson, network=table, by=one, result="too_early", text="")
    return lesson


def _search(user: User) -> None:
    """What a person saved: for the digest, not for it, and what finds nothing any more; and what was not found."""
    for name, query, in_digest in (
        ("Incidencia en el presupuesto participativo", "q=presupuesto&region=cusco", False),
        ("Lo de una red que se fue", "network=no-es&result=partly", True),
        ("Abogacía con la universidad", "q=universidad&network=cies&since=2025-03-01", True),
    ):
        SavedSearch.objects.create(by=user, name=name, query=query, in_digest=in_digest)
    for words in ("seguridad hídrica en cabeceras de cuenca", "voluntariado"):
        UnansweredSearch.objects.create(words=words, week=this_week(), people=LEAST_PEOPLE)


def _hold_a_workshop(network: Network, facilitator: User) -> None:
    """With notes on each question, one in a draft and one set aside."""
    workshop = WorkshopFactory(network=network, facilitator=facilitator)
    for question in ("what_happened", "insight", "recommendation", ""):
        WorkshopNoteFactory(workshop=workshop, question=question, name="" if question else "Rosa, de Puno")
    WorkshopNoteFactory(workshop=workshop, set_aside_at=now())
    draft = _lesson("La radio llega antes que el boletín", network, facilitator)
    WorkshopNoteFactory(workshop=workshop, lesson=draft)


def _talk(memory: Memory) -> None:
    """A conversation with all that a comment can become; one that was reported; and a collection with a link."""
    theirs = CommentFactory(lesson=memory.others, by=memory.member, text="La universidad puso el auditorio y el café.")
    own = CommentFactory(
        lesson=memory.others,
        by=memory.secretariat,
        text="¿Con cuánto tiempo lo pidieron?\n\nAquí el acta: https://www.gob.pe/minsa/acta-de-la-asamblea",
    )
    CommentFactory(lesson=memory.others, by=memory.member, answering=own, text="Con seis semanas.")
    for number, who in enumerate((memory.member, memory.secretariat)):
        comment = CommentFactory(lesson=memory.others, by=who, answering=theirs)
        if number:
            conversation_actions.take_back(comment, by=who)
        else:
            conversation_actions.hide(comment, by=memory.admin, reason="Nombra a una persona que no está aquí.")
    reported = CommentFactory(lesson=memory.lesson, by=memory.member, text="Eso no fue así.")
    conversation_actions.report(reported, by=memory.admin, reason="Le falta al respeto a la autora.")
    collection = CollectionFactory(
        by=memory.secretariat,
        network=memory.lesson.network,
        visibility="all_networks",
        title="Para empezar con una autoridad nueva",
        introduction="Tres lecciones para la primera semana.",
        holding=[memory.lesson, memory.others, memory.draft],
    )
    collection.items.filter(lesson=memory.others).update(note="La que más veces nos sirvió.")
    actions.share(collection, by=collection.by)
