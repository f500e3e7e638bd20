"""How records of one authority refer to each other: by keys, joins and questions that all carry the authority."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from django.db import models
from django.db.models.expressions import Col
from django.db.models.fields.related_lookups import RelatedExact, RelatedIn
from django.db.models.sql.where import AND, WhereNode


class WithinAuthorityForeignKey(models.ForeignKey):
    """A reference from one record of an authority to another record of the same authority.

    The database holds it as a key of two columns, (authority, id), so that a record can never point into a
    neighbour's data and so that the tables can be distributed by authority. Joins carry the authority as well, and so
    does whatever is asked for by the record itself (`filter(project=project)`, `project.positions`, a prefetch): all
    indexes lead with it.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        options["db_constraint"] = False  # the composite key is made by migrations/sql/keys.sql
        options.setdefault("db_index", False)  # composite indexes lead with the authority instead
        super().__init__(to, on_delete, **options)

    def get_extra_restriction(self, alias: str | None, related_alias: str | None) -> WhereNode | None:
        """Join on the authority too: both tables lead their indexes with it."""
        mine = cast("models.ForeignKey[Any, Any]", self.model._meta.get_field("authority"))
        theirs = cast("models.ForeignKey[Any, Any]", self.related_model._meta.get_field("authority"))
        same = RelatedExact(mine.get_col(str(related_alias)), theirs.get_col(str(alias)))
        return WhereNode([same], connector=AND)  # type: ignore[list-item]  # the stubs forget that lookups are nodes


class _NamesTheAuthority:
    """A lookup that adds the authorities of the records it is given, where it is given records."""

    lhs: Any

    def __init__(self, lhs: Any, rhs: Any) -> None:
        given = rhs if isinstance(rhs, Iterable) and not isinstance(rhs, models.QuerySet) else [rhs]
        of_records: set[int | None] = {getattr(one, "authority_id", None) for one in given}
        known = sorted(one for one in of_records if one is not None)
        self._authorities = known if len(known) == len(of_records) else []
        super().__init__(lhs, rhs)  # type: ignore[call-arg]  # of the lookup beside it

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        sql, params = super().as_sql(compiler, connection)  # type: ignore[misc]  # of the lookup beside it
        if not self._authorities or not isinstance(self.lhs, Col):
            return sql, list(params)
        authority = cast("models.ForeignKey[Any, Any]", self.lhs.target.model._meta.get_field("authority"))
        column, column_params = compiler.compile(authority.get_col(self.lhs.alias))
        if len(self._authorities) == 1:
            return f"({sql} AND {column} = %s)", [*params, *column_params, self._authorities[0]]
        return f"({sql} AND {column} = ANY(%s))", [*params, *column_params, self._authorities]


@WithinAuthorityForeignKey.register_lookup
class RecordIs(_NamesTheAuthority, RelatedExact):  # type: ignore[misc]  # the lookup's own types are not in the stubs
    """`project=project`"""


@WithinAuthorityForeignKey.register_lookup
class RecordIn(_NamesTheAuthority, RelatedIn):  # type: ignore[misc]  # the lookup's own types are not in the stubs
    """`project__in=[project, …]`, which is also how related records are fetched beforehand."""
