"""These functions change a conversation, and tell whom it concerns."""

from datetime import timedelta
from enum import Enum
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from base.lines import one_line
from lessons.conversation.mentions import keep_mentions, with_names
from lessons.conversation.models import Comment, CommentMention, CommentReport, TalkPreference
from lessons.conversation.queries import address_of_comment
from lessons.notices.actions import notify
from lessons.notices.models import Notice
from lessons.record.audience import readers_of
from lessons.record.models import Lesson
from networks.mail.letters import absolute_url, write_letter
from networks.mail.tasks import post
from networks.models import RefusedMail, User
from networks.people.queries import answering_for

LETTER_RULE = "comment"  # see networks/mail/rules.py
# A person talks; a script floods.
MOST_COMMENTS = ((10, timedelta(minutes=10)), (60, timedelta(days=1)))
MOST_REPORTS = 20  # a day


class Why(Enum):
    """Says why somebody is told of a comment. Where several hold, the first counts."""

    MENTIONED = "mentioned"
    ANSWERED = "answered"
    THEIRS = "theirs"  # it is on a lesson that they wrote or answer for


@transaction.atomic
def add_comment(lesson: Lesson, *, by: User, text: str, key: UUID, answering: Comment | None = None) -> Comment:
    """Keep a comment, and tell whom it concerns. A form sent again, with the same `key`, changes nothing.

    Raises ValidationError if a mention names nobody or several, if the answered comment no longer stands, or at a
    flood.
    """
    User.objects.select_for_update(no_key=True).get(pk=by.pk)  # a form sent twice at once is kept once
    earlier = Comment.objects.filter(key=key).first()
    if earlier and (earlier.by_id, earlier.lesson_id) == (by.pk, lesson.pk):
        return earlier
    if answering and not lesson.comments.standing().threads().said_to(by).filter(pk=answering.pk).exists():
        raise ValidationError(_("The comment you are answering was withdrawn or hidden meanwhile."))
    _refuse_a_flood(by)
    stored = Lesson.objects.get(pk=lesson.pk)  # its source too, which the writer may not know
    kept, people = keep_mentions(text, by, stored)
    key = uuid4() if earlier else key  # somebody else's: not made by this form
    comment = Comment.objects.create(lesson=stored, by=by, text=kept, key=key, answering=answering)
    CommentMention.objects.bulk_create([CommentMention(comment=comment, person_id=pk) for pk in people])
    _tell(comment)
    return comment


def _refuse_a_flood(by: User) -> None:
    for most, span in MOST_COMMENTS:
        if Comment.objects.filter(by=by, created_at__gt=now() - span).count() >= most:
            raise ValidationError(_("That is a lot in a short time. Wait a few minutes, and send it again."))


def recipients_of(comment: Comment) -> dict[User, Why]:
    """Return whom a comment concerns, and why: never its writer, and only people who may still read the lesson."""
    lesson, root = comment.lesson, comment.answering
    reasons = dict.fromkeys([lesson.author_id, lesson.steward_id], Why.THEIRS)
    reasons |= {root.by_id: Why.ANSWERED} if root else {}
    reasons |= dict.fromkeys(comment.mentions.values_list("pk", flat=True), Why.MENTIONED)
    readers = readers_of(lesson, lesson.shared_with.all()).filter(pk__in=[pk for pk in reasons if pk])
    return {person: reasons[person.pk] for person in readers.exclude(pk=comment.by_id)}


def _tell(comment: Comment) -> None:
    """Give all whom it concerns a notice; those mentioned or answered also a mail at once, if they asked for that."""
    concerned = recipients_of(comment)
    for person, why in concerned.items():
        kind = Notice.Kind.MENTIONED if why is Why.MENTIONED else Notice.Kind.COMMENTED
        notify(kind, [person], lesson=comment.lesson, about=f"comment:{comment.pk}", subject=comment.pk, by=comment.by)
    addressed = {person: why for person, why in concerned.items() if why is not Why.THEIRS}
    paused = RefusedMail.objects.paused().values("user")
    asked = {*TalkPreference.objects.filter(user__in=addressed).exclude(user__in=paused).values_list("user", flat=True)}
    for person, why in addressed.items():
        if person.pk in asked:
            with translation.override(person.language):
                _mail(comment, person, why)


def reaches_reader(reader: User, comment: int) -> bool:
    """Return whether a mail may still carry the comment to `reader`: it stands, and they may read it."""
    return Comment.objects.standing().said_to(reader).filter(pk=comment).exists()


def _mail(comment: Comment, person: User, why: Why) -> None:
    context = {
        "name": one_line(person.get_short_name()),
        "by": one_line(str(comment.by)),
        "lesson": one_line(str(comment.lesson)),
        "text": with_names(comment.text, comment.mentions.all()),
        "is_answer": why is Why.ANSWERED,
        "url": absolute_url(address_of_comment(comment, person)),
        "url_of_choice": absolute_url(reverse("lessons:talk_mail")),
    }
    letter = write_letter(
        "comment", context, to=person.email, language=person.language, rule=LETTER_RULE, about=comment.pk
    )
    post(letter)


@transaction.atomic
def take_back(comment: Comment, *, by: User) -> None:
    """Empty a comment of `by`: a trace stays, the text does not. A comment of somebody else stays as it is."""
    taken = Comment.objects.filter(pk=comment.pk, by=by, taken_back_at=None).update(text="", taken_back_at=now())
    if taken:
        CommentMention.objects.filter(comment=comment).delete()


@transaction.atomic
def report(comment: Comment, *, by: User, reason: str) -> None:
    """Put the comment before the secretariat. Each person reports it once: their first reason stands.

    Raises ValidationError if one person reports very many.
    """
    if CommentReport.objects.filter(by=by, created_at__gt=now() - timedelta(days=1)).count() >= MOST_REPORTS:
        raise ValidationError(_("You have reported many comments today. Write to the secretariat of the network."))
    kept, is_new = CommentReport.objects.get_or_create(comment=comment, by=by, defaults={"reason": reason})
    if is_new:  # who reported it is for the page of moderation alone
        moderators = [person for person in answering_for(comment.lesson.network) if person != by]
        notify(Notice.Kind.REPORTED, moderators, lesson=comment.lesson, about=f"report:{kept.pk}", subject=kept.pk)


@transaction.atomic
def hide(comment: Comment, *, by: User, reason: str) -> None:
    """Hide it from all but its writer and moderators, and answer its reports. Hiding twice changes nothing."""
    hidden = {"hidden_at": now(), "hidden_by": by, "hidden_reason": reason}
    if Comment.objects.standing().filter(pk=comment.pk).update(**hidden):
        _answer(comment, by)


@transaction.atomic
def leave(comment: Comment, *, by: User) -> None:
    """Answer the comment's reports by showing it, again if it was hidden."""
    Comment.objects.filter(pk=comment.pk).update(hidden_at=None, hidden_by=None, hidden_reason="")
    _answer(comment, by)


def _answer(comment: Comment, by: User) -> None:
    comment.reports.filter(answered_at=None).update(answered_at=now(), answered_by=by)


def choose_mail(person: User, *, at_once: bool) -> None:
    if at_once:
        TalkPreference.objects.get_or_create(user=person)
    else:
        TalkPreference.objects.filter(user=person).delete()
