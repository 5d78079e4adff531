"""What the workflows of a repository mean for an assignment of Claude: the text of each in, what is missing out.

Source: `action.yml` and `src/github/validation` of anthropics/claude-code-action. Its check of who acts refuses apps
that `allowed_bots` does not name. Conditions (`if`) of jobs and steps are not read.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from faultbook.delivery.assignment import ClaudeTrigger

ACTION = "anthropics/claude-code-action"
USUAL_LABEL, USUAL_PHRASE = "claude", "@claude"
_BOT = "[bot]"
_EXPRESSION = "${{"
_ON = ("on", True)
"""The key `on`, which YAML 1.1 reads as true."""


@dataclass(frozen=True)
class ClaudeStep:
    """A step that runs Claude's action. `events`: event -> its types, None: all of them."""

    file: str
    events: Mapping[str, frozenset[str] | None]
    label_trigger: str = USUAL_LABEL
    trigger_phrase: str = USUAL_PHRASE
    assignee_trigger: str = ""
    allowed_bots: str = ""
    has_prompt: bool = False

    def hears(self, event: str, kind: str) -> bool:
        """Whether its workflow runs at an event of a type."""
        types = self.events.get(event, frozenset[str]())
        return types is None or kind in types

    def allows(self, login: str) -> bool:
        """Whether it lets an app start it."""
        names = {each.strip().lower().removesuffix(_BOT) for each in self.allowed_bots.split(",")}
        return "*" in names or login.lower().removesuffix(_BOT) in names


def claude_steps(files: Iterable[tuple[str, str]]) -> list[ClaudeStep]:
    """The steps of workflows (path, text) that run Claude's action. A file that is no workflow has none."""
    return [step for path, text in files for step in _steps(path, text)]


def missing(steps: Iterable[ClaudeStep], trigger: ClaudeTrigger, login: str, *, is_bot: bool) -> str | None:
    """What is missing for an assignment by this account, for the step that lacks least; None: nothing."""
    found = sorted((_missing(step, trigger, login, is_bot) for step in steps), key=len)
    if not found:
        return f"no workflow in .github/workflows uses {ACTION}"
    return "; ".join(found[0]) or None


def open_to_all(steps: Iterable[ClaudeStep]) -> list[str]:
    """Files in which any app may start Claude."""
    return sorted({step.file for step in steps if step.allowed_bots.strip() == "*"})


def _missing(step: ClaudeStep, trigger: ClaudeTrigger, login: str, is_bot: bool) -> list[str]:
    event, kind = ("issue_comment", "created") if trigger.mention else ("issues", "labeled")
    lacks = []
    if not step.hears(event, kind):
        lacks.append(f"{step.file} does not run at {event}: {kind}")
    if trigger.mention:
        found, wanted, name = step.trigger_phrase.lower(), trigger.mention.lower(), "trigger_phrase"
    else:
        found, wanted, name = step.label_trigger, trigger.label, "label_trigger"
    if found != wanted and _EXPRESSION not in found and not step.has_prompt:
        lacks.append(f"{step.file} has {name} {found!r}, and {wanted!r} is configured here")
    if is_bot and not step.allows(login) and _EXPRESSION not in step.allowed_bots:
        lacks.append(f"{step.file} has allowed_bots without {login}, so that what this app does starts nothing")
    return lacks


def _steps(path: str, text: str) -> Iterator[ClaudeStep]:
    try:
        workflow = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return
    if not isinstance(workflow, Mapping):
        return
    events = _events(next((workflow[key] for key in _ON if key in workflow), None))
    jobs = workflow.get("jobs")
    for job in jobs.values() if isinstance(jobs, Mapping) else ():
        steps = job.get("steps") if isinstance(job, Mapping) else None
        for step in steps if isinstance(steps, list) else ():
            if isinstance(step, Mapping) and str(step.get("uses") or "").partition("@")[0] == ACTION:
                yield _step(path, events, step.get("with"))


def _step(path: str, events: Mapping[str, frozenset[str] | None], given: Any) -> ClaudeStep:
    inputs = given if isinstance(given, Mapping) else {}

    def text(name: str, usual: str = "") -> str:
        return str(inputs.get(name) if inputs.get(name) is not None else usual)

    return ClaudeStep(
        path,
        events,
        label_trigger=text("label_trigger", USUAL_LABEL),
        trigger_phrase=text("trigger_phrase", USUAL_PHRASE),
        assignee_trigger=text("assignee_trigger"),
        allowed_bots=text("allowed_bots"),
        has_prompt=bool(text("prompt")),
    )


def _events(found: Any) -> dict[str, frozenset[str] | None]:
    if isinstance(found, str):
        return {found: None}
    if isinstance(found, list):
        return {str(each): None for each in found}
    if not isinstance(found, Mapping):
        return {}
    return {str(name): _types(value) for name, value in found.items()}


def _types(value: Any) -> frozenset[str] | None:
    types = value.get("types") if isinstance(value, Mapping) else None
    if types is None:
        return None
    return frozenset(map(str, types)) if isinstance(types, list) else frozenset({str(types)})
