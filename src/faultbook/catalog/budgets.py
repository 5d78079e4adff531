"""Budgets, from the YAML file that people edit."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from faultbook.bundle.yaml_model import YamlModel
from faultbook.catalog.file import read_catalog_file

ACCOUNT_SCOPE = "<ALL>"
_NAMES: dict[str, tuple[str, ...]] = {
    "account": (),
    "workspace": ("workspace",),
    "tag": ("key", "value"),
    "job": ("workspace", "job"),
    "user": ("user",),
}
"""Scope -> the fields that name what it covers."""
_NAMING = sorted({name for names in _NAMES.values() for name in names})
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


def _amount(value: Any) -> Decimal:
    try:
        amount = Decimal(str(value)) if not isinstance(value, bool) else Decimal(0)
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0:
        raise ValueError("expected an amount above 0, as 1200 or 99.50")
    return amount


class BudgetEntry(YamlModel):
    """A budget in the file."""

    scope: Literal["account", "workspace", "tag", "job", "user"]
    monthly: Annotated[Decimal, BeforeValidator(_amount)]
    currency: str | None = None
    warn_at_percent: int = Field(_WARN_AT_PERCENT, ge=1, le=100, strict=True)
    owner: str | None = None
    workspace: str | None = None
    key: str | None = None
    value: str | None = None
    job: str | None = None
    user: str | None = None

    @model_validator(mode="after")
    def names_what_its_scope_covers(self) -> "BudgetEntry":
        """ValueError where a field that the scope needs is missing, or one is given that it does not have."""
        needed = _NAMES[self.scope]
        expected = f"expected {' and '.join(needed) or 'no name of a part'} for the scope {self.scope}"
        if missing := [name for name in needed if getattr(self, name) is None]:
            raise ValueError(f"found no {missing[0]}; {expected}")
        if surplus := [name for name in _NAMING if name in self.model_fields_set and name not in needed]:
            raise ValueError(f"found {surplus[0]} {getattr(self, surplus[0])!r}; {expected}")
        return self

    @property
    def scope_value(self) -> str:
        """What the budget covers, as budget_status stores it: `<ALL>`, `key=value`, `workspace/job` or one name."""
        separator = {"tag": "=", "job": "/"}.get(self.scope, "")
        names = [str(getattr(self, name)) for name in _NAMES[self.scope]]
        return separator.join(names) if names else ACCOUNT_SCOPE


class BudgetsFile(YamlModel):
    """catalog/budgets.yml."""

    budgets: dict[str, BudgetEntry] | None = None


def read_budgets_file(path: str, *, currency: str) -> list[Budget]:
    """The budgets of a file, in its order; none for an empty path. `currency` is that of budgets that name none.

    InvalidCatalog where the file is missing or wrong.
    """
    file = read_catalog_file(path, BudgetsFile, page="docs/cost.md") or BudgetsFile()
    return [
        Budget(
            name=name,
            scope_type=entry.scope.upper(),
            scope_value=entry.scope_value,
            monthly=entry.monthly,
            currency=entry.currency or currency,
            warn_at_percent=entry.warn_at_percent,
            owner=entry.owner,
        )
        for name, entry in (file.budgets or {}).items()
    ]
