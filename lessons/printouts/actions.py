"""A reader asks for a document: the one that is there is found, or a worker is to make it."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lessons.collections.models import Collection
from lessons.printouts.contents import About, Kind, Version, version_of
from lessons.printouts.models import Printout
from networks.models import Network, User
from networks.record.permissions import Visitor

MOST_CHARACTERS = 5_000_000  # a hundred lessons with all texts as long as they may be
MOST_WAITING, MOST_WAITING_OF_VISITORS = 3, 20


def ask(kind: str, about: About, *, reader: Visitor) -> Printout:
    """Ask for the document in the active language. Whoever asks for one that is there, or on its way, shares it.

    Raises ValidationError if it is too long, or if as many wait for this person as may.
    """
    version = version_of(kind, about, reader)
    there = Printout.objects.filter(fingerprint=version.fingerprint)
    printout = there.first()
    if printout is None:
        printout = _new(kind, about, reader, version)
    elif printout.state == "failed" or printout.is_lost:
        there.filter(state=printout.state).update(state="waiting", content="", size=0, attempts=0, asked_at=now())
        printout.refresh_from_db()
    elif printout.state == "made":
        there.update(asked_at=now())  # what is asked for is kept longest
    return printout


def current(kind: str, about: About, *, reader: Visitor) -> Printout | None:
    """Return the finished document that says what `reader` may be told now, in the active language, if any."""
    version = version_of(kind, about, reader)
    return Printout.objects.filter(fingerprint=version.fingerprint, state="made").first()


def _new(kind: str, about: About, reader: Visitor, version: Version) -> Printout:
    if version.characters > MOST_CHARACTERS:
        raise ValidationError(_("These are too many words for one document. Divide the collection into two."))
    waiting, is_somebody = Printout.objects.of(reader).at_work().count(), isinstance(reader, User)
    if waiting >= (MOST_WAITING if is_somebody else MOST_WAITING_OF_VISITORS):
        raise ValidationError(
            _("Several documents are being made for you. Ask for this one when they are ready, in a few minutes.")
            if is_somebody
            else _("Many documents are being made right now. Ask for this one in a few minutes.")
        )
    try:
        with transaction.atomic():
            return Printout.objects.create(
                kind=kind,
                collection=about if isinstance(about, Collection) else None,
                network=about if isinstance(about, Network) else None,
                reader=reader if isinstance(reader, User) else None,
                language=get_language() or "es",
                fingerprint=version.fingerprint,
            )
    except IntegrityError:  # asked for twice at once
        return Printout.objects.get(fingerprint=version.fingerprint)


def ask_to_mail(network: Network, *, to: User, by: User) -> Printout:
    """Let a worker make the handover pack in the language of `to`, and mail it: once, however often asked."""
    asked = Printout.objects.of(to).at_work().filter(network=network, mailed_by__isnull=False).first()
    return asked or Printout.objects.create(
        kind=Kind.HANDOVER_PDF, network=network, reader=to, language=to.language, mailed_by=by
    )
