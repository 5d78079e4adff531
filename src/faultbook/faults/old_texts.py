"""Texts that an earlier version stored, without secrets: also those that masks or markup tore to pieces.

Version 1 masked before it redacted: of a key `AKIAQZX4567890ABCDEF` in a message its template keeps `AKIAQZX<*>ABCDEF`,
which no rule for keys knows. What such a fragment is follows from the template and one of its messages.
"""

import html
import re
from collections.abc import Callable, Iterable, Sequence

from faultbook.faults.redaction import Redactor, redact_json
from faultbook.faults.v1.masks import PLACEHOLDER, template

_BETWEEN_PIECES = re.compile(r"""([\s=:,;"'()\[\]{}&?]+)""")

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_OBEYED = re.compile(r"[\\`*_\[\]<>|~&$]")
_CELL_END = re.compile(r"(?<!\\)(\|)")
# Emphasis and code are markup of the report; text from logs has them escaped.
_MARKUP = re.compile(r"((?<!\\)\*\*|(?<!\\)`[^`\n]*`)")
_TAG = re.compile(r"(<[^<>]*>)")
_ATTRIBUTE = re.compile(r'"([^"]*)"')


def secret_fragments(old_template: str, message: str) -> frozenset[str]:
    """The pieces of a version 1 template that are rests of secrets: masked pieces that the redacted message, masked,
    does not have. `message` is a redacted message of the template.
    """
    safe = set(_pieces(template(message)))
    return frozenset(
        piece for piece in _pieces(old_template) if PLACEHOLDER in piece and piece != PLACEHOLDER and piece not in safe
    )


class StoredTexts:
    """Redacts what is stored: plain text, JSON, Markdown and HTML. `fragments` come from `secret_fragments`."""

    def __init__(self, rules: Sequence[str] = (), allow: Sequence[str] = (), fragments: Iterable[str] = ()) -> None:
        """`rules` and `allow` as in Redactor."""
        self._redactor = Redactor(rules, allow)
        self._fragments = frozenset(fragments)

    def plain(self, text: str) -> str:
        """A text, redacted; `<*>` for fragments of secrets."""
        if self._fragments and PLACEHOLDER in text:
            pieces = _BETWEEN_PIECES.split(text)
            text = "".join(PLACEHOLDER if piece in self._fragments else piece for piece in pieces)
        return self._redactor.redact(text)

    def json(self, text: str) -> str:
        """JSON text, redacted; valid JSON stays so."""
        return redact_json(text, self._redactor)

    def markdown(self, text: str) -> str:
        """Markdown in which text from logs was escaped; lines without secrets stay as they are."""
        return "\n".join(map(self._markdown_line, text.split("\n")))

    def html(self, text: str) -> str:
        """An HTML page: text between tags and values of attributes; all else stays as it is."""
        parts = _TAG.split(text)
        parts[0::2] = [self._within(part, html.unescape, html.escape) for part in parts[0::2]]
        parts[1::2] = [_ATTRIBUTE.sub(self._attribute, tag) for tag in parts[1::2]]
        return "".join(parts)

    def _markdown_line(self, line: str) -> str:
        if self.plain(_unescaped(line)) == _unescaped(line):
            return line
        cut = _CELL_END if line.startswith("|") else _MARKUP
        parts = [part if cut.fullmatch(part) else self._within(part, _unescaped, _escaped) for part in cut.split(line)]
        found = _unescaped("".join(parts))
        # A secret whose name stands in one part and whose value in the next: the line loses its markup.
        return "".join(parts) if self.plain(found) == found else _escaped(self.plain(found))

    def _attribute(self, found: re.Match[str]) -> str:
        return f'"{self._within(found[1], html.unescape, html.escape)}"'

    def _within(self, part: str, read: Callable[[str], str], write: Callable[[str], str]) -> str:
        text = read(part)
        safe = self.plain(text)
        return part if safe == text else write(safe)


def _pieces(text: str) -> list[str]:
    return [piece for piece in _BETWEEN_PIECES.split(text)[0::2] if piece]


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(r"\1", text)


def _escaped(text: str) -> str:
    return _OBEYED.sub(lambda found: f"\\{found[0]}", text)
