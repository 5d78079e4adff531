"""What both commands of `connect` share: lines on the console, prompters, the credential that is shown once."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from textwrap import indent

import yaml
from rich.console import Console
from rich.text import Text

from faultbook.cli.init.prompts import Prompter, Question, TerminalAnswers, UsualAnswers
from faultbook.connecting.credentials import VARIABLE, Credential
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

DEFAULT_NAME = "faultbook"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,38}[a-z0-9]\Z")


def make_console() -> Console:
    """A console that breaks no line, so that commands can be copied."""
    return Console(highlight=False, soft_wrap=True)


def make_progress(console: Console, command: str, name: str, *, removes: bool) -> Progress:
    """Progress that is shown line by line; texts, since [..] in a name would be markup."""
    again = command if name == DEFAULT_NAME else f"{command} --name {name}"
    return Progress(again, lambda line: console.print(Text(line)), removes)


def show_removal(console: Console, progress: Progress) -> None:
    """Shows what the connection consists of, and how it is taken away."""
    console.print(Text("\nThe connection consists of:"))
    for each in progress.outcomes:
        if each.change is not Change.SKIPPED:
            console.print(Text(f"  {each.kind} {each.name}"))
    console.print(Text(f"{progress.command} --remove takes away what it made."))


def require_name(name: str) -> None:
    """SettingError where a name cannot be that of a connection."""
    if not _NAME.match(name):
        raise SettingError(
            f"--name: found {name!r}, expected 2 to 40 lower-case letters, digits and hyphens, beginning with a "
            f"letter. Fix: give another."
        )


def make_prompter(console: Console, *, interactive: bool) -> Prompter:
    """Asks on the terminal, or takes what is usual."""
    return TerminalAnswers(console) if interactive else UsualAnswers()


def show_once(console: Console, credential: Credential, source: str, parameter: str = "") -> None:
    """Shows a credential that was generated, and where it belongs; nowhere else. `parameter`: of a token."""
    name = "password" if credential.user else "token"
    variable = f"{source.upper().replace('-', '_')}_{name.upper()}"
    fields = {"kind": "basic", "user": credential.user} if credential.user else {"kind": "token", "query": parameter}
    entry = {**fields, name: f"${{env:{variable}}}", "created": datetime.now(UTC).date()}
    text = yaml.safe_dump({"endpoints": {source: {"credentials": [entry]}}}, sort_keys=False)
    console.print(Text(f"\nGenerated credential, shown once: {credential.text}", style="bold"))
    console.print(Text(f"The receiver needs {variable}, with its {name}, and in its catalog/receive.yml:"))
    console.print(Text(indent(text, "  ")))
    console.print(Text(f"Then set {VARIABLE} to the whole credential here, and run this again for the test.\n"))


def one_of(option: str, wanted: str, known: Sequence[str], what: str) -> SettingError:
    """The error of a name that nothing has."""
    listed = ", ".join(known[:30]) or "none is visible to you"
    return SettingError(f"{option}: found {wanted!r}, expected {what}: {listed}. Fix: name one of them.")


def answer(prompter: Prompter, given: str | None, question: Question) -> str:
    """The option where it is given, or the answer to its question."""
    return (given if given is not None else prompter.answer(question)).strip()
