"""Templates of texts: Jinja2 in its sandbox, those of the package or of catalog/incidents.yml.

A mistake in one is a sentence with its name and line.
"""

import traceback
from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.meta import find_undeclared_variables
from jinja2.sandbox import ImmutableSandboxedEnvironment

from faultbook.delivery.texts.values import MARKS
from faultbook.delivery.texts.variables import VARIABLES
from faultbook.errors import SettingError
from faultbook.registry import expected_one_of

NAMES = {
    "title": "the title of an issue",
    "body": "the body of an issue",
    "comment": "the one comment that is edited while it goes on",
    "umbrella": "the body of the issue of a storm",
    "waiting": "the body of the issue about tickets that wait for a limit",
    "closed": "what the comment begins with once it is over",
    "reopened": "what the comment begins with once it is back",
}
"""Templates, and what each makes."""
MOST_MADE = 1_000_000


class TemplateFailed(SettingError):
    """A template cannot be used: its name and line, what was found, what is expected."""


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.clear()
    return environment


_ENVIRONMENT = _environment()


class Template:
    """One template, ready. TemplateFailed where its syntax is wrong, or it takes a variable that there is not."""

    def __init__(self, name: str, text: str, variables: Mapping[str, str] = VARIABLES) -> None:
        """Compiles it. `variables`: what it may take, by name."""
        self.name = name
        if any(mark in text for mark in MARKS):
            raise TemplateFailed(f"template {name}: found a character of private use; expected text without one.")
        try:
            parsed = _ENVIRONMENT.parse(text)
            self._compiled = _ENVIRONMENT.template_class.from_code(
                _ENVIRONMENT, _ENVIRONMENT.compile(text, name, name), {}
            )
        except TemplateSyntaxError as wrong:
            raise TemplateFailed(_sentence(name, wrong.lineno, wrong.message or "no reason given")) from wrong
        unknown = find_undeclared_variables(parsed) - variables.keys()
        if unknown:
            found, line = min(((each, _line_of(parsed, each)) for each in unknown), key=lambda each: each[1])
            raise TemplateFailed(
                _sentence(name, line, f"found the variable {found!r}; expected {expected_one_of(found, variables)}")
            )

    def made(self, variables: Mapping[str, Any]) -> str:
        """What it makes of variables; TemplateFailed where it fails, with the line."""
        made: list[str] = []
        length = 0
        try:
            for piece in self._compiled.generate(**variables):
                made.append(piece)
                length += len(piece)
                if length > MOST_MADE:
                    raise TemplateFailed(f"template {self.name}: it makes more than {MOST_MADE:,} characters.")
        except TemplateFailed:
            raise
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as wrong:
            raise TemplateFailed(_sentence(self.name, _failed_line(self.name, wrong), _plain(wrong))) from wrong
        return "".join(made)

    def failed(self, wrong: Exception) -> TemplateFailed:
        """What came of the template is wrong, in a sentence with its name."""
        return TemplateFailed(f"template {self.name}: {wrong}.")


def templates(overrides: Mapping[str, str]) -> dict[str, Template]:
    """All templates by name: those of `overrides`, else those of the package. TemplateFailed where one is wrong."""
    for name in overrides:
        if name not in NAMES:
            raise TemplateFailed(f"found the template {name!r}; expected {expected_one_of(name, NAMES)}.")
    return {name: Template(name, overrides.get(name) or default_text(name)) for name in NAMES}


def default_text(name: str) -> str:
    """The text of a template of the package."""
    return (files("faultbook.delivery.texts") / "defaults" / f"{name}.md.j2").read_text("utf-8")


def _sentence(name: str, line: int | None, text: str) -> str:
    place = f", line {line}" if line else ""
    return f"template {name}{place}: {text.rstrip('.')}."


def _line_of(parsed: nodes.Template, variable: str) -> int:
    return min((each.lineno for each in parsed.find_all(nodes.Name) if each.name == variable), default=0)


def _failed_line(name: str, wrong: BaseException) -> int | None:
    lines: Iterable[int | None] = (
        frame.lineno for frame in traceback.extract_tb(wrong.__traceback__) if frame.filename == name
    )
    return next(iter(lines), None)


def _plain(wrong: Exception) -> str:
    """The reason, without a value: those of types name them, and no text."""
    return str(wrong).replace("faultbook.delivery.texts.values.", "") or type(wrong).__name__
