"""The questions of `init`: what a workspace has and what was decided before in, the answers of a deployment out.

Each answer is an option of the command too. What cannot work is refused here, before anything is written or deployed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from faultbook.bundle.app_names import BY_NUMBER, fits, usual_name_in_dev
from faultbook.bundle.deployment import Deployment, check_field
from faultbook.bundle.parts import EVERYTHING, SURFACES, Part
from faultbook.cli.init.prompts import Choice, Prompter, Question
from faultbook.deployment.inventory import ON_CATALOG, CatalogChoice, Inventory, chosen_warehouse, smallest
from faultbook.deployment.privileges import GrantMissing, grant_statement, spelled
from faultbook.errors import SettingError

NOTHING = "none"
_SWITCH = {"yes": True, "no": False}


_MEANINGS = {
    Part.BILL: "what Databricks costs, from system.billing",
    Part.INCIDENTS: "failures that others report: webhooks, polled APIs",
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
    row_filters: str | None = None


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
        usual = _of(self.before, "schema_name", "faultbook")
        found["schema_name"] = self._text("schema", "Schema of answers", usual, partial(check_field, "schema_name"))
        usual = _of(self.before, "raw_schema_name", f"{found['schema_name']}_raw")

        def is_another(name: str) -> None:
            check_field("raw_schema_name", name)
            if name == found["schema_name"]:
                raise SettingError(f"--raw-schema: found {name!r}, which is the schema of answers. Fix: name another.")

        found["raw_schema_name"] = self._text("raw-schema", "Schema of rows", usual, is_another)
        found["parts"] = self._parts()
        found |= self._warehouse(found["parts"])
        if Part.CONSOLE in found["parts"] and not found.get("dev_app_name"):
            usual = usual_name_in_dev(self.inventory.user, self.inventory.title)
            found["dev_app_name"] = "" if fits(usual) else BY_NUMBER
        if target != "dev":
            found["production"] = target
            found |= self._production()
        words = "Who hears of failed runs and of alerts (e-mail addresses with commas, or none)"
        emails = self._text("failure-email", words, self._usual_emails(), _are_addresses)
        found["failure_emails"] = tuple(_listed(emails))
        if self.before is None or self.before.alert_emails == self.before.failure_emails:
            found["alert_emails"] = found["failure_emails"]
        return found

    def _answer(self, name: str, question: Question) -> str:
        value = getattr(self.given, name.replace("-", "_"))
        if value is None:
            return self.prompter.answer(question)
        question.check(str(value).strip())
        return str(value).strip()

    def _text(self, name: str, words: str, usual: str, check: Callable[[str], object] = str) -> str:
        return self._answer(name, Question(f"--{name}", words, usual=usual, check=check)).strip()

    def _catalog(self) -> str:
        known = self.inventory.catalogs
        ready = [catalog.name for catalog in known if not catalog.missing and catalog.is_checked]
        usual = self.before.catalog if self.before else ready[0] if len(ready) == 1 else None
        choices = [Choice(each.name, _note(each)) for each in sorted(known, key=lambda each: bool(each.missing))]
        question = Question("--catalog", "Catalog for the tables", choices, usual, check=self._can_be_used)
        return self._answer("catalog", question)

    def _can_be_used(self, name: str) -> None:
        catalog = self.inventory.catalog(name)
        if catalog is None:
            raise GrantMissing(
                f"--catalog: found {name!r}, which does not exist or is not visible to you; expected one of: "
                f"{', '.join(each.name for each in self.inventory.catalogs) or 'none is visible'}. Fix: name another, "
                f"or send the GRANT.",
                "the owner of the catalog",
                grant_statement("CATALOG", name, ON_CATALOG, self.inventory.user),
            )
        if catalog.missing:
            raise GrantMissing(
                f"You lack {spelled(catalog.missing)} on catalog {name}. Fix: send the GRANT, or name another catalog.",
                "the owner of the catalog",
                grant_statement("CATALOG", name, catalog.missing, self.inventory.user),
            )

    def _parts(self) -> frozenset[Part]:
        usual = self.before.parts if self.before else self._usual_parts()
        choices = [Choice(part.value, meaning) for part, meaning in _MEANINGS.items()]
        listed = ",".join(part for part in Part if part in usual) or NOTHING
        words = f"Parts beside the logs, with commas, or {NOTHING}"
        question = Question("--parts", words, choices, listed, several=True, check=self._are_parts)
        named = _listed(self._answer("parts", question))
        return EVERYTHING if "all" in named else frozenset(Part(name) for name in named)

    def _are_parts(self, text: str) -> None:
        named = _listed(text)
        if unknown := [name for name in named if name not in {*Part, "all"}]:
            raise SettingError(
                f"--parts: found {unknown[0]!r}, expected some of {', '.join(Part)}; or all, or {NOTHING}. Fix: "
                f"leave it out."
            )
        asking = [part for part in SURFACES if part in named or "all" in named]
        if asking and not self.inventory.warehouses:
            raise SettingError(
                f"--parts: found {', '.join(asking)}, which ask a SQL warehouse, and there is none that you may use. "
                f"Fix: take only parts that need none: --parts {Part.BILL} or --parts {NOTHING}."
            )

    def _usual_parts(self) -> frozenset[Part]:
        without = set(SURFACES) if not self.inventory.warehouses else set()
        # Incidents need senders or pollers, and run once an hour: somebody decides that.
        return EVERYTHING - without - {Part.INCIDENTS} - ({Part.BILL} if self.inventory.bill_missing else set())

    def _warehouse(self, parts: frozenset[Part]) -> dict[str, str]:
        if parts.isdisjoint(SURFACES):
            return {"warehouse_id": "", "warehouse_name": ""}
        known = self.inventory.warehouses
        before = (self.before.warehouse_name or self.before.warehouse_id) if self.before else ""
        best = smallest(known)
        usual = before or (best.name if best else None)
        choices = [Choice(each.name, f"{each.size}, {each.state.lower()}, {each.id}") for each in known]
        question = Question("--warehouse", "SQL warehouse", choices, usual, check=self._is_a_warehouse)
        wanted = self._answer("warehouse", question)
        found = chosen_warehouse(known, wanted)
        assert found is not None, "checked above"
        # A name is looked up at each deployment, so that a warehouse that is made again is found.
        by_name = wanted == found.name and [each.name for each in known].count(found.name) == 1
        return {"warehouse_id": "" if by_name else found.id, "warehouse_name": found.name if by_name else ""}

    def _is_a_warehouse(self, wanted: str) -> None:
        known = self.inventory.warehouses
        if chosen_warehouse(known, wanted) is None:
            raise SettingError(
                f"--warehouse: found {wanted!r}, expected the name or id of one that you may use, or smallest: "
                f"{', '.join(each.name for each in known) or 'there is none'}. Fix: name one, or take only parts "
                f"that need none: --parts {Part.BILL} or --parts {NOTHING}."
            )

    def _production(self) -> dict[str, Any]:
        found: dict[str, Any] = self._groups()
        owner = _of(self.before, "owner", "") or self.inventory.user
        found["owner"] = self._text("owner", "In whose folder the one copy of production lies", owner)
        runs = _of(self.before, "run_as", "") or NOTHING
        words = f"Principal that runs the jobs ({NOTHING}: who deploys)"
        found["run_as"] = "".join(_listed(self._text("run-as", words, runs)))
        found["row_filters"] = self._row_filters()
        return found

    def _row_filters(self) -> bool:
        words = "Do readers see only what catalog/access.yml lets their groups see (yes or no)"
        usual = "yes" if self.before and self.before.row_filters else "no"
        return _SWITCH[self._text("row-filters", words, usual, check=_yes_or_no)]

    def _groups(self) -> dict[str, str]:
        chosen: dict[str, str] = {}
        for name, words in _GROUPS.items():
            chosen[name] = self._group(name, words, {group: other for other, group in chosen.items()})
        return {f"{name}_group": group for name, group in chosen.items()}

    def _group(self, name: str, words: str, taken: Mapping[str, str]) -> str:
        known = self.inventory.groups

        def check(group: str) -> None:
            if group not in known:
                raise SettingError(
                    f"--{name}: found {group!r}, expected a group of the account that this workspace has: "
                    f"{', '.join(known) or 'there is none'}. Fix: name one, or let an account admin make it and add "
                    f"it to the workspace."
                )
            if group in taken:
                raise SettingError(
                    f"--{name}: found {group!r}, which is the group of {taken[group]} already; expected three "
                    f"different ones, because each has one level of access. Fix: name another."
                )

        usual = _of(self.before, f"{name}_group", "") or None
        choices = [Choice(each) for each in known]
        return self._answer(name, Question(f"--{name}", words, choices, usual, check=check))

    def _usual_emails(self) -> str:
        if self.before:
            return ",".join(self.before.failure_emails) or NOTHING
        return self.inventory.user if "@" in self.inventory.user else NOTHING


def _are_addresses(text: str) -> None:
    check_field("failure_emails", tuple(_listed(text)))


def _of(before: Deployment | None, name: str, otherwise: str) -> str:
    return str(getattr(before, name)) if before else otherwise


def _note(catalog: CatalogChoice) -> str:
    if not catalog.is_checked:
        return "not known whether you may make schemas in it"
    return f"you lack {spelled(catalog.missing)}" if catalog.missing else ""


def _listed(text: str) -> list[str]:
    return [part for each in text.split(",") if (part := each.strip()) and part != NOTHING]


def _yes_or_no(answer: str) -> None:
    if answer not in _SWITCH:
        raise SettingError(f"--row-filters: found {answer!r}, expected yes or no. Fix: give one of the two.")
