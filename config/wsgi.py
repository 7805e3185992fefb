import os

from django.core.wsgi import get_wsgi_application

from config.logs.traces import hold_back_words

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
hold_back_words()

application = get_wsgi_application()
