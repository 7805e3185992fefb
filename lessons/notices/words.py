"""A notice becomes a sentence in the language of whoever reads it, and leads to the page where it is answered."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lessons.notices.models import Notice

Kind = Notice.Kind
# %(who)s is a person, and their network where they speak in it.
SENTENCES = {
    Kind.CONFIRMED: gettext_noop("%(who)s: it happened to them too"),
    Kind.DIFFERED: gettext_noop("%(who)s: it went differently for them"),
    Kind.USED: gettext_noop("%(who)s used it"),
    Kind.RESULT_TOLD: gettext_noop("%(who)s says what came of using it"),
    Kind.RESULT_ASKED: gettext_noop("You used it: what came of it?"),
    Kind.HANDED_IN: gettext_noop("%(who)s asks for your review"),
    Kind.RETURNED: gettext_noop("%(who)s returned it to you, with a reason"),
    Kind.PUBLISHED: gettext_noop("%(who)s published it"),
    Kind.EDITED: gettext_noop("%(who)s changed your text: see what is different"),
    Kind.OBJECTED: gettext_noop("%(who)s objects to a change"),
    Kind.REVIEWED: gettext_noop("%(who)s left a note in the review"),
    Kind.DUE: gettext_noop("You are responsible for it: is it still true?"),
    Kind.ENDED: gettext_noop("It is no longer in force"),
    Kind.MEANING_CHANGED: gettext_noop("Its meaning changed: does what you said about it still hold?"),
    Kind.TRANSLATED: gettext_noop("%(who)s translated it"),
    Kind.COMMENTED: gettext_noop("%(who)s commented on it"),
    Kind.MENTIONED: gettext_noop("%(who)s mentioned you"),
    Kind.REPORTED: gettext_noop("%(who)s reported a comment"),
    Kind.WIDENED: gettext_noop("More people read it now. May they also read what you said about it?"),
    Kind.DEAD_LINK: gettext_noop("One of its sources no longer answers"),
}


# The page where one acts on a notice, if that is not the lesson's own.
PAGES = {
    **dict.fromkeys((Kind.HANDED_IN, Kind.RETURNED, Kind.REVIEWED), "lessons:review"),
    **dict.fromkeys((Kind.EDITED, Kind.OBJECTED, Kind.MEANING_CHANGED), "lessons:versions"),
    **dict.fromkeys((Kind.COMMENTED, Kind.MENTIONED, Kind.REPORTED), "lessons:conversation"),
    Kind.DUE: "lessons:still_true",
}


def notice_url(notice: Notice) -> str:
    kind = Kind(notice.kind)
    if kind == Kind.RESULT_ASKED:
        return reverse("lessons:told_use", args=[notice.subject])
    return reverse(PAGES[kind], args=[notice.lesson_id]) if kind in PAGES else notice.lesson.get_absolute_url()


def notice_sentence(notice: Notice) -> str:
    """Return the sentence without a full stop: the title of the lesson stands beside it."""
    return _(SENTENCES[Kind(notice.kind)]) % {"who": _who(notice)}


def _who(notice: Notice) -> str:
    """Return who did it: a person, with the network in which they speak. Nobody speaks for the whole of a network."""
    if notice.by and notice.network:
        return _("%(person)s, of %(network)s") % {"person": notice.by, "network": notice.network}
    return str(notice.by or notice.network or _("Somebody"))
