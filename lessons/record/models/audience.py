"""Whom words reach: a set of circles, found or made by the database, which alone notes it.

A circle is `everyone`, `networks` (whoever takes part in any), `network:3`, or `network:3/organisation:9` (who takes
part in that network for that organisation). Which circles a lesson reaches now, and in which a person is, is in the SQL
of migration 0008.
"""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any, Self, TypeVar

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.db.models import Func, Q, Value
from django.utils.translation import gettext_lazy as _

from networks.models import Network, User
from networks.record.permissions import Permission, Visitor, is_where
from networks.record.rights import rights_of

EVERYONE, NETWORKS = "everyone", "networks"
CIRCLES: "ArrayField[Any, Any]" = ArrayField(models.TextField())
Row = TypeVar("Row", bound=models.Model)


def circles_of_person(user: User) -> Func:
    """Those that they are in, for the database to find."""
    # In a query of its own: else it is asked again for each row that is compared.
    asked = "(SELECT %(function)s(%(expressions)s))"
    return Func(Value(user.pk), function="memoria_circles_of_person", template=asked, output_field=CIRCLES)


class AudienceQuerySet(models.QuerySet["Audience"]):
    def of(self, user: Visitor) -> Self:
        """Return those whose circles `user` is in. An account that takes part nowhere is in a visitor's alone."""
        if not isinstance(user, User) or not user.is_active:
            return self.filter(circles=[EVERYONE])
        return self.filter(circles__overlap=circles_of_person(user))


# What `rights_of` reads of a person beside where they take part.
OF_A_PERSON = """ARRAY(SELECT a.id FROM lessons_audience a
    JOIN (SELECT memoria_circles_of_person(p.id) AS circles OFFSET 0) its ON a.circles && its.circles)"""


def reaches_person(user: Visitor, audience: str = "audience") -> Q:
    """Match what reaches an audience that `user` is in. Those are not asked for again where a page has read them."""
    if not isinstance(user, User) or not user.is_active:
        return Q(**{audience: everyone()})
    rights = rights_of(user)
    if rights is None:
        return Q(**{f"{audience}__in": Audience.objects.of(user)})
    return Q(**{f"{audience}__any": rights.also["audiences"]})


@cache
def everyone() -> int:
    """Return the key of the audience that is everyone, which is there since the tables are: see `make_everyone`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT memoria_audience(ARRAY[%s])", [EVERYONE])
        (key,) = cursor.fetchone()
    return int(key)


def make_everyone(**_signal: Any) -> None:
    """Make the audience of visitors wherever the tables were made or emptied: each process asks for its key once."""
    everyone.cache_clear()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('memoria_audience(text[])')")
        if cursor.fetchone() != (None,):
            everyone()


class Audience(models.Model):
    """One distinct set of circles, without those that others hold. None at all: who reads the lesson at any level."""

    circles: "ArrayField[Any, Any]" = ArrayField(models.TextField(), unique=True)

    objects = AudienceQuerySet.as_manager()

    class Meta:
        verbose_name = _("audience")
        verbose_name_plural = _("audiences")
        indexes = [GinIndex(fields=["circles"], name="audience_of_circles")]
        triggers = [pgtrigger.ReadOnly(name="is_never_rewritten")]

    def __str__(self) -> str:
        return ", ".join(self.circles)

    @property
    def is_everyone(self) -> bool:
        return EVERYONE in self.circles


def circles_of(lesson: Any, chosen: Iterable[Network]) -> list[str]:
    """Return those it would reach if published as this object says: `memoria_circles`, for what is not stored yet."""
    own = f"network:{lesson.network_id}"
    return {
        "public": [EVERYONE],
        "all_networks": [NETWORKS],
        "chosen_networks": [own, *(f"network:{network.pk}" for network in chosen)],
        "own_network": [own],
        "own_organisation": [f"{own}/organisation:{lesson.organisation_id}"],
    }[lesson.visibility]


def hold(circles: Collection[str], others: Iterable[str]) -> bool:
    """Say whether whoever is in one of `others` is in one of `circles` too."""
    return EVERYONE in circles or all(
        each in circles or each.split("/")[0] in circles or (NETWORKS in circles and each != EVERYONE)
        for each in others
    )


def reaches(user: Visitor, *, writer: str, audience: str = "audience", unless_unnamed: bool = False) -> Q:
    """Match, of lessons that `user` may read, what was said to a circle of theirs, and what they said themselves.

    Who reads a lesson whatever its level reads all that hangs on it: its author and who answers for it while they write
    in its network, that network's secretariat, and admins. `unless_unnamed`: but not who answers for an unnamed one,
    and may not know who wrote it.
    """
    said = reaches_person(user, audience)
    if not isinstance(user, User) or not user.is_active:
        return said
    if user.is_admin:
        return Q()
    answers_for = Q(lesson__steward=user, lesson__is_unnamed=False) if unless_unnamed else Q(lesson__steward=user)
    keeps = Q(lesson__author=user) | answers_for
    at_any_level = is_where(user, Permission.PUBLISH, closed_too=True, network="lesson__network")
    at_any_level |= keeps & is_where(user, Permission.WRITE, closed_too=True, network="lesson__network")
    return said | at_any_level | Q(**{writer: user})


class SaidQuerySet(models.QuerySet[Row]):
    """Holds what hangs on lessons. `writer`: the column of who said it."""

    writer = "by"

    def said_to(self, user: Visitor) -> Self:
        """Return those that reach `user`, of lessons that they may read: whoever shows their words asks this."""
        return self.filter(reaches(user, writer=self.writer))


class Addressed(models.Model):
    """Something that hangs on a lesson, with whom it reached when it was said."""

    audience = models.ForeignKey(Audience, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    class Meta:
        abstract = True


class Said(Addressed):
    """Is one person's: since they agreed, at `agreed_at`, it reaches whoever read the lesson then too."""

    agreed_at = models.DateTimeField(_("shown to more readers"), null=True, editable=False)

    class Meta:
        abstract = True


