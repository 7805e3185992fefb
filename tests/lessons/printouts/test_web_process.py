"""The web server stays small, whatever documents people take away: the whole measure is `python -m bench.packs`."""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from networks.models import User
from tests.support.files.packs import Visitor, environment, long_collections, memory_of, take
from tests.support.servers.served import served

pytestmark = pytest.mark.django_db(transaction=True)

HEAVY = {"typst", "docx", "pypdfium2"}
# What a web server does: answer. Then it says which libraries it has.
VISIT = """
import sys, django
django.setup()
from django.conf import settings
from django.test import Client
from networks.models import User
visitor, client = Client(), Client()
client.force_login(User.objects.get(email=sys.argv[1]), backend=settings.AUTHENTICATION_BACKENDS[0])
for address in sys.argv[2:]:
    for each in (visitor, client):
        assert each.get(address).status_code in {200, 302}, address
        if address.endswith(("paquete.pdf", "paquete.docx")):
            assert each.post(address).status_code == 302, address
print(*{name.partition(".")[0] for name in sys.modules})
"""


def libraries_after(user: User, addresses: list[str]) -> set[str]:
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    told = {**os.environ, "DATABASE_URL": database, "ALLOWED_HOSTS": "testserver", "DEBUG": "true"}
    command = [sys.executable, "-c", VISIT, user.email, *addresses]
    ended = subprocess.run(command, env=told, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr[-2000:]
    return {*ended.stdout.splitlines()[-1].split()}


def test_no_library_that_makes_or_reads_documents_is_loaded(cast):
    [collection] = long_collections(cast.network, cast.user("secretariat"), many=1, lessons=2)
    network, page = f"/redes/{cast.network.slug}/", collection.get_absolute_url()
    files = [f"{page}paquete.pdf", f"{page}paquete.docx", f"{network}entrega.pdf"]
    others = ["/", "/lecciones/", "/organizaciones/", f"{network}entrega/", f"{network}importar/", "/vacios/tabla.csv"]
    libraries = libraries_after(
        cast.user("secretariat"),
        [page, *files, *others, "/organizaciones/exportar.csv", "/organizaciones/exportar.xlsx"],
    )
    assert "django" in libraries
    assert not HEAVY & libraries


def test_what_packs_of_long_lessons_take_is_given_back(cast, tmp_path):
    collections = long_collections(cast.network, cast.user("member"), many=4, lessons=40)
    with served(environment(), Path(tmp_path)) as web:
        visitor = Visitor(web.address)
        for collection in collections:
            visitor.get(collection.get_absolute_url())
        before = memory_of(web.process.process.pid)
        sizes = [
            take(visitor, collection, file)
            for collection, file in zip(collections, ["paquete.pdf", "paquete.docx"] * 2, strict=True)
        ]
        kept = memory_of(web.process.process.pid) - before
        print(
            f"{before:.0f} MB before, {kept:.0f} MB more after {len(sizes)} packs of {sum(sizes) / 1e6:.0f} MB in all"
        )
        assert kept < 25
