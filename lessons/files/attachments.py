"""Files are added to a lesson and removed from it; their contents are cleared away later."""

from contextlib import suppress
from datetime import timedelta
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.timezone import now
from django.utils.translation import gettext as _

from lessons.files.checks import Checked
from lessons.files.models import Attachment, Upload
from lessons.record.audience import refuse_more_readers
from lessons.record.models import Lesson
from networks.models import User

MOST_OF_A_LESSON = 10
# What one person adds in a day, counting what they removed again: nobody fills the disk.
MOST_OF_A_DAY = 500 * 1024 * 1024


def add(
    lesson: Lesson, checked: Checked, *, by: User, key: UUID, title: str, file_name: str, told: str = ""
) -> Attachment:
    """Keep a file. The same form sent again, or the same file, returns the attachment that is there.

    Raises ValidationError if the lesson has as many as it may, or `by` added very much today; MoreReaders, before its
    content is on the disk, if the lesson reaches people whom the form (`told`) did not name.
    """
    attachment = _new(lesson, checked, by=by, key=key, title=title, file_name=file_name)
    try:
        with transaction.atomic():
            there = _there_already(attachment)
            refuse_more_readers(lesson, told)
            if there is not None:
                _agree(there, by)
            else:
                _refuse_more(attachment)
                if Attachment.objects.filter(key=attachment.key).exists():
                    attachment.key = uuid4()  # the same form again, of a file that was removed: the key stays with that
                attachment.content.save(file_name, checked.content, save=False)
                attachment.save(force_insert=True)
    except BaseException:
        with suppress(OSError):
            _drop_content(attachment)
        raise
    return there or attachment


def _new(lesson: Lesson, checked: Checked, *, by: User, key: UUID, title: str, file_name: str) -> Attachment:
    is_read = checked.format.kind != Attachment.Kind.PDF
    return Attachment(
        lesson=lesson,
        key=key,
        title=title,
        file_name=file_name,
        kind=checked.format.kind,
        extension=checked.extension,
        mime=checked.format.mime,
        size=checked.content.size,
        sha256=checked.sha256,
        thumbnail=checked.thumbnail,
        language=lesson.language,
        added_by=by,
        read_at=now() if is_read else None,
    )


def _there_already(new: Attachment) -> Attachment | None:
    """Return the attachment of the same form or file, if any; of two added at once, the second waits here."""
    Lesson.objects.select_for_update(no_key=True).only("pk").get(pk=new.lesson_id)
    here = Attachment.objects.there().filter(lesson=new.lesson_id)
    return here.filter(key=new.key).first() or here.filter(sha256=new.sha256).first()


def _agree(there: Attachment, by: User) -> None:
    """Let a file that its sender sends again reach whoever reads the lesson now."""
    Attachment.objects.filter(pk=there.pk, added_by=by).update(agreed_at=now())


def _refuse_more(new: Attachment) -> None:
    if Attachment.objects.there().filter(lesson=new.lesson_id).count() >= MOST_OF_A_LESSON:
        raise ValidationError(
            _("A lesson has at most %(limit)s files. Remove one, or put several into one document.")
            % {"limit": MOST_OF_A_LESSON}
        )
    today = Attachment.objects.filter(added_by=new.added_by, added_at__gt=now() - timedelta(days=1))
    if (today.aggregate(all=Sum("size"))["all"] or 0) + new.size > MOST_OF_A_DAY:
        raise ValidationError(_("You have added a lot today. Add this one tomorrow, or a smaller copy of it."))


def _drop_content(attachment: Attachment) -> None:
    if attachment.content:
        attachment.content.delete(save=False)


@transaction.atomic
def remove(attachment: Attachment, *, by: User) -> None:
    """Remove a file: nobody sees, finds or opens it any more. Who removed it stays; removing twice changes nothing."""
    Attachment.objects.there().filter(pk=attachment.pk).update(removed_at=now(), removed_by=by)


def clear() -> dict[str, int]:
    """Delete contents removed long ago, and abandoned uploads. Return how many of each. Runs each night."""
    gone = list(Attachment.objects.long_gone())
    for attachment in gone:
        name = attachment.content.name or ""
        Attachment.objects.filter(pk=attachment.pk).update(content="", text="", thumbnail=b"")
        attachment.content.storage.delete(name)
    return {"contents": len(gone), "uploads": Upload.objects.forget_expired()}
