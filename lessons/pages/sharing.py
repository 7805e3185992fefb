"""A lesson's address can be sent on, with a text that goes along and a sentence on who will be able to open it."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from base.lines import one_line
from lessons.record.audience import readers_named
from lessons.record.models import Lesson
from networks.mail.letters import absolute_url

WHATSAPP = "https://wa.me/"  # a link that the reader presses: nothing is loaded from there


@dataclass(frozen=True)
class Sharing:
    """Holds what is sent on: `text` goes with the address; `who` is a sentence."""

    url: str
    text: str
    who: str

    @property
    def whatsapp(self) -> str:
        return f"{WHATSAPP}?{urlencode({'text': f'{self.text} {self.url}'})}"


def sharing_of(lesson: Lesson) -> Sharing | None:
    """Return what is sent on; None for a draft, or for a lesson that was taken down, since nobody could open it.

    If not everybody may read the lesson, no word of it goes along: a chat has other readers. If the translation
    reaches fewer than its lesson, the original's title goes instead.
    """
    if not lesson.is_standing:
        return None
    text = one_line(_title(lesson)) if lesson.is_public else _("A lesson of Memoria Viva. Sign in to read it:")
    return Sharing(absolute_url(lesson.get_absolute_url()), text, readers_named(lesson, "").who)


def _title(lesson: Lesson) -> str:
    if getattr(lesson.translation, "only_for", ""):
        return Lesson.objects.values_list("title", flat=True).get(pk=lesson.pk)
    return lesson.title
