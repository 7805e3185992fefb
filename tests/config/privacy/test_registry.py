"""Each column that refers to a person is decided on, where its table stands."""

from collections.abc import Iterator

import pytest
from django.apps import apps

from base.models import declared_privacy
from config.privacy.registry import (
    HISTORIES,
    LIBRARIES,
    deleted_with_account,
    privacy_of,
    references,
    shown,
    undecided,
)
from lessons.models import Collection
from networks.models import JoinRequest, Suspension

WHAT_TO_DO = (
    "say in the `class Privacy` of its model under which title its rows are `shown` to the person, or why they are"
    " `not_shown` (base/models/privacy.py); of a table of a library, say so in config/privacy/registry.py"
)


@pytest.fixture
def forgetful() -> Iterator[None]:
    """What was read is read again."""
    for read in (declared_privacy, privacy_of):
        read.cache_clear()
    yield
    for read in (declared_privacy, privacy_of):
        read.cache_clear()


def test_each_column_that_refers_to_a_person_is_decided_on():
    assert undecided() == [], WHAT_TO_DO


def test_an_undecided_column_is_found_with_its_history(monkeypatch, forgetful):
    monkeypatch.delattr(Collection, "Privacy")
    assert undecided() == ["lessons.collection.by", "lessons.collectionevent.by"]


def test_what_is_written_of_any_table_can_be_meant():
    decided = {f"{model._meta.label_lower}.{name}" for model in tables() for name in privacy_of(model).decided}
    assert decided <= {name for name, _field in references()}, "it refers to no person"


def tables() -> list[type]:
    return [model for model in apps.get_models() if not model._meta.proxy]


def test_what_is_written_here_is_of_tables_that_cannot_say_it_themselves():
    assert [model for model in LIBRARIES if hasattr(model, "Privacy")] == []
    assert [model for model in HISTORIES if not hasattr(model, "pgh_event_model")] == []


def test_a_misspelled_column_is_refused(monkeypatch, forgetful):
    monkeypatch.setattr(Collection.Privacy, "withheld", {"share_tokens": "secret"})
    with pytest.raises(Exception, match=r"lessons.Collection.Privacy: has no column: share_tokens"):
        test_what_is_written_of_any_table_can_be_meant()


def test_of_histories_those_of_the_person_are_shown():
    events = {field.model.pgh_tracked_model for _name, field in shown() if hasattr(field.model, "pgh_tracked_model")}
    assert events == HISTORIES.keys() - {Suspension}
    assert "lessons.lessonevent.author" in {name for name, _field in references()} - {name for name, _field in shown()}


def test_the_columns_that_go_with_an_account_are_those_of_the_docs():
    """As docs/personal-data.md promises. What goes by its state, or is only emptied, is in forgetting.py."""
    assert {f"{model._meta.label_lower}.{column}" for model, column in deleted_with_account()} == {
        "account.emailaddress.user",
        "digests.subscription.user",
        "lessons.consideration.user",
        "lessons.export.by",
        "lessons.notice.to",
        "lessons.reviewask.person",
        "lessons.savedsearch.by",
        "lessons.talkpreference.user",
        "lessons.upload.by",
        "mfa.authenticator.user",
        "networks.joinrequest.user",
        "networks.joinrequestevent.user",
        "networks.letter.about_person",
        "networks.membership.user",
        "networks.refusedmail.user",
        "networks.signin.user",
        "networks.suspension.user",
        "networks.suspensionevent.user",
    }


def test_a_row_goes_before_its_history_and_once():
    gone = deleted_with_account()
    assert len(set(gone)) == len(gone)
    assert gone.index((JoinRequest, "user")) < gone.index((JoinRequest.pgh_event_model, "user"))
