"""The checks of `doctor` of trackers: who is signed in, what may be done in each repository, who can be assigned.

Reads only. Repositories that catalog/services.yml names are not looked at.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from faultbook.catalog.delivery import read_delivery
from faultbook.cli.doctor.diagnosis import Diagnosis, Status, guarded
from faultbook.delivery.assignment import Assignee, AssigneeKind, Assignment, Rotation
from faultbook.delivery.configured import Delivery, TrackerAccount
from faultbook.delivery.place import Target
from faultbook.delivery.repositories import Repositories
from faultbook.errors import FaultbookError

NAME = "Tickets"
VARIABLE = "FAULTBOOK_INCIDENTS_FILE"
USUAL = Path("catalog/incidents.yml")
PAGE = "docs/tickets.md"
_INSTALLATION = "ghs_"


def tracker_checks(folder: Path) -> Iterator[Diagnosis]:
    """The lines about trackers; none where there is no file, or it has no trackers."""
    named = os.environ.get(VARIABLE, "")
    path = Path(named) if named else folder / USUAL
    if not named and not path.is_file():
        return
    try:
        delivery = read_delivery(str(path))
    except FaultbookError as wrong:
        found, _, remedy = str(wrong).partition(" Fix ")
        yield Diagnosis(NAME, Status.FAIL, found, f"Fix {remedy}" if remedy else f"{PAGE} shows the keys.")
        return
    if delivery.trackers:
        try:
            from faultbook.trackers import accounts  # noqa: PLC0415  (needs requests; its absence is a line)
        except ModuleNotFoundError as absent:
            found = f"{absent.name} is not installed, so that no tracker was tried"
            yield Diagnosis(NAME, Status.WARN, found, "pip install 'faultbook[workspace]'")
            return
        yield from _checks(delivery, accounts)


def _checks(delivery: Delivery, accounts: Any) -> Iterator[Diagnosis]:
    targets = sorted(_targets(delivery), key=lambda each: (each.tracker, each.repository))
    for account in delivery.trackers.values():
        check = _Check(delivery, account, accounts)
        first = guarded(f"Tracker {account.name}", check.account)
        yield first
        for target in targets if first.status is not Status.FAIL else ():
            if target.tracker == account.name:
                yield from check.repository(target)


@dataclass
class _Check:
    """The checks of one tracker."""

    delivery: Delivery
    configured: TrackerAccount
    accounts: Any
    login: str = ""
    is_bot: bool = False

    def account(self) -> Diagnosis:
        from faultbook.trackers.inspecting import signed_in  # noqa: PLC0415  (needs requests)

        found = signed_in(self.tracker)
        self.login, self.is_bot = found.login, found.is_bot
        kind = "an app" if found.is_bot else "a user"
        return Diagnosis(
            f"Tracker {self.configured.name}",
            Status.OK,
            f"signed in as {found.login}, {kind}, at {self.configured.url}",
        )

    @property
    def tracker(self) -> Any:
        return self.accounts.opened(self.configured, _client)

    def repository(self, target: Target) -> Iterator[Diagnosis]:
        name = f"{target.tracker}:{target.repository}"
        first = guarded(f"Repository {name}", lambda: self._state(target, f"Repository {name}"))
        yield first
        if first.status is Status.FAIL or self.delivery.assignment is None:
            return
        assignees = set(_assignees(self.delivery.assignment, target))
        kinds = {each.kind for each in assignees}
        if AssigneeKind.CLAUDE in kinds:
            yield guarded(f"Claude {name}", lambda: self._claude(target, f"Claude {name}"))
        if AssigneeKind.COPILOT in kinds:
            yield guarded(f"Copilot {name}", lambda: self._copilot(target, f"Copilot {name}"))
        if people := sorted(each.login for each in assignees if each.login):
            yield guarded(f"Assignees {name}", lambda: self._people(target, people, f"Assignees {name}"))

    def _state(self, target: Target, name: str) -> Diagnosis:
        from faultbook.trackers.inspecting import label_names, repository_state  # noqa: PLC0415  (needs requests)

        state = repository_state(self.tracker, target.repository)
        if state.is_archived:
            return Diagnosis(name, Status.FAIL, "it is archived", "Name another repository, or unarchive it.")
        if not state.has_issues:
            return Diagnosis(name, Status.FAIL, "its issues are switched off", "Switch them on, or name another one.")
        if state.may_write is False:
            found = f"{self.login} may read it, and not write to it: labels and assignees would be dropped"
            return Diagnosis(name, Status.FAIL, found, "Give the account write access.")
        known = label_names(self.tracker, target.repository)
        new = [label for label in _labels(self.delivery, target) if label.lower() not in known]
        parts = ["issues are on", f"{self.login} may write" if state.may_write else "whether it may write is not known"]
        if state.name != target.repository:
            parts.append(f"its name is {state.name} now")
        if new:
            parts.append(f"labels that will be made: {', '.join(new)}")
        return Diagnosis(name, Status.OK, "; ".join(parts))

    def _claude(self, target: Target, name: str) -> Diagnosis:
        from faultbook.trackers.claude_workflows import claude_steps, missing, open_to_all  # noqa: PLC0415
        from faultbook.trackers.inspecting import workflow_files  # noqa: PLC0415  (needs requests)

        assert self.delivery.assignment is not None, "without it nothing is assigned"
        trigger = self.delivery.assignment.claude
        how = f"the mention {trigger.mention}" if trigger.mention else f"the label {trigger.label}"
        steps = claude_steps(workflow_files(self.tracker, target.repository))
        lacks = missing(steps, trigger, self.login, is_bot=self.is_bot)
        if lacks is not None:
            return Diagnosis(
                name,
                Status.FAIL,
                f"{how} starts nothing: {lacks}",
                f"{PAGE} shows a workflow; keys: assignment.claude.",
            )
        if opened := open_to_all(steps):
            return Diagnosis(
                name,
                Status.WARN,
                f"{how} starts Claude; {', '.join(opened)} has allowed_bots: '*', so that any app can",
                f"Name {self.login} alone." if self.is_bot else "Remove it: this account is a user.",
            )
        return Diagnosis(name, Status.OK, f"{how} starts Claude ({steps[0].file}); its conditions are not read")

    def _copilot(self, target: Target, name: str) -> Diagnosis:
        from faultbook.trackers.inspecting import repository_state, signed_in  # noqa: PLC0415  (needs requests)

        user = self.accounts.copilot_account(self.configured, _client)
        if user is None:
            found = "this tracker has no user_token, or is not GitHub: Copilot cannot be assigned"
            return Diagnosis(name, Status.FAIL, found, "Name the token of a user under trackers.")
        if user.token().startswith(_INSTALLATION):
            found = "user_token is that of an app; GitHub assigns Copilot for users only"
            return Diagnosis(name, Status.FAIL, found, "Name a fine-grained token of a user.")
        login = signed_in(user.tracker).login
        if repository_state(user.tracker, target.repository).may_write is False:
            found = f"{login}, for whom Copilot works, may not write"
            return Diagnosis(name, Status.FAIL, found, "Give that user write access, or name the token of another one.")
        found = f"works for {login}; whether it is switched on shows when it is assigned"
        return Diagnosis(name, Status.OK, found)

    def _people(self, target: Target, people: Iterable[str], name: str) -> Diagnosis:
        tracker = self.tracker
        absent = [login for login in people if not tracker.may_write(target.repository, login)]
        if absent:
            found = f"{', '.join(absent)}: no collaborator who may write, so that no issue is assigned to them"
            return Diagnosis(name, Status.WARN, found, "Invite them, or correct assignment.")
        return Diagnosis(name, Status.OK, f"{', '.join(people)} may be assigned")


def _client() -> Any:
    from faultbook.clients.workspace import workspace_client  # noqa: PLC0415  (an extra)

    return workspace_client()


def _targets(delivery: Delivery) -> set[Target]:
    named: Repositories = delivery.repositories
    groups: list[Mapping[str, Target]] = [named.rules, named.services, named.job_tags]
    groups += [each.targets for each in named.paths]
    found = {target for group in groups for target in group.values()}
    found |= {named.default} if named.default is not None else set()
    return found | set(delivery.assignment.repositories if delivery.assignment is not None else ())


def _assignees(assignment: Assignment, target: Target) -> Iterator[Assignee]:
    """Who may get an issue of a repository: by a rule, or by the repository, else by default."""
    for each in (*assignment.rules.values(), assignment.repositories.get(target) or assignment.default):
        yield from each.members if isinstance(each, Rotation) else (each,)


def _labels(delivery: Delivery, target: Target) -> list[str]:
    """The labels that the file names, and that of Claude; those of severities and rules are left out."""
    labels, assignment = delivery.labels, delivery.assignment
    named = [labels.managed, *labels.always, *(label for route in labels.routes for label in route.labels)]
    if assignment is not None and AssigneeKind.CLAUDE in {each.kind for each in _assignees(assignment, target)}:
        named += [assignment.claude.label] if not assignment.claude.mention else []
    return list(dict.fromkeys(named))
