"""`python -m bench.packs` measures the memory of the web server before and after twenty learning packs.

Each has a hundred lessons, with texts as long as they may be. It fails if the server keeps more than 50 MB of them.
"""

import logging
import os
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import tests.support.servers.services

tests.support.servers.services.start()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402

from networks.models import Membership, Network, Role, User  # noqa: E402
from tests.support.files.packs import Visitor, environment, long_collections, memory_of, take  # noqa: E402
from tests.support.servers.served import served  # noqa: E402

PACKS, LESSONS, MOST_KEPT = 20, 100, 50


def main() -> bool:
    logging.disable()
    call_command("migrate", verbosity=0)
    call_command("load_frame", verbosity=0)
    network, author = Network.objects.get(slug="cies"), User.objects.create_user(f"packs{time.time()}@ejemplo.example")
    Membership.objects.create(user=author, network=network, role=Role.MEMBER)
    collections = long_collections(network, author, many=PACKS, lessons=LESSONS)
    with (
        TemporaryDirectory() as folder,
        served(environment(), Path(folder)) as web,
    ):
        visitor = Visitor(web.address)
        for _ in range(3):
            visitor.get(collections[0].get_absolute_url())
        before = most = memory_of(web.process.process.pid)
        print(f"before: {before:.0f} MB")
        for number, collection in enumerate(collections, start=1):
            started = time.perf_counter()
            size = take(visitor, collection, "paquete.pdf" if number % 4 else "paquete.docx")
            now = memory_of(web.process.process.pid)
            most = max(most, now)
            took = time.perf_counter() - started
            print(f"pack {number:>2}: {size / 1e6:4.1f} MB in {took:4.1f} s; the web server has {now:.0f} MB")
        kept = memory_of(web.process.process.pid) - before
        print(f"kept: {kept:.0f} MB; most at once between two packs: {most - before:.0f} MB")
    return kept < MOST_KEPT


sys.exit(not main())
