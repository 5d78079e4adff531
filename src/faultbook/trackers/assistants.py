"""Assigns coding assistants to an issue, always last: what they read is what the issue holds at that moment.

Copilot: `assignees` with `agent_assignment`, a public preview (docs.github.com, "Starting Copilot sessions"). Claude:
a label that its action in the repository listens to (`label_trigger`; `allowed_bots` must name who sets it).
"""

from dataclasses import dataclass

from faultbook.delivery.assigner import AssignmentResult
from faultbook.delivery.port import Issue, Refused
from faultbook.trackers.github import GitHub
from faultbook.trackers.issue_tracker import IssueTracker, path_of
from faultbook.trackers.rows import issue_of

COPILOT = "copilot-swe-agent[bot]"
COPILOT_LOGINS = frozenset(("copilot", "copilot-swe-agent", COPILOT))
"""How answers name it, in lower case."""
_INSTALLATION = "ghs_"


@dataclass(frozen=True)
class CopilotTask:
    """What Copilot is to do; empty: its own choice. `instructions` come from a template, never from a log."""

    target_repository: str = ""
    base_branch: str = ""
    instructions: str = ""
    custom_agent: str = ""
    model: str = ""

    def fields(self) -> dict[str, str]:
        """`agent_assignment` of a request."""
        values = {
            "target_repo": self.target_repository,
            "base_branch": self.base_branch,
            "custom_instructions": self.instructions,
            "custom_agent": self.custom_agent,
            "model": self.model,
        }
        return {name: value for name, value in values.items() if value}


def assign_copilot(tracker: GitHub, repository: str, number: int, task: CopilotTask, *, token: str) -> AssignmentResult:
    """Assigns Copilot to an issue. `tracker` is signed in with `token`, that of a user.

    Raises the failures of the port; Refused, before anything is sent, for a token of an installation.
    """
    if token.startswith(_INSTALLATION):
        raise Refused(
            "Copilot: found a token of an app's installation; GitHub assigns Copilot for users only. "
            "Fix: name a fine-grained token of a user with write access to actions, contents, issues and pull requests."
        )
    issue = _assign(tracker, repository, number, task)
    if copilot_is_assigned(issue):
        return AssignmentResult(True, f"Copilot is assigned to {repository}#{number}.")
    return AssignmentResult(
        False,
        f"Copilot was not assigned to {repository}#{number}: GitHub dropped it without a reason. Fix: switch Copilot's "
        "coding agent on for the repository, and use a fine-grained token; classic ones can be dropped.",
    )


def copilot_is_assigned(issue: Issue) -> bool:
    """Whether Copilot is among the assignees."""
    return any(login.lower() in COPILOT_LOGINS for login in issue.assignees)


def assign_by_label(tracker: IssueTracker, repository: str, number: int, label: str) -> AssignmentResult:
    """Adds the label that an assistant's action listens to. It took where the answer has the label."""
    found = tracker.add_labels(repository, number, (label,))
    if label.lower() in {each.lower() for each in found}:
        return AssignmentResult(True, f"{repository}#{number} has the label {label}.")
    return AssignmentResult(
        False, f"{repository}#{number} did not get the label {label}. Fix: give the account write access to it."
    )


def _assign(tracker: GitHub, repository: str, number: int, task: CopilotTask) -> Issue:
    path = f"{path_of(repository, number)}/assignees"
    fields = task.fields()
    body = {"assignees": [COPILOT], **({"agent_assignment": fields} if fields else {})}
    return issue_of(f"POST {path}", repository, tracker.write("POST", path, body, repository, number))
