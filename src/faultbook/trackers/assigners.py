"""Assigns issues for `delivery`: people, Copilot, and Claude by what its action listens to.

Whether an assignment took is read from the answer: trackers drop an assignee without an error.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from faultbook.delivery.assigner import AssignmentResult, Errand
from faultbook.delivery.assignment import Assignee, AssigneeKind, ClaudeTrigger, CopilotChoice, is_login
from faultbook.delivery.marker import assignment_mark
from faultbook.delivery.port import Comment, Gone, Issue, Moved, Refused, TrackerFailed
from faultbook.errors import MissingDependency
from faultbook.trackers.assistants import (
    COPILOT_LOGINS,
    CopilotTask,
    assign_by_label,
    assign_copilot,
    copilot_is_assigned,
)
from faultbook.trackers.github import GitHub
from faultbook.trackers.issue_tracker import IssueTracker


@dataclass(frozen=True)
class CopilotAccount:
    """GitHub, signed in as the user for whom Copilot works. `token` returns the credential of that user."""

    tracker: GitHub
    token: Callable[[], str]


@dataclass(frozen=True)
class TrackerAssigner:
    """The assigner of one tracker. `copilot_account`: None where no user is configured, or it is not GitHub."""

    tracker: IssueTracker
    claude: ClaudeTrigger = field(default_factory=ClaudeTrigger)
    copilot: CopilotChoice = field(default_factory=CopilotChoice)
    copilot_account: CopilotAccount | None = None

    def assign(self, errand: Errand) -> AssignmentResult:
        """Assigns an issue. Raises the failures of the port."""
        if errand.assignee.kind is AssigneeKind.COPILOT:
            return self._copilot(errand)
        if errand.assignee.kind is AssigneeKind.CLAUDE:
            return self._claude(errand)
        return self._person(errand, errand.assignee.login or "")

    def has(self, issue: Issue, comments: Iterable[Comment], assignee: Assignee, intent_id: str) -> bool:
        """Whether an issue shows the assignment: by its assignees, its labels, or the comment that mentions Claude."""
        if assignee.kind is AssigneeKind.COPILOT:
            return copilot_is_assigned(issue)
        if assignee.kind is AssigneeKind.PERSON:
            return _has_login(issue, assignee.login or "")
        if self.claude.mention:
            mark, account = assignment_mark(intent_id), self.tracker.account
            return any(mark in each.body and each.author == account for each in comments)
        return self.claude.label.lower() in {label.lower() for label in issue.labels}

    def _copilot(self, errand: Errand) -> AssignmentResult:
        account = self.copilot_account
        if account is None:
            raise Refused(
                "Copilot: this tracker has no user_token, or is not GitHub. Fix: name the token of a user under "
                "trackers, or assign somebody else."
            )
        try:
            token = account.token()
        except MissingDependency as missing:  # nothing is sent
            raise Refused(f"Copilot: {missing}") from None
        task = CopilotTask(
            base_branch=self.copilot.base_branch,
            instructions=errand.instructions,
            custom_agent=self.copilot.custom_agent,
            model=self.copilot.model,
        )
        return assign_copilot(account.tracker, errand.issue.repository, errand.issue.number, task, token=token)

    def _claude(self, errand: Errand) -> AssignmentResult:
        issue = errand.issue
        if not self.claude.mention:
            return assign_by_label(self.tracker, issue.repository, issue.number, self.claude.label)
        text = f"{self.claude.mention} {errand.instructions}\n\n{assignment_mark(errand.intent_id)}"
        self.tracker.comment(issue.repository, issue.number, text)
        return AssignmentResult(True, f"{issue.repository}#{issue.number} has a comment to {self.claude.mention}.")

    def _person(self, errand: Errand, login: str) -> AssignmentResult:
        issue = errand.issue
        where = f"{issue.repository}#{issue.number}"
        if not is_login(login) or login.lower() in COPILOT_LOGINS:
            raise Refused(
                f"{where}: found an assignee that is no login of a person. Fix: faultbook assign with a login of the "
                "tracker; assistants are assigned by the key assignment."
            )
        try:
            found = self.tracker.assign(issue.repository, issue.number, login)
        except (Gone, Moved):
            raise
        except Refused as refused:
            raise Refused(f"@{login} was not assigned to {where}: {refused} {self._why(errand, login)}") from None
        if _has_login(found, login):
            return AssignmentResult(True, f"@{login} is assigned to {where}.")
        dropped = f"@{login} was not assigned to {where}: the tracker dropped it without a reason."
        return AssignmentResult(False, f"{dropped} {self._why(errand, login)}")

    def _why(self, errand: Errand, login: str) -> str:
        repository = errand.issue.repository
        try:
            if not self.tracker.may_write(repository, login):
                return f"@{login} is no collaborator of {repository} who may write. Fix: invite them, or name another."
            return f"Fix: give the account {self.tracker.account} write access to {repository}."
        except TrackerFailed:  # the refusal is clear all the same
            return f"Fix: give the account write access to {repository}."


def _has_login(issue: Issue, login: str) -> bool:
    return login.lower() in {each.lower() for each in issue.assignees}
