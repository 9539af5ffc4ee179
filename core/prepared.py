"""A queryset whose SQL is written once per process: for the few reads that every saved page makes.

For a wide read Django works longer on the SQL than PostgreSQL on the answer, and PostgreSQL longer
on its plan than on the rows. A prepared read keeps both, and is still an ordinary queryset, with
the definitions that all other reads share; only the values of its parameters change.

    CASE = Prepared(lambda: Report.objects.filter(round__key=Parameter("round", CharField())))
    report = CASE.first(round="socialtjanst-rss-2025")
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.query import get_related_populators
from django.db.models.sql.compiler import SQLCompiler
from psycopg import RawCursor

__all__ = ["Parameter", "Prepared"]

NEVER_BY_ITSELF = 1_000_000
"""Times that psycopg sees another statement before it prepares that too."""

Row = TypeVar("Row", bound=Model)


class Parameter(Expression):
    """A place in a prepared read whose value is given each time, by name."""

    def __init__(self, name: str, output_field: "Field[Any, Any]") -> None:
        super().__init__(output_field=output_field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """A placeholder with its type, since the server sees it before any value."""
        return f"%s::{self.output_field.cast_db_type(connection)}", (self,)


class _Written(NamedTuple):
    """The SQL with its constants and parameters, and how a row becomes an object."""

    sql: str
    params: Sequence[Any]
    compiler: SQLCompiler
    converters: dict[int, Any]
    fields: list[str]
    related: list[Any]


class Prepared(Generic[Row]):
    """At most one object, read the same way each time. `build` is called at the first read."""

    def __init__(self, build: Callable[[], QuerySet[Row]]) -> None:
        self._build = build

    def first(self, **values: object) -> Row | None:
        """The object with these parameters, None when there is none; one query."""
        written = self._written
        params: list[Any] = [
            values[one.name] if isinstance(one, Parameter) else one for one in written.params
        ]
        with _cursor() as cursor:
            cursor.execute(written.sql, params)
            row = cursor.fetchone()
        return None if row is None else self._object(written, row)

    @cached_property
    def _written(self) -> _Written:
        compiler = self._build().order_by().query.get_compiler(using=connection.alias)
        sql, params = compiler.as_sql()
        columns = [column for column, _, _ in compiler.select]
        own = compiler.klass_info["select_fields"]
        return _Written(
            sql=sql % tuple(f"${at}" for at in range(1, len(params) + 1)),
            params=params,
            compiler=compiler,
            converters=compiler.get_converters(columns),
            fields=[columns[at].target.attname for at in own],
            related=_populators(compiler.klass_info, compiler.select, connection.alias),
        )

    def _object(self, written: _Written, row: Sequence[Any]) -> Row:
        """As Django makes one of a queryset's rows, with its related objects and annotations."""
        compiler = written.compiler
        if written.converters:
            (row,) = compiler.apply_converters([row], written.converters)
        made: Row = compiler.klass_info["model"].from_db(
            connection.alias, written.fields, row[: len(written.fields)]
        )
        for populator in written.related:
            populator.populate(row, made)
        for name, at in compiler.annotation_col_map.items():
            setattr(made, name, row[at])
        return made


_populators: Callable[..., list[Any]] = get_related_populators


class _PreparingCursor(RawCursor[Any]):
    """Values travel beside the SQL, and the server keeps its plan for the connection."""

    def execute(self, query: Any, params: Any = None, **_: object) -> Any:
        return super().execute(query, params, prepare=True)


def _cursor() -> CursorWrapper:
    """Counted and logged by Django as any other."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    if connection.connection.prepare_threshold is None:  # then nothing is, asked for or not
        connection.connection.prepare_threshold = NEVER_BY_ITSELF
    cursor: Any = _PreparingCursor(connection.connection)
    if connection.queries_logged:
        return connection.make_debug_cursor(cursor)
    return connection.make_cursor(cursor)
