"""Granian serves this application: Django behind `config.web.front`, which waits for slow lines in its place."""

import os

from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
_django = get_wsgi_application()
# Whoever waits for a row holds one of few threads: one long import would stop the whole site. Workers may wait.
connections.settings["default"]["OPTIONS"]["options"] += " -c lock_timeout=8s"

from config.bodies import limit_of  # noqa: E402 - it reads the addresses, which need Django's models
from config.web.front import Front, threads  # noqa: E402

application = Front(_django, limit_of, threads())
