"""Rows for tests, with the least each needs."""

from datetime import timedelta
from typing import Any

import factory
from allauth.account.models import EmailAddress
from django.utils.timezone import localdate, now

from lessons.collections.actions import add
from lessons.models import (
    Application,
    Collection,
    Comment,
    Corroboration,
    Finding,
    Lesson,
    State,
    Translation,
    Workshop,
    WorkshopNote,
)
from networks.joining.models import VALID_FOR
from networks.models import (
    Affiliation,
    Invitation,
    JoinRequest,
    Membership,
    NaturalRegion,
    Network,
    Organisation,
    Region,
    Role,
    Sector,
    User,
)

PASSWORD = "una-clave-larga"


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"persona{n}@ejemplo.example")
    name = factory.Sequence(lambda n: f"Persona {n}")

    @factory.post_generation
    def password(self: User, create: bool, value: str | None, **_: Any) -> None:
        # Hashing is slow; most tests sign in by force.
        if value:
            self.set_password(value)
            self.save(update_fields=["password"])

    @factory.post_generation
    def verified(self: User, create: bool, value: bool | None, **_: Any) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=value is not False)


class SectorFactory(factory.django.DjangoModelFactory[Sector]):
    class Meta:
        model = Sector

    slug = factory.Sequence(lambda n: f"sector-{n}")
    name_es = factory.Sequence(lambda n: f"Sector {n}")
    name_en = factory.Sequence(lambda n: f"Field {n}")


class NetworkFactory(factory.django.DjangoModelFactory[Network]):
    class Meta:
        model = Network

    slug = factory.Sequence(lambda n: f"red-{n}")
    name = factory.Sequence(lambda n: f"Red {n}")
    full_name = factory.Sequence(lambda n: f"Red número {n} del Perú")
    kind = Network.Kind.FORUM
    sector = factory.SubFactory(SectorFactory)


class OrganisationFactory(factory.django.DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"organizacion-{n}")
    name = factory.Sequence(lambda n: f"Organización {n}")


def belong(organisation: Organisation | None, network: Network) -> None:
    """As of an unknown day, unless it does already."""
    if organisation is not None:
        Affiliation.objects.get_or_create(network=network, organisation=organisation, ended_on=None)


def speak_for(organisation: Organisation, user: User) -> None:
    """In each network of theirs the person takes part through the organisation, which belongs to it."""
    for role in user.memberships.all():
        belong(organisation, role.network)
        user.memberships.filter(pk=role.pk).update(organisation=organisation)


class MembershipFactory(factory.django.DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    user = factory.SubFactory(UserFactory)
    network = factory.SubFactory(NetworkFactory)
    role = Role.MEMBER

    @classmethod
    def _create(cls, model_class: type[Membership], *args: Any, **fields: Any) -> Membership:
        belong(fields.get("organisation"), fields["network"])
        role: Membership = super()._create(model_class, *args, **fields)
        return role


class InvitationFactory(factory.django.DjangoModelFactory[Invitation]):
    class Meta:
        model = Invitation

    network = factory.SubFactory(NetworkFactory)
    email = factory.Sequence(lambda n: f"invitada{n}@ejemplo.example")
    by = factory.SubFactory(UserFactory)
    expires_at = factory.LazyFunction(lambda: now() + VALID_FOR)

    @classmethod
    def _create(cls, model_class: type[Invitation], *args: Any, **fields: Any) -> Invitation:
        belong(fields.get("organisation"), fields["network"])
        invitation: Invitation = super()._create(model_class, *args, **fields)
        return invitation


class JoinRequestFactory(factory.django.DjangoModelFactory[JoinRequest]):
    class Meta:
        model = JoinRequest

    network = factory.SubFactory(NetworkFactory)
    user = factory.SubFactory(UserFactory)
    message = "Trabajo en salud comunitaria en Puno y quiero aprender con ustedes."


class NaturalRegionFactory(factory.django.DjangoModelFactory[NaturalRegion]):
    class Meta:
        model = NaturalRegion
        django_get_or_create = ("code",)

    code = "selva"
    name_es = "Selva"
    name_en = "Amazon"
    extreme_poverty_2000 = 31
    source = "informe"


class RegionFactory(factory.django.DjangoModelFactory[Region]):
    class Meta:
        model = Region
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"{n % 25 + 1:02d}")
    iso = factory.LazyAttribute(lambda region: f"PE-{region.code}X")
    slug = factory.LazyAttribute(lambda region: f"departamento-{region.code}")
    name = factory.LazyAttribute(lambda region: f"Departamento {region.code}")
    natural_region = factory.SubFactory(NaturalRegionFactory)


