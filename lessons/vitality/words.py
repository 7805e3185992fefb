"""The page says its verdict and its sentence in these words."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lessons.vitality.rules import WAITING_LONG_DAYS, Fact, Reading, Says, Verdict

VERDICTS = {
    Verdict.NOTHING: gettext_lazy("Nothing yet"),
    Verdict.BEGINNING: gettext_lazy("Just beginning"),
    Verdict.ALIVE: gettext_lazy("Alive"),
    Verdict.SLOWING: gettext_lazy("Slowing down"),
    Verdict.SILENT: gettext_lazy("Falling silent"),
}
_PLAIN = {
    Says.NOTHING_WRITTEN: gettext_lazy("nobody has written a lesson yet"),
    Says.NOTHING_HAPPENED: gettext_lazy("for a year nothing has been written or confirmed"),
    Says.ONLY_KEPT: gettext_lazy("lessons are used or verified, but none was written or confirmed in a year"),
    Says.MORE_CONFIRMED: gettext_lazy("more is confirmed than written"),
    Says.MORE_WRITTEN: gettext_lazy("more is written than confirmed"),
    Says.AS_MUCH: gettext_lazy("as much is confirmed as is written"),
}


def sentence(reading: Reading) -> str:
    return capfirst("; ".join(_in_words(fact) for fact in reading.facts)) + "."


def _in_words(fact: Fact) -> str:
    number = fact.number
    counted = {"number": number, "before": fact.before, "days": WAITING_LONG_DAYS}
    if fact.says in _PLAIN:
        return str(_PLAIN[fact.says])
    if fact.says is Says.ONLY_CONFIRMED:
        text = ngettext(
            "nothing was written in a year, and %(number)s lesson confirmed",
            "nothing was written in a year, and %(number)s lessons confirmed",
            number,
        )
    elif fact.says is Says.ONLY_WRITTEN:
        text = ngettext(
            "%(number)s lesson was written in a year, and none confirmed",
            "%(number)s lessons were written in a year, and none confirmed",
            number,
        )
    elif fact.says is Says.LESS_DONE:
        text = _(
            "less was written, confirmed, used and verified than in the year before: "
            "%(number)s times instead of %(before)s"
        )
    elif fact.says is Says.FEWER_AUTHORS:
        text = ngettext(
            "%(number)s person writes, of %(before)s in the year before",
            "%(number)s people write, of %(before)s in the year before",
            number,
        )
    elif fact.says is Says.WAIT_LONG:
        text = ngettext(
            "%(number)s lesson has waited to be verified for %(days)s days or longer",
            "%(number)s lessons have waited to be verified for %(days)s days or longer",
            number,
        )
    else:
        text = ngettext("%(number)s lesson waits to be verified", "%(number)s lessons wait to be verified", number)
    return text % counted
