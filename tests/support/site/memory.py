"""A memory as it is after some months."""

from datetime import date, timedelta
from io import StringIO

from django.core.management import call_command
from django.utils.timezone import now

from lessons.importing import actions as importing_actions
from lessons.models import (
    Assessment,
    Export,
    Finding,
    Lesson,
    LessonImport,
    ReviewNote,
)
from lessons.moderation.suspension import suspend
from lessons.moderation.takedown import take_down
from lessons.review import actions as review_actions
from lessons.verification.mail import create_asks
from networks.importing import actions as organisations_import
from networks.models import (
    Affiliation,
    AffiliationRequest,
    Membership,
    Network,
    NetworkRelation,
    Organisation,
    OrganisationImport,
    RelationRequest,
    TaskFailure,
    User,
)
from tests.support.factories import (
    PASSWORD,
    InvitationFactory,
    JoinRequestFactory,
    TranslationFactory,
    UserFactory,
)
from tests.support.lessons import rewrite
from tests.support.site.parts import (
    LESSONS,
    Memory,
    _archived_lesson,
    _due_lesson,
    _full_lesson,
    _hold_a_workshop,
    _lesson,
    _lesson_with_voices,
    _link_lessons,
    _search,
    _talk,
    _use_of,
)

# The lesson of others, in English.
TRANSLATED = "A study that is presented with the region's university is discussed in the region"


def _hidden_and_suspended(network: Network, admin: User) -> None:
    person = UserFactory(name="Sandro Quiroz")
    Membership.objects.create(user=person, network=network)
    hidden = _lesson("Nombres de quienes denunciaron, sin permiso", network, person, published=True)
    take_down(hidden, by=admin, reason="Nombra a personas que no lo quieren.")
    _lesson("La ronda urbana avisa antes que la radio", network, person, published=True)
    suspend(person, by=admin, reason="Su correo cayó en manos de otra persona.")


def fill_memory() -> Memory:
    """Needs a database without people, and `digests.delivery.backend.KeepingBackend` for the page with a kept mail."""
    call_command("load_frame", stdout=StringIO())
    call_command("load_demo", anywhere=True, password=PASSWORD, stdout=StringIO())
    secretariat, member, admin = (
        User.objects.get(email__startswith=f"{login}@") for login in ("secretaria.forosalud", "miembro.cies", "admin")
    )
    UserFactory(name="Otra Administradora", is_admin=True)  # so that the other may go
    forosalud = Network.objects.get(slug="forosalud")
    _join_through_an_organisation(secretariat, forosalud)
    for days, (title, insight) in enumerate(LESSONS.items()):
        day = now() - timedelta(days=days)
        _lesson(title, forosalud, secretariat, insight=insight, published=True, published_at=day)
    memory = Memory(
        secretariat=secretariat,
        member=member,
        admin=admin,
        lesson=_full_lesson(forosalud, secretariat),
        draft=_lesson("Avisar del cambio antes de que salga en el diario", forosalud, secretariat),
        others=_lesson_with_voices(member),
        due=_due_lesson(secretariat),
        archived=_archived_lesson(forosalud, secretariat),
    )
    _hold_a_workshop(forosalud, secretariat)
    _search(secretariat)
    _talk(memory)
    Export.objects.create(form="pdf", query="network=forosalud", by=secretariat, state="made", content="exports/none")
    _in_review(memory.draft, secretariat, admin)
    create_asks(secretariat, now())
    _use_of(memory.others, secretariat, forosalud)
    _link_lessons(memory)
    TranslationFactory(lesson=memory.others, by=memory.secretariat, title=TRANSLATED)
    _hidden_and_suspended(forosalud, admin)
    call_command("send_digests", at=(now() + timedelta(weeks=1)).isoformat(), stdout=StringIO())
    TaskFailure.objects.note("a.task", "KeyError", "lessons/search.py:12 find", detail="", ids=[7], tries_again=False)
    return memory


