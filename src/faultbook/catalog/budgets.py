"""Budgets, from the YAML file that people edit. What is wrong in it is said with its line; nothing is guessed."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.yaml_file import Written, read_yaml
from faultbook.errors import InvalidCatalog

ACCOUNT_SCOPE = "<ALL>"
_NAMES = {
    "account": (),
    "workspace": ("workspace",),
    "tag": ("key", "value"),
    "job": ("workspace", "job"),
    "user": ("user",),
}
_FIELDS = (
    "scope",
    "monthly",
    "currency",
    "warn_at_percent",
    "owner",
    *{name for names in _NAMES.values() for name in names},
)
_WARN_AT_PERCENT = 80


@dataclass(frozen=True)
class Budget:
    """Money for a month and whose it is; `warn_at_percent` of it is WARN."""

    name: str
    scope_type: str
    scope_value: str
    monthly: Decimal
    currency: str
    warn_at_percent: int = _WARN_AT_PERCENT
    owner: str | None = None


def read_budgets_file(path: str, *, currency: str) -> list[Budget]:
    """The budgets of a file, in its order; none for an empty path. `currency` is that of budgets that name none.

    InvalidCatalog where the file is missing or wrong.
    """
    if not path:
        return []
    if not Path(path).is_file():
        raise InvalidCatalog(f"{path} is not there. Fix: make it, or give an empty path: docs/cost.md shows one.")
    try:
        content = read_yaml(Path(path))
    except (BundleError, UnicodeDecodeError) as wrong:
        raise InvalidCatalog(f"{wrong} Fix: docs/cost.md shows what the file may hold.") from wrong
    for part in content:
        if part != "budgets":
            raise _wrong(path, part, f"{part!r} at the top", "only budgets")
    entries = content.get("budgets") or {}
    if not isinstance(entries, dict):
        raise _wrong(
            path, "budgets", f"a {type(entries).__name__} under budgets", "budgets by name, each with its fields"
        )
    return [_budget(path, name, fields, currency) for name, fields in entries.items()]


def _budget(path: str, name: Any, fields: Any, currency: str) -> Budget:
    if not isinstance(name, str):
        raise _wrong(path, name, f"the name {name!r}, which YAML reads as no text", "it in quotes")
    if not isinstance(fields, dict):
        raise _wrong(path, name, f"{fields!r} for {name}", f"fields: {', '.join(_FIELDS[:5])} and what the scope needs")
    for field in fields:
        if field not in _FIELDS:
            raise _wrong(path, field, f"field {field!r} of {name}", f"some of {', '.join(sorted(_FIELDS))}")
    scope = fields.get("scope")
    if scope not in _NAMES:
        raise _wrong(path, name, f"scope {scope!r} of {name}", f"one of {', '.join(_NAMES)}")
    return Budget(
        name=str(name),
        scope_type=str(scope).upper(),
        scope_value=_value(path, name, str(scope), fields),
        monthly=_money(path, name, fields.get("monthly")),
        currency=_text(path, name, fields, "currency") or currency,
        warn_at_percent=_percent(path, name, fields.get("warn_at_percent", _WARN_AT_PERCENT)),
        owner=_text(path, name, fields, "owner"),
    )


def _value(path: str, name: str, scope: str, fields: Mapping[str, Any]) -> str:
    needed = _NAMES[scope]
    values = [_text(path, name, fields, part) for part in needed]
    if missing := [part for part, value in zip(needed, values, strict=True) if value is None]:
        raise _wrong(path, name, f"no {missing[0]} of {name}", f"{' and '.join(needed)} for the scope {scope}")
    if strange := [part for parts in _NAMES.values() for part in parts if part in fields and part not in needed]:
        raise _wrong(
            path, name, f"{strange[0]} of {name}", f"{' and '.join(needed) or 'nothing more'} for the scope {scope}"
        )
    return {"tag": "=", "job": "/"}.get(scope, "").join(map(str, values)) if needed else ACCOUNT_SCOPE


def _money(path: str, name: str, value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)) if not isinstance(value, bool) else Decimal(0)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise _wrong(path, name, f"monthly {value!r} of {name}", "an amount above 0, as 1200 or 99.50")
    return amount


def _percent(path: str, name: str, value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 100:
        raise _wrong(path, name, f"warn_at_percent {value!r} of {name}", "a whole number from 1 to 100")
    return value


def _text(path: str, name: str, fields: Mapping[str, Any], field: str) -> str | None:
    value = fields.get(field)
    if value is not None and not isinstance(value, str):
        raise _wrong(path, name, f"{value!r} as {field} of {name}", "a text; put it in quotes")
    return None if value is None else str(value)


def _wrong(path: str, at: Any, found: str, expected: str) -> InvalidCatalog:
    line = f":{at.line}" if isinstance(at, Written) else ""
    return InvalidCatalog(f"{path}{line}: found {found}; expected {expected}. Fix the file and run the job again.")
