"""Stack traces: a Java or Python trace goes in; its root cause, its frames and what they are hashed to come out.

Line numbers, generated names and the frames of runtimes and frameworks do not count, so that one fault stays one fault
after a new build. The patterns are frozen with hash version 1, as the masks are, and run in Python's re (with re.ASCII)
and in java.util.regex, hence in Spark: without `^` and `$`, for the two differ in what ends a line.
"""

import re
from hashlib import sha256

from faultbook.faults.v1.masks import Mask
from faultbook.faults.v1.template_hash import HASH_LENGTH, HASH_VERSION

TOP_FRAMES = 3
MOST_FRAMES = 100
"""Frames that the hash of all frames takes in: a trace of endless recursion is cut by frames, not by characters."""
FRAME_SEPARATOR = "\n"

_LINE_BEGINS = r"(?<![^\n])[ \t]*+"

PYTHON_MARK = "Traceback (most recent call last):"
PYTHON_LATER = r"\n[ \t\r]*+\n(?:The above exception was|During handling of the above)[\s\S]*+"
"""What follows the first traceback of a chain, which is the root."""
PYTHON_TYPE = r"\A[\s\S]*\n[ \t]*+File \"[^\n]*+(?:\n[ \t]++[^\n]*+){0,8}\n([A-Za-z_][\w.]*+)"
PYTHON_FRAME = _LINE_BEGINS + r"File \"([^\"\n]*+\", line \d++, in [^\s]++)"
PYTHON_LIBRARY = r"site-packages|dist-packages|[/\\]lib[/\\]python\d|\A<frozen|[/\\]py4j[/\\]|[/\\]pyspark[/\\]"
PYTHON_CLEANING = (
    Mask("folders", r"\A[^\"]*[/\\](?=[^\"/\\]*+[/\\][^\"/\\]*+\")", ""),
    Mask("line", r"(?:\.pyc?)?+\", line \d++, in ", ":"),
)

JAVA_ROOT = r"\A[\s\S]*\nCaused by: ([\s\S]*+)"
"""The last cause is the root; causes of suppressed exceptions are indented and do not count."""
JAVA_TYPE = r"\A\s*+(?:Exception in thread \"[^\"\n]*+\" )?+([A-Za-z_][\w.$]*+)(?![^:\r\n])"
JAVA_FRAME = _LINE_BEGINS + r"at ([^\s(]++)\("
JAVA_LIBRARY = (
    r"\A(?:java|javax|jakarta|jdk|sun|com\.sun|scala|kotlin|kotlinx|groovy|py4j|org\.apache|org\.springframework"
    r"|org\.hibernate|org\.jboss|io\.netty|io\.grpc|reactor|akka|com\.fasterxml|com\.google\.common|com\.zaxxer|okhttp3"
    r"|\$Proxy)[.]"
)
JAVA_CLEANING = (
    Mask("generated class", r"\$\$(?:Lambda|EnhancerBy|FastClass|SpringCGLIB)[^.]*+", ""),
    Mask("module", r"\A[^\n]*/", ""),
    Mask("number", r"(?<=Accessor)\d++|(?<=\$Proxy)\d++|\$\d++", ""),
)


def is_python(trace: str) -> bool:
    """True for a trace that holds a Python traceback, be it inside a Java exception."""
    return PYTHON_MARK in trace


def exception_type(trace: str) -> str:
    """The type of the root cause, as written; `''` where the trace names none."""
    return _group(PYTHON_TYPE if is_python(trace) else JAVA_TYPE, _root(trace))


def top_frames(trace: str) -> str:
    """Up to three frames of the application nearest to where the root cause was raised, one a line; `''` for none.

    Of the root cause; where it has none, of the whole trace.
    """
    return FRAME_SEPARATOR.join((_in_app(_root(trace)) or _in_app(trace))[:TOP_FRAMES])


def all_frames_hash(trace: str) -> str:
    """`v1:` and 16 hexadecimal digits over all frames, libraries' too, the first 100; `''` where there are none."""
    frames = _frames(trace)[:MOST_FRAMES]
    text = FRAME_SEPARATOR.join(frames)
    return f"{HASH_VERSION}:{sha256(text.encode()).hexdigest()[:HASH_LENGTH]}" if frames else ""


def simple_name(exception_type: str) -> str:
    """The type without its package: IOException of java.io.IOException."""
    return re.split(r"[.$]", exception_type)[-1]


def _root(trace: str) -> str:
    if is_python(trace):
        return re.sub(PYTHON_LATER, "", trace, flags=re.ASCII)
    return _group(JAVA_ROOT, trace) or trace


def _in_app(trace: str) -> list[str]:
    if is_python(trace):
        found = [frame for frame in _found(PYTHON_FRAME, trace) if not re.search(PYTHON_LIBRARY, frame, re.ASCII)]
        return [_cleaned(frame, PYTHON_CLEANING) for frame in reversed(found)]
    return [frame for frame in _frames(trace) if not re.search(JAVA_LIBRARY, frame, re.ASCII)]


def _frames(trace: str) -> list[str]:
    if is_python(trace):
        return [_cleaned(frame, PYTHON_CLEANING) for frame in _found(PYTHON_FRAME, trace)]
    return [_cleaned(frame, JAVA_CLEANING) for frame in _found(JAVA_FRAME, trace)]


def _found(pattern: str, text: str) -> list[str]:
    return re.findall(pattern, text, re.ASCII)


def _group(pattern: str, text: str) -> str:
    found = re.search(pattern, text, re.ASCII)
    return found[1] if found else ""


def _cleaned(frame: str, cleaning: tuple[Mask, ...]) -> str:
    for mask in cleaning:
        frame = re.sub(mask.pattern, mask.replacement, frame, flags=re.ASCII)
    return frame
