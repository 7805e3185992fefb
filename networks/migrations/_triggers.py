"""Triggers of many models are added at once: to add them one by one renders all models anew for each."""

from typing import Any

from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class CreateTriggers(Operation):
    """Makes the triggers that the models of these names, created before, have among their options."""

    reversible = True

    def __init__(self, models: list[str]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: Any) -> None:
        pass  # `CreateModel` told of them

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in self.models:
            for trigger in to_state.models[app_label, model].options["triggers"]:
                AddTrigger(model, trigger).database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        pass  # they go with their tables

    def describe(self) -> str:
        return f"Create the triggers of {len(self.models)} models"
