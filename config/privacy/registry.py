"""Each column that refers to a person is decided on: beside the model, or here if that is not of our writing.

A column that nobody has decided on fails a test, so that nothing is forgotten when the product grows.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import models
from django.db.models import ForeignKey
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from base.models import Privacy, checked, declared_privacy
from networks.models import Affiliation, JoinRequest, Membership, Suspension, User

# Tables of libraries. Of the admins' log `forgetting.py` takes the names out, for it says what others did.
LIBRARIES: dict[type[models.Model], Privacy] = {
    EmailAddress: Privacy(shown={"user": _("Your addresses")}, deleted_with={"user"}),
    Authenticator: Privacy(
        shown={"user": _("Your second factors")}, withheld={"data": "secret"}, deleted_with={"user"}
    ),
    LogEntry: Privacy(shown={"user": _("What you changed as an admin")}),
}
# By the table whose history it is. An event is an earlier version of a row: it is not shown, for its row is, and it
# stays when its row goes. But people are shown all that they were and asked for before; and no event stays of what they
# asked for, nor of a suspension.
HISTORIES: dict[type[models.Model], Privacy] = {
    Affiliation: Privacy(shown={"person": _("History of your belonging to networks")}),
    JoinRequest: Privacy(shown={"user": _("History of your requests")}, deleted_with={"user"}),
    Membership: Privacy(shown={"user": _("History of your roles")}),
    Suspension: Privacy(not_shown={"user": "its rows are shown"}, deleted_with={"user"}),
    User: Privacy(shown={"pgh_obj": _("History of your rights")}),
}


@cache
def privacy_of(model: type[models.Model]) -> Privacy:
    if issubclass(model, Event):
        return checked(model, HISTORIES.get(_whose_history(model), Privacy()))
    return checked(model, LIBRARIES[model]) if model in LIBRARIES else declared_privacy(model)


def _whose_history(event: type[models.Model]) -> type[models.Model]:
    tracked: type[models.Model] = event.pgh_tracked_model  # type: ignore[attr-defined]
    return tracked


def references() -> Iterator[tuple[str, "ForeignKey[Any, Any]"]]:
    """Yield all columns of all tables that refer to a person, by "app.table.column".

    Views and proxies are left out: they show what stands in other tables. So is the context of the history, which says
    beside each change by whom and at which address it was made: it has no key, and belongs to what was changed.
    """
    for relation in User._meta.get_fields(include_hidden=True):
        field = getattr(relation, "field", None)
        if isinstance(field, ForeignKey) and field.model._meta.managed and not field.model._meta.proxy:
            yield f"{field.model._meta.label_lower}.{field.name}", field


def shown() -> Iterator[tuple[str, "ForeignKey[Any, Any]"]]:
    """Return the references under which somebody is shown the rows."""
    return ((name, field) for name, field in references() if field.name in privacy_of(field.model).shown)


def undecided() -> list[str]:
    """Return the references that nobody has decided on; of a history, if it is not decided on in its table either."""
    return [name for name, field in references() if field.name not in _decided(field.model)]


def _decided(model: type[models.Model]) -> set[str]:
    own = privacy_of(model).decided
    return own | privacy_of(_whose_history(model)).decided if issubclass(model, Event) else own


def deleted_with_account() -> list[tuple[type[models.Model], str]]:
    """Return the tables of which rows go when an account is closed, each with the column that says whose.

    Histories come last: what is deleted may be noted there.
    """
    tables = [model for model in apps.get_models() if not model._meta.proxy]
    tables.sort(key=lambda model: issubclass(model, Event))
    return [(model, column) for model in tables for column in sorted(privacy_of(model).deleted_with)]
