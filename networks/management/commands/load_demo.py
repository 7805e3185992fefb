"""This command makes demo accounts: invented people in real networks."""

import os
import secrets
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from networks.record.models import Membership, Network, Role, User

DOMAIN = "demo.memoriaviva.example"  # .example: no mail can ever reach anybody
ADMIN = ("admin", "Rosa Quispe Huamaní", True)
PEOPLE = [  # login, name, network, role
    ("secretaria.cies", "Julia Paredes Tello", "cies", Role.SECRETARIAT),
    ("miembro.cies", "Martín Chávez Ríos", "cies", Role.MEMBER),
    ("secretaria.forosalud", "Elena Mamani Condori", "forosalud", Role.SECRETARIAT),
    ("miembro.forosalud", "Luis Tapullima Shapiama", "forosalud", Role.MEMBER),
    ("secretaria.conveagro", "Nélida Ccori Yupanqui", "conveagro", Role.SECRETARIAT),
    ("miembro.conveagro", "Fermín Apaza Larico", "conveagro", Role.MEMBER),
    ("observadora", "Carmen Ugarte Salas", "foro-educativo", Role.OBSERVER),
    ("sin.red", "Diego Ramírez Vela", None, None),
]


def _account(login: str, name: str, password: str, *, is_admin: bool = False) -> User:
    email = f"{login}@{DOMAIN}"
    user = User.objects.filter(email=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, is_admin=is_admin)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


class Command(BaseCommand):
    help = "Create the demo accounts. Only where the stack is embedded, unless --anywhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anywhere", action="store_true", help="create them in this database all the same")
        parser.add_argument("--password", help="default: one made at random the first time")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if not (settings.EMBEDDED or options["anywhere"]):
            raise CommandError("Demo accounts are for the embedded run. Use --anywhere if you mean it.")
        if User.objects.filter(email__endswith=f"@{DOMAIN}").exists():
            self.stdout.write("Demo accounts: already there.")
            return
        if User.objects.exists() and not options["anywhere"]:
            self.stdout.write("Demo accounts: none, for people are there, as after a restore.")
            return
        password = options["password"] or secrets.token_urlsafe(9)
        lines = self._create(password)
        self._keep("\n".join([*lines, f"password of all of them: {password}", ""]))

    def _create(self, password: str) -> list[str]:
        admin = _account(*ADMIN[:2], password, is_admin=True)
        lines = [f"{admin.email:<50} platform admin"]
        for login, name, slug, role in PEOPLE:
            user = _account(login, name, password)
            if slug and role:
                network = Network.objects.get(slug=slug)
                Membership.objects.get_or_create(user=user, network=network, defaults={"role": role})
            lines.append(f"{user.email:<50} {f'{role.value} of {slug}' if role else 'no network'}")
        return lines

    def _keep(self, text: str) -> None:
        """Write the accounts where `manage.py up` looks for them; elsewhere print them once."""
        path = os.environ.get("DEMO_ACCOUNTS_FILE")
        if not path:
            self.stdout.write(text)
            return
        Path(path).touch(mode=0o600)
        Path(path).write_text(text, encoding="utf-8")
