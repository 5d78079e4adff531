"""Who owns which path: a file CODEOWNERS as GitHub and Gitea read it.

Own code instead of a library: a mistake is a sentence with its line, and what GitHub does not read is refused as one.
Source: "About code owners" of GitHub's documentation.
"""

import re
from dataclasses import dataclass

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")
_SPACE = re.compile(r"(?<!\\)\s+")
_PIECE = re.compile(r"\\(.)|\*\*/|\*\*|\*|\?|.", re.DOTALL)


@dataclass(frozen=True)
class OwnedPaths:
    """One line: the paths that it is about, and who owns them; nobody where it names no owner."""

    pattern: re.Pattern[str]
    owners: tuple[str, ...]


@dataclass(frozen=True)
class CodeOwners:
    """The lines of a file, in its order."""

    lines: tuple[OwnedPaths, ...]

    def owners(self, path: str) -> tuple[str, ...]:
        """The owners of a path, relative to the root of its repository: those of the last line that is about it."""
        plain = path.replace("\\", "/").lstrip("/")
        return next((each.owners for each in reversed(self.lines) if each.pattern.fullmatch(plain)), ())


def read_code_owners(text: str) -> CodeOwners:
    """The lines of a file. ValueError, with the number of the line, where a pattern is none that GitHub reads."""
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        pattern, *owners = _SPACE.split(_COMMENT.sub("", line).strip())
        if pattern:
            try:
                found.append(OwnedPaths(_pattern(pattern), tuple(owners)))
            except ValueError as wrong:
                raise ValueError(f"line {number}: {wrong}") from wrong
    return CodeOwners(tuple(found))


def _pattern(text: str) -> re.Pattern[str]:
    if text.startswith("!") or "[" in text:
        raise ValueError(f"found the pattern {text!r}; expected one without ! and [ ], which CODEOWNERS does not have")
    path = text.strip("/")
    if not path:
        raise ValueError(f"found the pattern {text!r}; expected a path, as /apps/ or *.py")
    is_of_root = "/" in text.rstrip("/")
    begins = "" if is_of_root else "(?:.*/)?"
    # docs/* is about the files of docs, not about those of folders in it.
    below = "" if is_of_root and path.endswith("/*") else "(?:/.*)?"
    ends = "/.*" if text.endswith("/") else below
    return re.compile(begins + "".join(map(_regex, _PIECE.finditer(path))) + ends, re.DOTALL)


def _regex(piece: re.Match[str]) -> str:
    match piece[0]:
        case "**/":
            return "(?:.*/)?"
        case "**":
            return ".*"
        case "*":
            return "[^/]*"
        case "?":
            return "[^/]"
        case _:
            return re.escape(piece[1] or piece[0])
