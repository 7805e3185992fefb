"""A memory as it is after some months, and the pages by which people meet it."""

from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from playwright.sync_api import Page

from digests.models import KeptMail
from lessons.models import Finding, Lesson, LessonFinding
from networks.models import Affiliation, Membership, Network, Organisation, Region, User
from tests.browser import sign_in
from tests.factories import PASSWORD, LessonFactory

LANGUAGES = ("es", "en")
VISITORS = ("anyone", "secretariat", "admin")

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


@dataclass(frozen=True)
class Memory:
    """People sign in with `PASSWORD`."""

    secretariat: User
    member: User
    admin: User
    lesson: Lesson
    draft: Lesson

    def user(self, who: str) -> User:
        person: User = getattr(self, who)
        return person

    def pages(self, who: str, language: str) -> dict[str, str]:
        """The addresses of the pages that are looked at as `who`, by their names."""
        with override(language):
            return {"anyone": self._for_anyone, "secretariat": self._for_members, "admin": self._for_admins}[who]()

    def _for_anyone(self) -> dict[str, str]:
        return {
            "home": reverse("home"),
            "lessons": reverse("lessons:lessons"),
            "no-lessons": reverse("lessons:lessons", query={"q": "xyzzy"}),
            "findings": reverse("lessons:findings"),
            "finding": reverse("lessons:finding", args=["C1"]),
            "networks": reverse("lessons:networks"),
            "network": reverse("lessons:network", args=[self.lesson.network.slug]),
            "login": reverse("account_login"),
            "signup": reverse("account_signup"),
            "forgot-password": reverse("account_reset_password"),
            "unsubscribe": reverse("digests:unsubscribe", query={"token": "lost"}),
            "not-found": reverse("home") + "no-existe/",
        }

    def _for_members(self) -> dict[str, str]:
        return {
            "own-home": reverse("home"),
            "all-lessons": reverse("lessons:lessons"),
            "lesson": reverse("lessons:lesson", args=[self.lesson.pk]),
            "draft": reverse("lessons:lesson", args=[self.draft.pk]),
            "new-lesson": reverse("lessons:new"),
            "new-lesson-with-errors": reverse("lessons:new"),
            "edit-lesson": reverse("lessons:edit", args=[self.lesson.pk]),
            "profile": reverse("networks:profile"),
            "digest": reverse("digests:preferences"),
            "email-address": reverse("account_email"),
            "password": reverse("account_change_password"),
        }

    def _for_admins(self) -> dict[str, str]:
        return {
            "sent-mail": reverse("digests:kept_mail"),
            "one-sent-mail": reverse("digests:kept_mail_detail", args=[KeptMail.objects.latest("pk").pk]),
        }


def enter(page: Page, memory: Memory, who: str) -> None:
    if who != "anyone":
        sign_in(page, memory.user(who))


def visit(page: Page, name: str, address: str) -> None:
    page.goto(address)
    if name.endswith("-with-errors"):
        page.locator("button[value=publish]").click()
        page.locator(".errorlist").first.wait_for()


def fill_memory() -> Memory:
    """Needs a database without people, and `digests.mail.KeepingBackend` for the page with a kept mail."""
    call_command("load_frame", stdout=StringIO())
    call_command("load_demo", anywhere=True, password=PASSWORD, stdout=StringIO())
    secretariat, member, admin = (
        User.objects.get(email__startswith=f"{login}@") for login in ("secretaria.forosalud", "miembro.cies", "admin")
    )
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
    )
    call_command("send_digests", at=(now() + timedelta(weeks=1)).isoformat(), stdout=StringIO())
    return memory


def _join_through_an_organisation(user: User, network: Network) -> None:
    organisation = Organisation.objects.create(slug="warmi-salud", name="Asociación Warmi Salud")
    Affiliation.objects.create(network=network, organisation=organisation)
    Membership.objects.filter(user=user, network=network).update(organisation=organisation)


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
    return lesson
