"""The words in use are kept up to date, so that a slip of the finger is known for one."""

from celery import shared_task

from lessons.search.words import vocabulary


@shared_task(name="lessons.tasks.add_words")
def add_words() -> None:
    """Note the words of the lessons written of late. Runs each ten minutes."""
    vocabulary.add_words()


@shared_task(name="lessons.tasks.recount_words")
def recount_words() -> None:
    """Count all words anew, and forget those that nobody says any more. Runs each night."""
    vocabulary.recount_words()
