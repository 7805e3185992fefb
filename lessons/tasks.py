"""Collects the tasks of all features, for Celery, which looks for them here.

Their names keep this path: beat's schedule and what waits in a broker know them by it.
"""

from lessons.changes.tasks import fold_changes
from lessons.counts.tasks import fold_counts
from lessons.experience.tasks import ask_for_results
from lessons.exports.tasks import make_export, make_exports
from lessons.files.tasks import read_attachment, read_attachments
from lessons.importing.tasks import forget_imports, read_import, resume_imports, undo_import, write_import
from lessons.integrity.tasks import check_stewards, clear_files
from lessons.meaning.tasks import find_meaning, keep_meanings
from lessons.printouts.tasks import make_printout, make_printouts
from lessons.search.tasks import add_words, recount_words
from lessons.sources.tasks import check_links, check_some_links
from lessons.unanswered.tasks import forget_searches
from lessons.verification.tasks import tell_what_is_due

__all__ = [
    "add_words",
    "ask_for_results",
    "check_links",
    "check_some_links",
    "check_stewards",
    "clear_files",
    "find_meaning",
    "fold_changes",
    "fold_counts",
    "forget_imports",
    "forget_searches",
    "keep_meanings",
    "make_export",
    "make_exports",
    "make_printout",
    "make_printouts",
    "read_attachment",
    "read_attachments",
    "read_import",
    "recount_words",
    "resume_imports",
    "tell_what_is_due",
    "undo_import",
    "write_import",
]
