"""The sources that rules read, by name: their columns are those of the contracts of tables."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from faultbook.registry import registered
from faultbook.rules.frame import Frame
from faultbook.tables import (
    ANOMALY_ALERTS,
    BUDGET_STATUS,
    COST_ANOMALIES,
    ERROR_LOGS_PARSED,
    FAILURE_EVENTS,
    LOGS,
    QUERY_STATEMENTS,
    TEXT_LOGS,
    Table,
)
from faultbook.tables.contract import Column
from faultbook.tables.text_columns import PERSON, WITHOUT_TEXT


def _frame(
    name: str, tables: Table | Iterable[Table], at: str, key: tuple[str, ...], keywords: tuple[str, ...] = ()
) -> Frame:
    several = [tables] if isinstance(tables, Table) else list(tables)
    listed = _every_column(several)
    never_null = frozenset(column.name for column in listed if not column.nullable)
    people = frozenset(name for table in several for name in WITHOUT_TEXT.get(table.name, {}).get(PERSON, ()))
    return Frame(name, MappingProxyType({one.name: one.type for one in listed}), at, key, keywords, never_null, people)


def _every_column(several: Sequence[Table]) -> list[Column]:
    """The columns of all records: NULL where a record's table lacks one; `log_id` is called `event_id`."""
    found: dict[str, list[Column]] = {}
    for table in several:
        for column in table.columns:
            found.setdefault("event_id" if column.name == "log_id" else column.name, []).append(column)
    return [
        Column(name, same[0].type, same[0].comment, len(same) < len(several) or any(one.nullable for one in same))
        for name, same in found.items()
        if len({one.type for one in same}) == 1
    ]


FRAMES: Mapping[str, Frame] = MappingProxyType(
    registered(
        "source of rules",
        (
            _frame(
                "failures",
                FAILURE_EVENTS,
                "happened_at",
                ("event_id",),
                ("title", "message", "stack_trace"),
            ),
            _frame(
                "logs",
                (LOGS, TEXT_LOGS, ERROR_LOGS_PARSED),
                "timestamp",
                ("event_id",),
                ("message", "stack_trace"),
            ),
            _frame("statements", QUERY_STATEMENTS, "started_at", ("workspace_id", "statement_id")),
            _frame("anomalies", ANOMALY_ALERTS, "started_at", ("alert_id",), ("description",)),
            _frame("budgets", BUDGET_STATUS, "actual_through", BUDGET_STATUS.key),
            _frame("spend", COST_ANOMALIES, "first_hour", COST_ANOMALIES.key),
        ),
    )
)
