"""What a text does as Markdown, by a CommonMark parser that shares no code with the neutralisation."""

import re
import unicodedata
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
_CODE = {"fence", "code_block", "code_inline"}
_ACTIVE = {"link_open", "image", "html_block", "html_inline"}
LINKED_BY_TRACKERS = {
    "mention": r"(?<![\w`])@\w",
    "issue": r"[#!]\d",
    "issue by prefix": r"\b[A-Za-z]+-\d",
    "commit": r"\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b",
    "address": r"\b[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:|\S@\S+\.\S",
    "short link": r"\[\[",
    "task": r"^\[[ xX]\]\s",
}
"""Kind -> what a tracker makes active in the text of paragraphs, after the parser."""
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def tokens(markdown: str) -> Iterator[Token]:
    """All tokens, those of lines among them."""
    for token in _PARSER.parse(markdown):
        yield token
        yield from token.children or ()


def active(markdown: str) -> list[str]:
    """What acts: links, images, HTML, and in text outside of code what a tracker links."""
    found = [token.type for token in tokens(markdown) if token.type in _ACTIVE]
    shown = "\n".join(token.content for token in tokens(markdown) if token.type == "text")
    return found + [kind for kind, pattern in LINKED_BY_TRACKERS.items() if re.search(pattern, shown, re.I | re.M)]


def code(markdown: str) -> list[str]:
    """The content of all code."""
    return [token.content for token in tokens(markdown) if token.type in _CODE]


def blocks(markdown: str) -> list[str]:
    """Types of the blocks, in order, without those that close one."""
    return [token.type for token in _PARSER.parse(markdown) if not token.type.endswith("_close")]


def unseen(text: str) -> set[str]:
    """Characters that cannot be seen, as names of their code points."""
    return {f"{ord(each):04x}" for each in text if each not in "\n\t" and unicodedata.category(each) in UNSEEN}
