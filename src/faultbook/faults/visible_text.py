"""What a reader does not see, out of a text: escape sequences of terminals, control and format characters.

Zero-width and bidirectional characters are among them: a text must read as it is written, also for a program. What
Persian and Indic scripts write with joiners loses these.
"""

import re
import unicodedata

# CSI and OSC of ECMA-48, in seven and in eight bits, and all other escapes of two characters.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*+[ -/]*+[@-~]?|(?:\x1b\]|\x9d)[^\x07\x1b\x9c]*+(?:\x07|\x1b\\|\x9c)?|\x1b[^\[\]]?"
)
_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn"))
# Default_Ignorable_Code_Point of Unicode 16, where the category is another one.
_IGNORABLE = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]+")


def visible_text(text: str) -> str:
    """The text without what cannot be seen; every kind of line end is `\\n`, tabs stay, none is at the end."""
    lines = _ESCAPE.sub("", text).splitlines()
    return "\n".join(line if line.isascii() and line.isprintable() else _seen(line) for line in lines).rstrip()


def one_line(text: str) -> str:
    """The visible text in one line, each run of blanks as one."""
    return " ".join(visible_text(text).split())


def _seen(line: str) -> str:
    shown = "".join(letter for letter in line if letter == "\t" or unicodedata.category(letter) not in _UNSEEN)
    return _IGNORABLE.sub("", shown)
