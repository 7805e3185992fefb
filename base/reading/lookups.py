"""`network__any=[3, 5]` asks whether a key is among these, with one parameter however many there are.

So the SQL of a question is the same for everybody who asks it, and can be kept. `"{3,5}"` is asked for as well.
"""

from typing import Any

from django.db.models import Field, ForeignKey, Lookup


@Field.register_lookup
@ForeignKey.register_lookup
class AnyOf(Lookup[Any]):
    lookup_name = "any"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        keys = list(self.rhs) if isinstance(self.rhs, tuple) else self.rhs  # Django makes a tuple of a list
        return f"{column} = ANY(%s::bigint[])", (*parameters, keys)
