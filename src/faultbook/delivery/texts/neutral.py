"""Texts that went through the templates of this package: no other text is sent to a tracker."""

from dataclasses import dataclass


class NeutralText(str):
    """A text that was rendered here. TypeError where it is made of another text elsewhere."""

    __slots__ = ()

    def __new__(cls, text: str, key: object = None) -> "NeutralText":
        """`key` is that of this package."""
        if key is not _KEY:
            raise TypeError("found a text that no template made; expected one of faultbook.delivery.texts")
        return super().__new__(cls, text)


_KEY = object()


def neutral(text: str) -> NeutralText:
    """For `rendering` alone: a test reads who calls it."""
    return NeutralText(text, _KEY)


@dataclass(frozen=True)
class Rendered:
    """The texts of one intent; TypeError where one is no NeutralText.

    `comment`: the counter comment as a whole; None: it stays as it is.
    """

    title: str
    body: str
    comment: str | None = None
    labels: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """TypeError as above."""
        for name, text in (("title", self.title), ("body", self.body), ("comment", self.comment)):
            if text is not None and not isinstance(text, NeutralText):
                raise TypeError(f"{name}: found a text that no template made; expected one of faultbook.delivery.texts")
