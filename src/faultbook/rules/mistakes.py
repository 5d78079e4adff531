"""What is wrong with a rule, in a sentence that names the place, what was found, what is expected and the fix."""

from dataclasses import dataclass

from faultbook.errors import InvalidCatalog


@dataclass(frozen=True)
class Mistake:
    """One mistake. `rule` is empty where the file is no YAML, or the rule has no name; `line` counts from 1."""

    file: str
    line: int
    rule: str
    text: str

    def __str__(self) -> str:
        """Place, rule and sentence."""
        about = f"rule {self.rule}: " if self.rule else ""
        return f"{self.file}:{self.line}: {about}{self.text}"


class WrongRule(InvalidCatalog):
    """A rule that cannot be read. `path` is the place in its document, from the top."""

    def __init__(self, text: str, path: tuple[str | int, ...] = ()) -> None:
        """`text`: what was found, what is expected, how to fix it."""
        super().__init__(text)
        self.path = path
