from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = _("Lessons")

    def ready(self) -> None:
        from lessons.conversation.actions import LETTER_RULE, reaches_reader
        from networks.mail.rules import RULES

        RULES[LETTER_RULE] = reaches_reader
