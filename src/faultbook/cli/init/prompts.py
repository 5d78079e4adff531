"""Answers to questions: from the terminal, or without one from what is given and usual."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.console import Console
from rich.prompt import InvalidResponse, PromptBase
from rich.text import Text

from faultbook.deployment.privileges import GrantMissing
from faultbook.errors import FaultbookError, SettingError

MOST_SHOWN = 30


@dataclass(frozen=True)
class Choice:
    """One answer that is possible: the value, and what else people should know of it."""

    value: str
    note: str = ""


@dataclass(frozen=True)
class Question:
    """A question: the option of the command that answers it too, its words, the possible answers (none: any text), what
    is usual (None: nothing). `several`: several answers, with commas between them. `check` raises a FaultbookError
    where an answer cannot work.
    """

    option: str
    words: str
    choices: Sequence[Choice] = ()
    usual: str | None = None
    several: bool = False
    check: Callable[[str], object] = str


class Prompter(Protocol):
    """What answers questions."""

    def answer(self, question: Question) -> str:
        """The answer; SettingError where there is none."""
        ...


class UsualAnswers:
    """Takes what is usual, and names the option where nothing is. For a pipeline, and for --yes."""

    def answer(self, question: Question) -> str:
        """The usual answer."""
        if question.usual is None:
            known = ", ".join(choice.value for choice in question.choices)
            raise SettingError(
                f"{question.option}: not given, and there is no terminal to ask on. {question.words}? "
                f"Fix: {question.option} {'one of: ' + known if known else 'VALUE'}."
            )
        question.check(question.usual)
        return question.usual


@dataclass(frozen=True)
class TerminalAnswers:
    """Asks on the terminal: a list by number or name, with what is usual behind Enter."""

    console: Console

    def answer(self, question: Question) -> str:
        """What the person typed, once it can work; what cannot is refused, and the question comes again."""
        self.console.print()
        for number, choice in enumerate(question.choices[:MOST_SHOWN], 1):
            line = Text(f"  {number:>2}  {choice.value}")
            self.console.print(line.append(f"  {choice.note}" if choice.note else "", style="dim"))
        if len(question.choices) > MOST_SHOWN:
            self.console.print(f"      and {len(question.choices) - MOST_SHOWN} more: type the name", style="dim")
        prompt = _Prompt(f"{question.words} [dim]({question.option})[/]", console=self.console, question=question)
        while True:
            answer = self._typed(prompt, question)
            try:
                question.check(answer)
            except FaultbookError as wrong:
                request = f"\n{wrong.request}" if isinstance(wrong, GrantMissing) else ""
                self.console.print(Text(f"{wrong}{request}", style="red"))
            else:
                return answer

    @staticmethod
    def _typed(prompt: "_Prompt", question: Question) -> str:
        try:
            return prompt() if question.usual is None else prompt(default=question.usual)
        except EOFError as ended:
            raise SettingError(
                f"{question.option}: the input ended before an answer. Fix: give {question.option}, or --yes for what "
                f"is usual. Nothing was written."
            ) from ended


class _Prompt(PromptBase[str]):
    response_type = str

    def __init__(self, words: str, *, console: Console, question: Question) -> None:
        super().__init__(words, console=console)
        self.question = question

    def process_response(self, value: str) -> str:
        parts = value.split(",") if self.question.several else [value]
        return ",".join(self._one(part.strip()) for part in parts)

    def _one(self, text: str) -> str:
        choices = self.question.choices
        if text.isdecimal() and 0 < int(text) <= len(choices):
            return choices[int(text) - 1].value
        if not text and self.question.usual != "":
            raise InvalidResponse("[red]An answer is needed here.")
        return text
