"""A rule tells whether a letter still reaches whom it was written to.

It is asked when the letter is sent: that may be days later, and whoever left a network meanwhile has no right any more
to what is said in it.
"""

from collections.abc import Callable

from networks.mail.models import Letter
from networks.people.queries import answering_for
from networks.record.models import Network, User
from networks.record.permissions import Permission, can

Rule = Callable[[User, int], bool]
TAKES_PART, ANSWERS = "takes_part", "answers"

RULES: dict[str, Rule] = {
    TAKES_PART: lambda reader, network: can(reader, Permission.READ, Network.objects.get(pk=network)),
    ANSWERS: lambda reader, network: answering_for(Network.objects.get(pk=network)).contains(reader),
}


def still_reaches(letter: Letter, reader: User | None) -> bool:
    """Return whether the letter still reaches its reader, by its rule.

    A letter without a rule reaches whoever has the address: an invitation does, to somebody without an account.
    """
    if not letter.rule:
        return True
    return reader is not None and letter.about is not None and RULES[letter.rule](reader, letter.about)