class FindingFactory(factory.django.DjangoModelFactory[Finding]):
    class Meta:
        model = Finding
        django_get_or_create = ("code",)

    number = factory.Sequence(lambda n: n % 99 + 1)
    code = factory.LazyAttribute(lambda finding: f"C{finding.number}")
    kind = Finding.Kind.CHALLENGE
    text_es = factory.LazyAttribute(lambda finding: f"Reto {finding.number}")
    text_en = factory.LazyAttribute(lambda finding: f"Challenge {finding.number}")
    source = "informe"
    position = factory.SelfAttribute("number")


class LessonFactory(factory.django.DjangoModelFactory[Lesson]):
    """A draft; with `published=True` a published lesson, for all networks unless told otherwise."""

    class Meta:
        model = Lesson

    class Params:
        published = factory.Trait(published_at=factory.LazyFunction(now), published_by=factory.SelfAttribute("author"))

    title = factory.Sequence(lambda n: f"Lección {n}: visitar pronto a quien llega al cargo")
    what_happened = "Cambió la dirección y pedimos una cita la primera semana."
    insight = "Quien llega decide con quién habla en sus primeros días."
    recommendation = "Pide la cita en la primera semana, con una página de resumen."
    visibility = Lesson.Visibility.ALL_NETWORKS
    network = factory.SubFactory(NetworkFactory)
    author = factory.SubFactory(UserFactory)
    steward = factory.SelfAttribute("author")

    @classmethod
    def _create(cls, model_class: type[Lesson], *args: Any, **fields: Any) -> Lesson:
        """Who answers for a lesson has a role in its network, as the database asks; one's own organisation is one."""
        if fields["visibility"] == Lesson.Visibility.OWN_ORGANISATION and not fields.get("organisation"):
            fields["organisation"] = OrganisationFactory()
        if fields.get("published_at") and "state" not in fields:
            fields = in_force(**fields) if fields["network"] else fields | {"state": State.PUBLISHED}
        keeper, network = fields["steward"], fields["network"]
        if keeper and not keeper.is_admin:
            Membership.objects.get_or_create(user=keeper, network=network)
        lesson: Lesson = super()._create(model_class, *args, **fields)
        return lesson


def in_force(**fields: Any) -> dict[str, Any]:
    """The columns of a published lesson, for rows that are written without the factory."""
    at = {"published_at": now(), "review_on": localdate() + timedelta(days=365)}
    return {"state": State.PUBLISHED, **at, **fields}


class TranslationFactory(factory.django.DjangoModelFactory[Translation]):
    """Into English, of the first version."""

    class Meta:
        model = Translation

    lesson = factory.SubFactory(LessonFactory, published=True)
    language = "en"
    title = "Visit soon whoever takes office"
    what_happened = "The head of office changed and we asked for a meeting in the first week."
    insight = "Whoever arrives decides in the first days whom to talk to."
    recommendation = "Ask for the meeting in the first week, with one page."
    of_revision = 1
    by = factory.SubFactory(UserFactory)


class CorroborationFactory(factory.django.DjangoModelFactory[Corroboration]):
    class Meta:
        model = Corroboration

    lesson = factory.SubFactory(LessonFactory, published=True)
    network = factory.SubFactory(NetworkFactory)
    by = factory.SubFactory(UserFactory)
    stance = Corroboration.Stance.CONFIRMS
    text = "Nos pasó lo mismo con la nueva dirección regional."


class ApplicationFactory(factory.django.DjangoModelFactory[Application]):
    class Meta:
        model = Application

    lesson = factory.SubFactory(LessonFactory, published=True)
    network = factory.SubFactory(NetworkFactory)
    by = factory.SubFactory(UserFactory)
    result = Application.Result.WORKED
    text = "Pedimos la cita el primer lunes."


class WorkshopFactory(factory.django.DjangoModelFactory[Workshop]):
    class Meta:
        model = Workshop

    network = factory.SubFactory(NetworkFactory)
    facilitator = factory.SubFactory(UserFactory)
    title = "Cómo nos fue en la campaña de marzo"


class WorkshopNoteFactory(factory.django.DjangoModelFactory[WorkshopNote]):
    class Meta:
        model = WorkshopNote

    workshop = factory.SubFactory(WorkshopFactory)
    text = factory.Sequence(lambda n: f"Nota {n}: la radio llegó antes que el boletín.")


class CommentFactory(factory.django.DjangoModelFactory[Comment]):
    class Meta:
        model = Comment

    lesson = factory.SubFactory(LessonFactory, published=True)
    by = factory.SubFactory(UserFactory)
    text = "¿Cómo consiguieron la primera cita?"


class CollectionFactory(factory.django.DjangoModelFactory[Collection]):
    """Its maker's alone, unless told otherwise; `holding` are its lessons, in their order."""

    class Meta:
        model = Collection
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Colección {n}")
    by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def holding(self: Collection, create: bool, lessons: list[Lesson] | None, **_: Any) -> None:
        for lesson in lessons or ():
            add(lesson, to=self, by=self.by)
