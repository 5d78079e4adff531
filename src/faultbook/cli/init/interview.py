"""The questions of `init`: what a workspace has and what was decided before in, the answers of a deployment out.

Each answer is an option of the command too. What cannot work is refused here, before anything is written or deployed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from faultbook.bundle.deployment import Deployment
from faultbook.bundle.parts import EVERYTHING, SURFACES, Part
from faultbook.cli.init.prompts import Choice, Prompter, Question
from faultbook.deployment.inventory import ON_CATALOG, CatalogChoice, Inventory, chosen_warehouse, smallest
from faultbook.deployment.privileges import grant_statement, spelled
from faultbook.errors import MissingDependency, SettingError

NOTHING = "none"


class GrantMissing(MissingDependency):
    """A privilege is missing: who can grant it, and by which statement."""

    def __init__(self, message: str, receiver: str, statement: str) -> None:
        """`message` for the person who deploys; `statement` without `;`."""
        super().__init__(message)
        self.receiver, self.statement = receiver, statement


_MEANINGS = {
    Part.BILL: "what Databricks costs, from system.billing",
    Part.GENIE: "questions in words; needs a SQL warehouse",
    Part.DASHBOARD: "the dashboard; needs a SQL warehouse",
    Part.ALERTS: "SQL alerts; need a SQL warehouse",
    Part.CONSOLE: "the console as an app; needs a SQL warehouse",
}
_GROUPS = {
    "readers": "Group of the account that asks questions",
    "operators": "Group that runs jobs, lands files and reads messages",
    "admins": "Group that changes and deploys",
}


@dataclass(frozen=True)
class Given:
    """What the options of the command answer; None where they do not."""

    catalog: str | None = None
    schema: str | None = None
    raw_schema: str | None = None
    parts: str | None = None
    warehouse: str | None = None
    readers: str | None = None
    operators: str | None = None
    admins: str | None = None
    owner: str | None = None
    run_as: str | None = None
    failure_email: str | None = None


@dataclass(frozen=True)
class Interview:
    """One round of questions. `before`: the deployment that databricks.yml holds; None: none yet."""

    inventory: Inventory
    given: Given
    before: Deployment | None
    prompter: Prompter

    def answers(self, target: str) -> dict[str, Any]:
        """The fields of a deployment; SettingError or MissingDependency where an answer cannot work."""
        found: dict[str, Any] = self.before.model_dump() if self.before else {}
        found["host"] = self.inventory.host
        found["catalog"] = self._catalog()
        found["schema_name"] = self._text("schema", "Schema of answers", _of(self.before, "schema_name", "faultbook"))
        raw = _of(self.before, "raw_schema_name", f"{found['schema_name']}_raw")
        found["raw_schema_name"] = self._text("raw-schema", "Schema of rows", raw)
        found["parts"] = self._parts()
        found |= self._warehouse(found["parts"])
        if target != "dev":
            found["production"] = target
            found |= self._production()
        words = "Who hears of failed runs and of alerts (e-mail addresses with commas, or none)"
        found["failure_emails"] = tuple(_listed(self._text("failure-email", words, self._usual_emails())))
        if self.before is None or self.before.alert_emails == self.before.failure_emails:
            found["alert_emails"] = found["failure_emails"]
        return found

    def remarks(self, parts: Iterable[Part]) -> Iterable[str]:
        """What the answers leave open, a sentence each."""
        if Part.BILL in parts and self.inventory.bill_missing:
            yield (
                "The bill cannot be read yet, and the job cost ends with NOT_ASSESSED until an account admin runs: "
                f"{self.inventory.bill_missing}"
            )

    def _answer(self, name: str, question: Question) -> str:
        value = getattr(self.given, name.replace("-", "_"))
        return str(value) if value is not None else self.prompter.answer(question)

    def _text(self, name: str, words: str, usual: str) -> str:
        return self._answer(name, Question(f"--{name}", words, usual=usual)).strip()

    def _catalog(self) -> str:
        known = self.inventory.catalogs
        ready = [catalog.name for catalog in known if not catalog.missing]
        usual = self.before.catalog if self.before else ready[0] if len(ready) == 1 else None
        choices = [Choice(each.name, _note(each)) for each in sorted(known, key=lambda each: bool(each.missing))]
        name = self._answer("catalog", Question("--catalog", "Catalog for the tables", choices, usual))
        catalog = self.inventory.catalog(name)
        if catalog is None:
            raise GrantMissing(
                f"--catalog: found {name!r}, which does not exist or is not visible to you; expected one of: "
                f"{', '.join(each.name for each in known) or 'none is visible'}. Fix: name another, or send the "
                f"GRANT above.",
                "the owner of the catalog",
                grant_statement("CATALOG", name, ON_CATALOG, self.inventory.user),
            )
        if catalog.missing:
            raise GrantMissing(
                f"You lack {spelled(catalog.missing)} on catalog {name}. Fix: send the GRANT above, or name "
                f"another catalog.",
                "the owner of the catalog",
                grant_statement("CATALOG", name, catalog.missing, self.inventory.user),
            )
        return name

    def _parts(self) -> frozenset[Part]:
        usual = self.before.parts if self.before else self._usual_parts()
        choices = [Choice(part.value, meaning) for part, meaning in _MEANINGS.items()]
        listed = ",".join(part for part in Part if part in usual) or NOTHING
        words = f"Parts beside the logs, with commas, or {NOTHING}"
        named = _listed(self._answer("parts", Question("--parts", words, choices, listed, several=True)))
        if unknown := [name for name in named if name not in {*Part, "all"}]:
            raise SettingError(
                f"--parts: found {unknown[0]!r}, expected some of {', '.join(Part)}; or all, or {NOTHING}. Fix: "
                f"leave it out."
            )
        return EVERYTHING if "all" in named else frozenset(Part(name) for name in named)

    def _usual_parts(self) -> frozenset[Part]:
        without = set(SURFACES) if not self.inventory.warehouses else set()
        return EVERYTHING - without - ({Part.BILL} if self.inventory.bill_missing else set())

    def _warehouse(self, parts: frozenset[Part]) -> dict[str, str]:
        if parts.isdisjoint(SURFACES):
            return {"warehouse_id": "", "warehouse_name": ""}
        known = self.inventory.warehouses
        before = (self.before.warehouse_name or self.before.warehouse_id) if self.before else ""
        best = smallest(known)
        usual = before or (best.name if best else None)
        choices = [Choice(each.name, f"{each.size}, {each.state.lower()}, {each.id}") for each in known]
        wanted = self._answer("warehouse", Question("--warehouse", "SQL warehouse", choices, usual))
        found = chosen_warehouse(known, wanted)
        if found is None:
            raise SettingError(
                f"--warehouse: found {wanted!r}, expected the name or id of one that you may use, or smallest: "
                f"{', '.join(each.name for each in known) or 'there is none'}. Fix: name one, or take only parts "
                f"that need "
                f"none: --parts {Part.BILL} or --parts {NOTHING}."
            )
        # A name is looked up at each deployment, so that a warehouse that is made again is found.
        by_name = wanted == found.name and [each.name for each in known].count(found.name) == 1
        return {"warehouse_id": "" if by_name else found.id, "warehouse_name": found.name if by_name else ""}

    def _production(self) -> dict[str, str]:
        found = {f"{name}_group": self._group(name, words) for name, words in _GROUPS.items()}
        owner = _of(self.before, "owner", "") or self.inventory.user
        found["owner"] = self._text("owner", "In whose folder the one copy of production lies", owner)
        found["run_as"] = self._text(
            "run-as", "Principal that runs the jobs (nothing: who deploys)", _of(self.before, "run_as", "")
        )
        return found

    def _group(self, name: str, words: str) -> str:
        known = self.inventory.groups
        usual = _of(self.before, f"{name}_group", "") or None
        group = self._answer(name, Question(f"--{name}", words, [Choice(each) for each in known], usual))
        if group not in known:
            raise SettingError(
                f"--{name}: found {group!r}, expected a group of the account that this workspace has: "
                f"{', '.join(known) or 'there is none'}. Fix: name one, or let an account admin make it and add "
                f"it to the workspace."
            )
        return group

    def _usual_emails(self) -> str:
        if self.before:
            return ",".join(self.before.failure_emails) or NOTHING
        return self.inventory.user if "@" in self.inventory.user else NOTHING


def _of(before: Deployment | None, name: str, otherwise: str) -> str:
    return str(getattr(before, name)) if before else otherwise


def _note(catalog: CatalogChoice) -> str:
    return f"you lack {spelled(catalog.missing)}" if catalog.missing else ""


def _listed(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip()) and part != NOTHING]
