"""The comment that answers a command."""

from faultbook.delivery.texts.neutral import NeutralText, neutral
from faultbook.faults.neutral_text import inline
from faultbook.faults.redaction.redactor import DEFAULT, Redactor

LONGEST_ANSWER = 600


def answer_text(refused: str | None, author: str, mark: str, redactor: Redactor = DEFAULT) -> NeutralText:
    """One sentence, harmless whatever the command was, and the mark by which it is found again.

    `refused`: why it was not carried out; None: it was.
    """
    to = inline(author, 80, redactor)
    words = f"Not done, {to}: {inline(refused, LONGEST_ANSWER, redactor)}" if refused is not None else f"Done, {to}."
    return neutral(f"{mark}\n\n{words}")
