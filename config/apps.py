from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        from config import celery  # noqa: F401  (shared_task binds to this app)
        from config.accounts import mail_again, signins
        from config.backup import checks  # noqa: F401  (registers itself)

        mail_again.connect()
        signins.connect()
