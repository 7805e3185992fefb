from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class LessonsConfig(AppConfig):
    name = "lessons"
    verbose_name = _("Lessons")

    def ready(self) -> None:
        from lessons.conversation.actions import LETTER_RULE, reaches_reader
        from lessons.record.models.audience import OF_A_PERSON, make_everyone
        from networks.mail.rules import RULES
        from networks.record.rights import ALSO_READ

        RULES[LETTER_RULE] = reaches_reader
        ALSO_READ["audiences"] = OF_A_PERSON
        post_migrate.connect(make_everyone, sender=self)
