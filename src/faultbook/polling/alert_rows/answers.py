"""An answer of the query API as the row that tells best what failed, and what it is read as."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from faultbook.clients.rest import Json
from faultbook.errors import FaultbookError
from faultbook.events.severities import SEVERITIES, normalised
from faultbook.polling.log_sources.lines import hashed
from faultbook.polling.log_sources.log_analytics.rows import fields_of_row
from faultbook.polling.log_sources.log_analytics.tables import row_fields_of, shipped_tables
from faultbook.polling.port import objects, text_at

_CLASSIC = {
    "timestamp": "TimeGenerated", "message": "Message", "severityLevel": "SeverityLevel", "details": "Details",
    "type": "ExceptionType", "outerType": "OuterType", "outerMessage": "OuterMessage", "innermostType": "InnermostType",
    "innermostMessage": "InnermostMessage", "problemId": "ProblemId", "operation_Id": "OperationId",
    "operation_ParentId": "ParentId", "cloud_RoleName": "AppRoleName", "cloud_RoleInstance": "AppRoleInstance",
    "customDimensions": "Properties", "itemCount": "ItemCount", "resultCode": "ResultCode", "name": "Name",
    "target": "Target", "success": "Success", "duration": "DurationMs", "id": "Id",
}  # fmt: skip
"""Columns of Application Insights' own tables -> those of a workspace: `convert-classic-resource` of the vendor."""
_CLASSIC_TABLES = {
    "exception": "AppExceptions", "trace": "AppTraces", "request": "AppRequests", "dependency": "AppDependencies",
    "exceptions": "AppExceptions", "traces": "AppTraces", "requests": "AppRequests", "dependencies": "AppDependencies",
}  # fmt: skip
_TABLE = re.compile(r"(?:\A|;)\s*(?!let\b|set\b)([A-Za-z_]\w*)", re.ASCII)
_LIKE_A_MESSAGE = re.compile(r"message|error|exception|text|description|reason", re.IGNORECASE)
_NO_TEXT = re.compile(r"(?:id|code|type|count|level|time|hash)\Z", re.IGNORECASE)
_UNKNOWN_RANK = 2 * SEVERITIES.index("medium") - 1
"""A row without a level counts before warnings: queries of alerts mostly select failures without keeping the level."""


class NoRows(FaultbookError):
    """The answer has no row: they are not there any more, or this identity may not see them."""


class PartialAnswer(FaultbookError):
    """The API returned a part of the rows, and an error beside it."""


class WrongAnswer(FaultbookError):
    """The answer is no table."""


@dataclass(frozen=True)
class LinkedRows:
    """What an answer holds. `row`: the one that is shown, as it came; `record`: how it is read, by fields of a record.

    same: how many rows have its text; first_at, last_at: of all rows, texts as they came, empty where there are none.
    """

    row: Json
    record: Json
    table: str
    rows: int
    same: int
    first_at: str
    last_at: str


def rows_of(answer: Json, query: str) -> LinkedRows:
    """The rows of an answer, and one of them: of the highest severity that occurs the text that most rows have, and of
    these the earliest. NoRows, PartialAnswer, WrongAnswer.
    """
    if isinstance(answer.get("error"), Mapping):
        raise PartialAnswer("Azure returned a part of the rows only")
    table = next(iter(objects(answer.get("tables"))), None)
    if table is None or not isinstance(table.get("rows"), list):
        raise WrongAnswer("the answer has no table")
    names = [text_at(column, "name") for column in objects(table.get("columns"))]
    found = [dict(zip(names, row, strict=False)) for row in table["rows"] if isinstance(row, list)]
    if not found:
        raise NoRows("the answer has no row: they are gone, or this identity may not see them")
    read = [_Read.of(row, query) for row in found]
    best = min(one.rank for one in read)
    texts = Counter(one.text for one in read if one.rank == best)
    chosen = min((one for one in read if one.rank == best), key=lambda one: (-texts[one.text], one.at, one.hash))
    instants = sorted(one.at for one in read if one.at)
    return LinkedRows(
        row=chosen.row,
        record=chosen.record,
        table=chosen.table,
        rows=len(found),
        same=texts[chosen.text],
        first_at=instants[0] if instants else "",
        last_at=instants[-1] if instants else "",
    )


@dataclass(frozen=True)
class _Read:
    """A row, and how it is read. rank: (has no text, how bad), the smallest first."""

    row: Json
    record: Json
    table: str
    rank: tuple[bool, int]

    @classmethod
    def of(cls, row: Json, query: str) -> "_Read":
        table = _table_of(row, query)
        values = {_CLASSIC.get(name, name): value for name, value in row.items()} if "itemType" in row else row
        fields = fields_of_row(values, table, row_fields_of(table))
        if not fields.get("message") and (text := _text_like_a_message(values)):
            fields["message"] = text
        fields = {name: value for name, value in fields.items() if name != "columns"}
        severity = normalised(str(fields.get("level") or "").lower())
        rank = _UNKNOWN_RANK if severity is None else 2 * SEVERITIES.index(severity)
        return cls(row, fields, table, (not fields.get("message"), rank))

    @property
    def text(self) -> tuple[str, str]:
        return str(self.record.get("exception_type") or ""), str(self.record.get("message") or "")

    @property
    def at(self) -> str:
        return str(self.record.get("timestamp") or "")

    @property
    def hash(self) -> str:
        return hashed(self.row)


def _table_of(row: Json, query: str) -> str:
    """The table that a row is of: as it names it, else the query; `*` where neither is known."""
    if (kind := text_at(row, "itemType")) in _CLASSIC_TABLES:
        return _CLASSIC_TABLES[kind]
    known: Sequence[str] = [name for name in shipped_tables() if not name.endswith("*")]
    if (named := text_at(row, "Type")) in known:
        return named
    words = (_CLASSIC_TABLES.get(word, word) for word in _TABLE.findall(query))
    return next((word for word in words if word in known), "*")


def _text_like_a_message(row: Json) -> str:
    """The first text whose column is named like a message, those that are named like ids and codes left out."""
    texts = ((name, value) for name, value in row.items() if isinstance(value, str) and value.strip())
    return next((value for name, value in texts if _LIKE_A_MESSAGE.search(name) and not _NO_TEXT.search(name)), "")
