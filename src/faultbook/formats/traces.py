"""Where a stack trace begins among the lines of a record, and which exception it reports.

Judged line by line and cheaply: for every further line of a record. What a whole trace means is read by
faultbook.faults.v2.traces; the texts made here have the form that it expects, the exception at its place.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

_MOST_OF_A_LINE = 2_000
_MOST_LINES_OF_A_MESSAGE = 50
"""Lines at the end of a message in which the exception of the trace behind it is looked for."""

_ENDINGS = "Exception|Error|Throwable|Failure|Fault|Interrupt|Warning|Exit|Timeout|Group|Abort|Abandoned"
_NAME = r"[A-Za-z_$][\w$]*"
_EXCEPTION = rf"(?:{_NAME}[.\\])*+(?:[A-Z_$]\w*)?(?:{_ENDINGS})\d{{0,3}}"
"""A class whose name ends as only exceptions' do."""
_CLASS = rf"(?:{_NAME}[.\\])++[A-Z]{_NAME}|{_EXCEPTION}"
"""The same, or any class of a package: for places where an exception is expected."""

BARE_ERROR = "Error: "
"""Begins a message more often than JavaScript's trace; the lines of such a trace go on with it all the same."""

_BEGINS = re.compile(
    r"[ \t|+]{1,200}"
    r"(?:at [^\s(][^(]{0,500}\(|at \S+:\d+:\d+$|File \"[^\"]*+\", line \d|\.\.\. \d++ (?:more|common)"
    r"|(?:Suppressed|Caused by): "
    r"|from \S+?:\d+|--- End of |-+> |\[cause\]: |\S+\.(?:go|s):\d+(?: \+0x[0-9a-f]|$)"
    r"|\d{1,4}:\s+(?:0x[0-9a-f]+ - )?\S*?::|(?:Exception Group )?Traceback \(most recent)"
    r"|(?:Exception Group )?Traceback \(most recent call last\)|(?:Caused by|Suppressed|Wrapped by): [A-Za-z_]"
    r"|Exception in thread |During handling of the above exception|The above exception was the direct cause"
    r"|goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[|panic: |thread '[^']*' (?:\(\d+\) )?panicked at "
    r"|(?i:stack )backtrace:"
    r"|File \"[^\"]*+\", line \d|at [\w$./<>@\[\]-]+ ?\(\S|--- End of "
    r"|\s*#\d+ (?:\[internal function\]|\{main\}|\S.*?\(\d+\): )"
    rf"|(?:Uncaught )?{_EXCEPTION}(?=: |:?$| \[)"
)
_GOES_ON = re.compile(
    rf"[\s|+]|(?:{_CLASS})(?=: |:?$)|created by |\[signal |exit status \d"
    r"|[\w./*()\[\]-]+\([^()]*\)(?: in goroutine \d+)?$"
    r"|note: run with `RUST_BACKTRACE|\.\.\."
)
_FRAME = re.compile(r"[\s|+]*(?:at |File \"|\.\.\. \d|Caused by: |Suppressed: |from \S+:\d|#\d|--- End of |-+> )")
_RAISED = re.compile(rf"(?<![\w$.\\])({_CLASS})(?=: |:?\s*\Z)")
_HEADER = re.compile(
    r"\s*(?:Exception in thread \"[^\"]*\" |Uncaught |Unhandled exception\. |Caused by: )?"
    rf"({_CLASS})(?=: |:?$| \[| --->)"
)
_PYTHON = "Traceback (most recent call last)"
_PYTHON_TYPE = re.compile(r"[|+ ]*([A-Za-z_][\w.]*+)(?=:|\Z)")


class MessageAndTrace(NamedTuple):
    """A record's message, and the stack trace below it; None where it has none."""

    message: str
    stack_trace: str | None


def looks_like_trace(line: str) -> bool:
    """True where a line is a part of a stack trace, judged by itself: its first line, a frame, a cause."""
    return _BEGINS.match(line[:_MOST_OF_A_LINE]) is not None


def goes_on_in_trace(line: str) -> bool:
    """True where a line below a line of a trace may belong to it: source text, an exception, a function's name."""
    line = line[:_MOST_OF_A_LINE]
    return _GOES_ON.match(line) is not None or _BEGINS.match(line) is not None


def message_and_trace(message: str, lines: Sequence[str]) -> MessageAndTrace:
    r"""Divides a message and the lines below it, blank ones among them, at the first line of a stack trace.

    Lines above it are the message's, joined by `\n`. Where the trace begins with a frame, what the message names as its
    exception becomes its first line, and stays in the message; so does the word Traceback where a message ends in it.
    """
    begins = next((place for place, line in enumerate(lines) if line and looks_like_trace(line)), None)
    if begins is None:
        above = "\n".join((message, *lines)) if lines else message
        if _PYTHON in above[-_MOST_OF_A_LINE:]:
            return _from_traceback(above)
        return MessageAndTrace(above, None)
    above = "\n".join((message, *lines[:begins])).rstrip("\n") if begins else message
    below = "\n".join(lines[begins:])
    if _FRAME.match(lines[begins]) and (head := _head_of(above)):
        below = f"{head}\n{below}"
    return MessageAndTrace(above, below)


def raised_type(stack_trace: str) -> str | None:
    """The exception that a trace reports, not its cause: of Python in its last line, else in its first; None for none.

    Go and Rust name none.
    """
    first, _, rest = stack_trace.partition("\n")
    if _PYTHON in first[:_MOST_OF_A_LINE]:
        for line in reversed(rest[-50 * _MOST_OF_A_LINE :].split("\n")):
            inner = line[:_MOST_OF_A_LINE].lstrip("| ") if line.startswith(("|", "  |")) else line[:_MOST_OF_A_LINE]
            if inner[:1].strip() and (found := _PYTHON_TYPE.match(inner)):
                return found[1]
        return None
    found = _HEADER.match(first[:_MOST_OF_A_LINE])
    return found[1] if found else None


def _from_traceback(message: str) -> MessageAndTrace:
    """A message that itself contains a traceback's beginning, as `logger.error(traceback.format_exc())` writes it."""
    begins = message.rindex(_PYTHON)
    return MessageAndTrace(message, message[begins:])


def _head_of(message: str) -> str | None:
    """The end of a message from the exception that it names; None where it names none."""
    lines = message.split("\n")[-_MOST_LINES_OF_A_MESSAGE:]
    last = lines[-1][-_MOST_OF_A_LINE:]
    if _PYTHON in last:
        return last[last.rindex(_PYTHON) :]
    for place in range(len(lines) - 1, -1, -1):
        if found := _RAISED.search(lines[place][:_MOST_OF_A_LINE]):
            return "\n".join((lines[place][found.start(1) :], *lines[place + 1 :]))
    return None
