"""Invented people, only where nobody takes them for real ones."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from networks.models import Membership, Role, User


@pytest.fixture
def frame(db: None) -> None:
    call_command("load_frame", verbosity=0)


def test_the_embedded_run_has_one_of_each_kind(frame: None, settings: Any, tmp_path: Path, monkeypatch):
    settings.EMBEDDED = True
    kept = tmp_path / "accounts.txt"
    monkeypatch.setenv("DEMO_ACCOUNTS_FILE", str(kept))
    call_command("load_demo")
    assert User.objects.filter(is_admin=True).count() == 1
    for network in ("cies", "forosalud", "conveagro"):
        roles = Membership.objects.filter(network__slug=network).values_list("role", flat=True)
        assert set(roles) == {Role.MEMBER, Role.SECRETARIAT}
    assert Membership.objects.filter(role=Role.OBSERVER).count() == 1
    assert User.objects.filter(memberships=None, is_admin=False).count() == 1
    password = kept.read_text().splitlines()[-1].split(": ")[1]
    assert all(user.check_password(password) for user in User.objects.all())
    assert kept.stat().st_mode & 0o077 == 0


def test_load_demo_twice_changes_nothing(frame: None, settings: Any):
    settings.EMBEDDED = True
    call_command("load_demo")
    before = list(User.objects.order_by("pk").values())
    call_command("load_demo", password="otra")
    assert list(User.objects.order_by("pk").values()) == before


def test_elsewhere_nobody_is_made_unless_asked_for(frame: None, settings: Any):
    settings.EMBEDDED = False
    with pytest.raises(CommandError, match="--anywhere"):
        call_command("load_demo")
    assert not User.objects.exists()
    call_command("load_demo", anywhere=True)
    assert User.objects.count() == 9


def test_where_people_are_after_a_restore_no_demo_admin_is_added(frame: None, settings: Any):
    settings.EMBEDDED = True
    User.objects.create_user("ana@ejemplo.example", name="Ana")
    call_command("load_demo")
    assert User.objects.count() == 1