def _in_review(like: Lesson, author: User, admin: User) -> None:
    """Handed in, changed in a few words by somebody else, and commented on."""
    lesson = _lesson("Llegar con el acta antes de la reunión", like.network, author)  # type: ignore[arg-type]
    review_actions.hand_in(lesson, by=author)
    rewrite(lesson, admin, insight="Quien llega decide con quién habla en su primera semana.", note="Más preciso.")
    review_actions.remark(lesson, by=admin, text="¿En qué dirección regional fue?", field="what_happened")
    review_actions.remark(lesson, by=author, text="Dije días, no semana.", kind=ReviewNote.Kind.OBJECTION)


def _join_through_an_organisation(user: User, network: Network) -> None:
    organisation = Organisation.objects.create(slug="warmi-salud", name="Asociación Warmi Salud")
    Affiliation.objects.create(network=network, organisation=organisation)
    Membership.objects.filter(user=user, network=network).update(organisation=organisation)
    User.objects.filter(pk=user.pk).update(
        knows_about="Cómo se negocia el padrón de socias con la dirección regional.",
        contact="Por mensaje al 999 888 777, después de las seis.",
        contact_for="own_networks",
    )
    _tell_of_it(network, user)
    for role, language in (("member", "es"), ("observer", "en")):
        InvitationFactory(network=network, by=user, role=role, language=language, organisation=organisation)
    JoinRequestFactory(network=network, user=User.objects.get(email__startswith="sin.red@"))
    lines = "Nombre;RUC\nComedores Unidos de Ate;\nCentro de Salud Andina;20131312954\n"
    batch = OrganisationImport.objects.create(by=user, network=network, file_name="socias.csv", content=lines.encode())
    organisations_import.read(batch.pk)
    _import_lessons(network, user)


def _import_lessons(network: Network, user: User) -> None:
    """A file that waits for a yes, with words to explain and a row to mend; and one that came in."""
    lines = "Título;Qué pasó;Lo aprendido;Departamento;Hallazgos\n"
    rows = "Ollas comunes en la mesa;Nos sentamos juntas.;Quien cocina decide.;Puno;C1\n", "Otra;;;Altiplano;\n"
    for text, is_confirmed in (
        (rows[0], True),
        (rows[0] + rows[1] + "Otra más;;;Puno;Z9\nBuena;;;Cusco;P1\n" + "x" * 161, False),
    ):
        batch = LessonImport.objects.create(
            by=user, network=network, file_name="lecciones.csv", content=(lines + text).encode()
        )
        importing_actions.read(batch.pk)
        if is_confirmed:
            LessonImport.objects.filter(pk=batch.pk).update(state="writing")
            importing_actions.write(batch.pk)


def _tell_of_it(network: Network, user: User) -> None:
    """Its profile, what it is to others, and its course on a challenge."""
    Network.objects.filter(pk=network.pk).update(
        purpose="Que la voz de la sociedad civil cuente en las políticas de salud.",
        works_as="support",
        functions=["convene", "amplify"],
        membership_form="both",
    )
    kinds = {"cies": "joint_action", "conveagro": "alliance", "la-mesa": "sharing", "foro-educativo": "member_of"}
    for slug, kind in kinds.items():
        NetworkRelation.objects.create(first=network, second=Network.objects.get(slug=slug), kind=kind)
    _wait_for_a_yes(network, user)
    challenge = Finding.objects.get(code="C1")
    for year, place in ((2024, 5), (2025, 4), (2026, 2)):
        Assessment.objects.create(
            network=network, finding=challenge, place=place, made_on=date(year, 3, 1), made_by=user
        )
    for slug, place in (("cies", 3), ("conveagro", 2)):
        there = Network.objects.get(slug=slug)
        Assessment.objects.create(network=there, finding=challenge, place=place, made_by=user)


def _wait_for_a_yes(network: Network, user: User) -> None:
    """What another network asks of this one, and this one of another."""
    cies, conveagro = (Network.objects.get(slug=slug) for slug in ("cies", "conveagro"))
    held, free = (
        Organisation.objects.get(slug="warmi-salud"),
        Organisation.objects.create(slug="yanapay", name="Yanapay"),
    )
    for there, organisation in ((cies, held), (network, free)):
        AffiliationRequest.objects.create(network=there, organisation=organisation, asked_by=user)
    for first, second in ((conveagro, network), (network, cies)):
        two = {"network": first, "first": first, "second": second}
        RelationRequest.objects.create(**two, kind="sharing", note="Estudios y datos de salud.", asked_by=user)