_AGREED = """ELSIF NEW.agreed_at > COALESCE(OLD.agreed_at, '-infinity') THEN
        NEW.audience_id = public.memoria_wider(OLD.audience_id, public.memoria_audience_of_lesson(NEW.lesson_id));
    """
# Words beside what was said, and said by anybody: with them it reaches those alone who are in both circles.
_BESIDE = """ELSIF {beside} THEN
        NEW.audience_id = (
            SELECT CASE public.memoria_wider(OLD.audience_id, reached)
                WHEN OLD.audience_id THEN reached WHEN reached THEN OLD.audience_id
                ELSE public.memoria_audience('{{}}') END
            FROM public.memoria_audience_of_lesson(NEW.lesson_id) AS reached);
    """
# Only the triggers of the lesson, one level further down, may write an audience too: a row that was fetched before and
# is saved whole takes nothing back.
_NOTES_WHOM_IT_REACHES = """
    IF TG_OP = 'INSERT' OR ({said}) THEN
        NEW.audience_id = public.memoria_audience_of_lesson(NEW.lesson_id);
    {agreed}{beside}ELSIF pg_trigger_depth() = 1 THEN
        NEW.audience_id = OLD.audience_id;
    END IF;
    RETURN NEW;
"""


# A draft reaches nobody yet: what it brings is said when it is published. The words it says now are read by whom it
# reaches now, whoever wrote them; the older ones stay with whom they reached, and once it names others, with nobody.
REACHES_OTHERS = pgtrigger.Trigger(
    name="reaches_others",  # after the one that keeps each version
    when=pgtrigger.After,
    operation=pgtrigger.Update,
    condition=pgtrigger.AnyChange("published_at", "visibility", "network_id", "organisation_id", "is_unnamed"),
    declare=[("reached", "bigint"), ("nobody", "bigint"), ("last", "integer")],
    func="""
        reached := public.memoria_audience_of_lesson(NEW.id);
        nobody := public.memoria_audience('{}');
        SELECT max(r.number) INTO last FROM lessons_revision r WHERE r.lesson_id = NEW.id;
        IF OLD.published_at IS NULL AND NEW.published_at IS NOT NULL THEN
            UPDATE lessons_attachment SET audience_id = reached WHERE lesson_id = NEW.id;
            UPDATE lessons_photo SET audience_id = reached WHERE lesson_id = NEW.id;
            UPDATE lessons_revision SET audience_id = reached WHERE lesson_id = NEW.id AND number = last;
        END IF;
        IF OLD.is_unnamed <> NEW.is_unnamed THEN
            UPDATE lessons_revision SET audience_id = nobody, texts_audience_id = nobody
                WHERE lesson_id = NEW.id AND number < last;
        END IF;
        IF NEW.is_unnamed AND NOT OLD.is_unnamed THEN
            UPDATE lessons_translation SET audience_id = nobody WHERE lesson_id = NEW.id AND of_revision < last;
        END IF;
        UPDATE lessons_revision SET texts_audience_id = public.memoria_wider(texts_audience_id, reached)
            WHERE lesson_id = NEW.id AND number = last;
        RETURN NULL;
    """,
)
REACHES_ONE_MORE_NETWORK = pgtrigger.Trigger(
    name="reaches_one_more_network",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    declare=[("reached", "bigint")],
    func="""
        reached := public.memoria_audience_of_lesson(NEW.lesson_id);
        UPDATE lessons_revision r
            SET texts_audience_id = public.memoria_wider(r.texts_audience_id, reached),
                -- Saved at once with its new readers, its note was told to them.
                audience_id = CASE WHEN r.at = NOW() THEN public.memoria_wider(r.audience_id, reached)
                    ELSE r.audience_id END
            WHERE r.lesson_id = NEW.lesson_id
                AND r.number = (SELECT max(n.number) FROM lessons_revision n WHERE n.lesson_id = NEW.lesson_id);
        RETURN NULL;
    """,
)
REACHES_OTHER_NETWORKS = pgtrigger.Trigger(
    name="reaches_other_networks",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Delete,
    # Written, the lesson says anew whom it reaches; who writes it at the same time waits, and sees these rows.
    func="""
        UPDATE lessons_lesson SET audience_id = audience_id
            WHERE id = CASE TG_OP WHEN 'INSERT' THEN NEW.lesson_id ELSE OLD.lesson_id END;
        RETURN NULL;
    """,
)


def notes_whom_it_reaches(*words: str, agreed: bool = True, beside: tuple[str, ...] = ()) -> pgtrigger.Trigger:
    """Note it anew whenever one of the columns `words` changes; narrowed, never widened, with those that stand
    `beside` them."""
    said, others = _changed("lesson_id", *words), _BESIDE.format(beside=_changed(*beside)) if beside else ""
    return pgtrigger.Trigger(
        name="notes_whom_it_reaches",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=_NOTES_WHOM_IT_REACHES.format(said=said, agreed=_AGREED if agreed else "", beside=others),
    )


def _changed(*columns: str) -> str:
    return " OR ".join(f"NEW.{name} IS DISTINCT FROM OLD.{name}" for name in columns)
