"""All work outside the request is here: when the clock asks for it, and what the desk calls it. A test holds it so."""

from typing import Any, NamedTuple

from celery.schedules import crontab
from django.utils.translation import gettext_lazy as _


class Work(NamedTuple):
    """`name` is that of its row in the database: another name would be a second row. What has waited longer than
    `expires` seconds is dropped, for it is asked for again by then."""

    name: str
    when: Any
    label: Any
    how_often: Any
    expires: int | None = None


SCHEDULE = {
    "config.celery.tick": Work("tick", 30.0, _("Sign of life"), _("every 30 seconds"), 60),
    "config.tasks.backup": Work("backup", crontab("23", "2"), _("Make a backup"), _("every night")),
    "config.tasks.drill": Work(
        "drill", crontab("47", "2", day_of_month="2"), _("Try to restore a backup"), _("every month")
    ),
    "networks.tasks.forget": Work(
        "forget", crontab("41", "3"), _("Delete old sign-ins, invitations and failures"), _("every night")
    ),
    "networks.tasks.forget_sessions": Work(
        "forget-sessions", crontab("23"), _("Remove sessions that have ended"), _("every hour")
    ),
    "networks.tasks.send_due_letters": Work(
        "send-due-letters", crontab(), _("Send the e-mails that are waiting"), _("every minute"), 60
    ),
    "networks.tasks.resume_imports": Work(
        *("resume-imports-of-organisations", crontab()),
        *(_("Resume interrupted imports of organisations"), _("every minute")),
        expires=60,
    ),
    "lessons.tasks.resume_imports": Work(
        "resume-imports-of-lessons", crontab(), _("Resume interrupted imports of lessons"), _("every minute"), 60
    ),
    "digests.tasks.send_due_digests": Work(
        "send-due-digests", crontab("*/5"), _("Send the digests that are due"), _("every 5 minutes"), 300
    ),
    "lessons.tasks.check_stewards": Work(
        *("check-stewards", crontab("17", "3")),
        *(_("Check that each lesson has somebody responsible for it"), _("every night")),
    ),
    "lessons.tasks.fold_changes": Work(
        *("fold-changes", crontab("*/5")),
        *(_("Add up the changes that visitors see"), _("every 5 minutes")),
        expires=300,
    ),
    "lessons.tasks.fold_counts": Work(
        *("fold-counts", crontab("*/5")),
        *(_("Add up the counts of lessons"), _("every 5 minutes")),
        expires=300,
    ),
    "lessons.tasks.forget_imports": Work(
        "forget-imports", crontab("29", "3"), _("Delete imports that nobody confirmed"), _("every night")
    ),
    "lessons.tasks.forget_searches": Work(
        "forget-searches", crontab("11", "0"), _("Forget who searched in vain in weeks that are over"), _("every night")
    ),
    "lessons.tasks.check_links": Work(
        *("check-links", crontab("7", "4", day_of_month="1,9")),
        *(_("Check whether the links in lessons still work"), _("twice a month")),
    ),
    # Of a chain of tasks a lost one is the end: the days after find what it left.
    "lessons.tasks.check_some_links": Work(
        *("go-on-checking-links", crontab("7", "4", day_of_month="2,3,10,11")),
        *(_("Continue checking links that were left out"), _("the days after")),
    ),
    "lessons.tasks.clear_files": Work(
        "clear-files", crontab("53", "3"), _("Delete files that nothing needs any more"), _("every night")
    ),
    "lessons.tasks.make_printouts": Work(
        "make-printouts", crontab(), _("Make the documents that are waiting"), _("every minute"), 60
    ),
    "lessons.tasks.make_exports": Work(
        "make-exports", crontab(), _("Write the lists that people take along"), _("every minute"), 60
    ),
    "lessons.tasks.read_attachments": Work(
        *("read-attachments", crontab("*/5")),
        *(_("Read the files that search does not cover yet"), _("every 5 minutes")),
        expires=300,
    ),
    "lessons.tasks.add_words": Work(
        *("add-words", crontab("*/10")),
        *(_("Note new words, so that search knows a slip of the finger"), _("every 10 minutes")),
        expires=600,
    ),
    "lessons.tasks.recount_words": Work(
        "recount-words", crontab("19", "3"), _("Count the words that lessons say anew"), _("every night")
    ),
    "lessons.tasks.keep_meanings": Work(
        "keep-meanings", crontab(), _("Find out what new lessons mean, for the search"), _("every minute"), 60
    ),
    "lessons.tasks.tell_what_is_due": Work(
        *("tell-what-is-due", crontab("13", "4")),
        *(_("Tell whoever is responsible for a lesson that it is due"), _("every night")),
    ),
    "lessons.tasks.ask_for_results": Work(
        "ask-for-results", crontab("5", "4"), _("Ask those who used a lesson what came of it"), _("every night")
    ),
}
# What the libraries put there by themselves.
OF_LIBRARIES = {"celery.backend_cleanup": (_("Tidy up the queue"), _("every night"))}
# What is done when somebody asked for it.
ON_REQUEST = {
    "digests.tasks.send_digest": _("Send a digest"),
    "lessons.tasks.make_export": _("Write a list to take along"),
    "lessons.tasks.find_meaning": _("Find out what somebody is looking for"),
    "lessons.tasks.make_printout": _("Make a document"),
    "lessons.tasks.read_attachment": _("Read a file of a lesson"),
    "lessons.tasks.read_import": _("Read a file of lessons"),
    "lessons.tasks.undo_import": _("Undo an import of lessons"),
    "lessons.tasks.write_import": _("Save the lessons of a file"),
    "networks.tasks.read_import": _("Read a file of organisations"),
    "networks.tasks.send_letter": _("Send an e-mail"),
    "networks.tasks.write_import": _("Save the organisations of a file"),
}
# Task → what it does and how often, in words.
SCHEDULE_LABELS = {task: (work.label, work.how_often) for task, work in SCHEDULE.items()} | OF_LIBRARIES


def beat_schedule() -> dict[str, dict[str, Any]]:
    """Return the schedule as Celery's beat reads it."""
    return {
        work.name: {"task": task, "schedule": work.when, "options": {"expires": work.expires} if work.expires else {}}
        for task, work in SCHEDULE.items()
    }
