"""Stack traces of version 2: a trace goes in; its root cause, its frames and what they are hashed to come out.

Java (Scala, Kotlin), Python (also inside Java), Node, Go, Ruby, PHP, .NET and Rust, each read by its own rules, line by
line. Line numbers, addresses, generated names and the frames of runtimes and frameworks do not count; a frame that is
there again, as in recursion, counts once. A name is an exception's only where the format marks it: Go and Rust have
none.
"""

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

from faultbook.faults.v2.template_hash import versioned_hash

TOP_FRAMES = 3
MOST_FRAMES = 100
"""Frames that the hash of all frames takes in."""
FRAME_SEPARATOR = "\n"

_MOST_LINES = 20_000
_MOST_OF_A_LINE = 2_000


class Frame(NamedTuple):
    """A place in code without line numbers, and whether it is the application's own."""

    name: str
    in_app: bool


class Trace(NamedTuple):
    """What a trace contains: type of the root cause, its frames and all frames, nearest to the raise first."""

    exception_type: str
    root: list[Frame]
    frames: list[Frame]


def exception_type(trace: str) -> str:
    """The type of the root cause, as written; `''` where the trace names none."""
    return _read(trace).exception_type


def top_frames(trace: str) -> str:
    """Up to three frames of the application nearest to where the root cause was raised, one a line; `''` for none.

    Of the root cause; where it has none, of the whole trace.
    """
    read = _read(trace)
    in_app = _once(frame.name for frame in read.root if frame.in_app) or _once(
        frame.name for frame in read.frames if frame.in_app
    )
    return FRAME_SEPARATOR.join(in_app[:TOP_FRAMES])


def all_frames_hash(trace: str) -> str:
    """`v2:` and 16 hexadecimal digits over all frames, libraries' too, the first 100; `''` where there are none."""
    names = _once(frame.name for frame in _read(trace).frames)[:MOST_FRAMES]
    return versioned_hash(FRAME_SEPARATOR.join(names)) if names else ""


def simple_name(exception_type: str) -> str:
    r"""The type without its package: IOException of java.io.IOException, NotFound of `Shop\NotFound`."""
    return re.split(r"[.$\\:]", exception_type)[-1]


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


@lru_cache(maxsize=256)
def _read(trace: str) -> Trace:
    lines = [line[:_MOST_OF_A_LINE].rstrip("\r ") for line in trace.split("\n", _MOST_LINES)[:_MOST_LINES]]
    for is_of, read in _FORMATS:
        if any(map(is_of, lines)):
            return read(lines)
    return Trace(_lone_type(lines), [], [])


# A class by its name: of a package, or in capitals with an ending that only exceptions have.
_CLASS = r"(?:[A-Za-z_$][\w$]*+[.\\])*+[A-Z_$][\w$]*+"
_LONE = re.compile(
    r"\s*(?:Caused by: |Exception in thread \"[^\"]*\" |Uncaught )?"
    r"([A-Za-z_][\w.$\\:]*?\w(?:Exception|Error|Throwable|Fault|Failure|Interrupt|Warning))(?=: |:?$)"
)


def _lone_type(lines: list[str]) -> str:
    """Of text without frames: a first line that reads `SomeException: message`."""
    first = next((line for line in lines if line.strip()), "")
    found = _LONE.match(first)
    return found[1] if found else ""


def _place(path: str, function: str) -> str:
    """`folder/file:function` without the ending and the folders above: a release elsewhere is the same place."""
    parts = re.split(r"[/\\]+", re.sub(r"\?.*|#.*", "", path))[-2:]
    parts[-1] = re.sub(r"\.(?:py[co]?|m?[jt]sx?|cjs|rb|php|go|rs|cs)\Z", "", parts[-1])
    parts = [re.sub(r"[.-](?=[a-z]*\d)[0-9a-f]{6,}(?=\.|-|\Z)", "", part) for part in parts]
    place = "/".join(part for part in parts if part not in ("", ".", ".."))
    return f"{place}:{function}" if function else place


# --- Java, Scala, Kotlin

_JAVA_FRAME = re.compile(r"\s*at ([\w$./<>@\u0080-\U0010ffff-]++)\(([^()]*)\)")
_JAVA_SOURCE = re.compile(
    r"\s*at [^\s(]++\((?:[^()\s]+\.(?:java|kt|kts|scala|groovy|clj|cljc)(?::-?\d+)?|Unknown Source"
    r"|Native Method|<generated>|[A-Za-z_$][\w$]*)\)"
)
_JAVA_MARK = re.compile(r"Caused by: [A-Za-z_]|Exception in thread \"")
_JAVA_HEADER = re.compile(rf"\s*(?:Exception in thread \"[^\"]*\" |Caused by: |Wrapped by: )?({_CLASS})(?=:|$)")
_JAVA_LIBRARY = re.compile(
    r"(?:java|javax|jakarta|jdk|sun|com\.sun|scala|kotlin|kotlinx|groovy|clojure|py4j|org\.apache|org\.springframework"
    r"|org\.hibernate|org\.jboss|org\.eclipse|org\.junit|io\.netty|io\.grpc|io\.vertx|io\.micrometer|reactor|akka"
    r"|com\.fasterxml|com\.google\.common|com\.zaxxer|com\.databricks|okhttp3|\$Proxy|jdk\.proxy)[.\d]"
)
_JAVA_GENERATED = (
    (re.compile(r"\$\$(?:Lambda|EnhancerBy|FastClass|SpringCGLIB)[^.]*"), ""),
    (re.compile(r"\A.*/"), ""),
    (re.compile(r"(?<=Accessor)\d+|(?<=\$Proxy)\d+|\$\d+|(?<=lambda\$)\d+"), ""),
)


def _is_java(line: str) -> bool:
    return bool(_JAVA_SOURCE.match(line) or _JAVA_MARK.match(line))


def _java(lines: list[str]) -> Trace:
    sections: list[list[str]] = [[]]
    for line in lines:
        if line.startswith(("Caused by: ", "Wrapped by: ")):
            sections.append([])
        sections[-1].append(line)
    wrapped = any(section[0].startswith("Wrapped by: ") for section in sections if section)
    root = sections[0] if wrapped else sections[-1]
    frames = [frame for section in sections for frame in _java_frames(section)]
    return Trace(_java_type(root), _java_frames(root), frames)


def _java_type(section: list[str]) -> str:
    for line in section:
        if _JAVA_FRAME.match(line):
            break
        if found := _JAVA_HEADER.match(line):
            return found[1]
    return ""


def _java_frames(section: list[str]) -> list[Frame]:
    frames = []
    for line in section:
        if found := _JAVA_FRAME.match(line):
            name = found[1]
            for pattern, replacement in _JAVA_GENERATED:
                name = pattern.sub(replacement, name)
            frames.append(Frame(name, not _JAVA_LIBRARY.match(name)))
    return frames


# --- Python

_PYTHON_MARK = "Traceback (most recent call last)"
_PYTHON_FRAME = re.compile(r"[\s|+]*File \"([^\"]*+)\", line \d+(?:, in (\S+))?")
_PYTHON_TYPE = re.compile(r"[|+ ]*([A-Za-z_][\w.]*+)(?=:|$)")
_PYTHON_CHAINS = ("The above exception was", "During handling of the above")
_PYTHON_LIBRARY = re.compile(
    r"site-packages|dist-packages|[/\\]lib[/\\]python\d|\A<frozen|[/\\]py4j[/\\]|[/\\]pyspark[/\\]"
)


def _is_python(line: str) -> bool:
    return _PYTHON_MARK in line or (line.lstrip(" |").startswith('File "') and bool(_PYTHON_FRAME.match(line)))


def _python(lines: list[str]) -> Trace:
    root_ends = next(
        (place for place, line in enumerate(lines) if line.lstrip(" |").startswith(_PYTHON_CHAINS)), len(lines)
    )
    root = lines[:root_ends]
    return Trace(_python_type(root), _python_frames(root)[::-1], _python_frames(lines)[::-1])


def _python_type(lines: list[str]) -> str:
    """The first line behind the frames that is indented no deeper than the word Traceback."""
    last = max((place for place, line in enumerate(lines) if _PYTHON_FRAME.match(line)), default=len(lines))
    for line in lines[last + 1 :]:
        inner = re.sub(r"\A\s*[|+] ?", "", line)
        if inner[:1].strip() and (found := _PYTHON_TYPE.match(inner)):
            return found[1]
    return ""


def _python_frames(lines: list[str]) -> list[Frame]:
    frames = []
    for line in lines:
        if found := _PYTHON_FRAME.match(line):
            path, function = found.groups()
            frames.append(Frame(_place(path, function or "<module>"), not _PYTHON_LIBRARY.search(path)))
    return frames


# --- Node and browsers

_NODE_FRAME = re.compile(
    r"\s*at (?:async |new )*(?:([^()]*?) (?:\[as [^\]]*\] )?\()?((?:file://|https?://|webpack[\w-]*://)?[^()\s]*?|<anonymous>|native)"
    r":\d+(?::\d+)?\)?$"
)
_NODE_BARE = re.compile(r"\s*at (?:async |new )*([^()]+?) \((?:<anonymous>|native|index \d+)\)$")
_FIREFOX_FRAME = re.compile(r"([\w$./<>*]*)@(\S+?):\d+:\d+$")
_NODE_HEADER = re.compile(r"(?:Uncaught (?:\(in promise\) )?|\s*\[cause\]: )?([A-Z][\w$]*)(?: \[\w+\])?(?=:|$)")
_NODE_LIBRARY = re.compile(r"node_modules/|\Anode:|\Ainternal/|\A<anonymous>|\Anative|\A\(internal")
_NODE_GENERATED = re.compile(
    r"\A(?:Object|Function|Module|exports|Array|Promise)\.(?=[\w<])|\.?<anonymous>|\A_callee\d*\$?|<computed>"
)


def _is_node(line: str) -> bool:
    return bool(
        line.lstrip().startswith("at ") and _NODE_FRAME.match(line) and re.search(r":\d+:\d+\)?$", line)
    ) or bool(_FIREFOX_FRAME.match(line) and ("/" in line))


def _node(lines: list[str]) -> Trace:
    causes = [place for place, line in enumerate(lines) if line.lstrip().startswith("[cause]: ")]
    root = lines[causes[-1] :] if causes else lines
    return Trace(_node_type(root), _node_frames(root), _node_frames(lines))


def _node_type(lines: list[str]) -> str:
    for line in lines:
        if line.lstrip().startswith("at "):
            break
        if found := _NODE_HEADER.match(line):
            return found[1]
    return ""


def _node_frames(lines: list[str]) -> list[Frame]:
    frames = []
    for line in lines:
        function, path = "", ""
        if found := (_NODE_FRAME.match(line) if line.lstrip().startswith("at ") else _FIREFOX_FRAME.match(line)):
            function, path = found[1] or "", found[2]
        elif bare := _NODE_BARE.match(line):
            function, path = bare[1], "<anonymous>"
        else:
            continue
        function = _NODE_GENERATED.sub("", function.strip())
        frames.append(Frame(_place(path, function or "<anonymous>"), not _NODE_LIBRARY.search(path)))
    return frames


# --- Go

_GO_FILE = re.compile(r"\s+(\S.*?\.(?:go|s)):\d+(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+ pc=\S+)?$")
_GO_HEADER = re.compile(r"goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]]*\]:$")
_GO_ARGUMENTS = re.compile(r"\((?:[0-9a-fx?{}, .]|0x)*\)$")
_GO_NUMBERED = re.compile(r"(?<=\.func)\d+(?:\.\d+)*|(?<=\.gowrap)\d+|\[[^\]]*\]|(?<=\.)\d+(?=\.|$)|-range\d+")
_GO_LIBRARY_PATH = re.compile(r"/pkg/mod/|/vendor/|/usr/(?:local/)?(?:lib/)?go/src/|/libexec/src/|/hostedtoolcache/go/")
_GO_PACKAGES = """
    archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt go
    hash html image index internal io iter log maps math mime net os panic path plugin reflect regexp runtime slices
    sort strconv strings structs sync syscall testing text time unicode unique unsafe weak
"""
_GO_STANDARD = frozenset(_GO_PACKAGES.split())
_GO_RAISING = re.compile(
    r"panic\Z|runtime\.(?:gopanic|goPanic|panic|sigpanic|throw|goexit|main\Z)|runtime/debug\.(?:Stack|PrintStack)"
)


def _is_go(line: str) -> bool:
    return (line[:1].isspace() and bool(_GO_FILE.match(line))) or bool(_GO_HEADER.match(line))


def _go(lines: list[str]) -> Trace:
    """The first goroutine alone: the others of a dump only wait."""
    frames: list[Frame] = []
    headers = 0
    for function, file in zip(lines, [*lines[1:], ""], strict=True):
        headers += bool(_GO_HEADER.match(function))
        if headers > 1:
            break
        found = _GO_FILE.match(file)
        if not found or _GO_FILE.match(function) or function.startswith("created by ") or not function.strip():
            continue
        name = _GO_NUMBERED.sub("", _GO_ARGUMENTS.sub("", function.strip()))
        if not _GO_RAISING.match(name):
            frames.append(Frame(name, _is_own_go(name, found[1])))
    return Trace("", frames, frames)


def _is_own_go(name: str, path: str) -> bool:
    if _GO_LIBRARY_PATH.search(path):
        return False
    return re.split(r"[./]", name)[0] not in _GO_STANDARD


# --- Ruby

_RUBY_FRAME = re.compile(r"\s*(?:\d+: )?(?:from )?([^\s:]+\.(?:rb|erb|haml|rake|ru|jbuilder)):\d+(?::in [`']([^']*)')?")
_RUBY_RAISED = re.compile(r".*\(([A-Z]\w*(?:::\w+)*)\)\s*$")
_RUBY_HEADER = re.compile(r"\s*([A-Z]\w*(?:::[A-Z]\w*)*)(?=:? |:?$|\()")
_RUBY_LIBRARY = re.compile(
    r"/gems/|/lib/ruby/|/ruby/\d|\A<internal:|/rubygems/|/vendor/bundle/|/bin/(?:bundle|rails|rake)\Z"
)
_RUBY_GENERATED = re.compile(r"(?:block|rescue|ensure)(?: \(\d+ levels\))? in ")


def _is_ruby(line: str) -> bool:
    found = _RUBY_FRAME.match(line)
    return bool(found and (found[2] is not None or line.lstrip().startswith("from ") or re.search(r"\.rb:\d+\Z", line)))


def _ruby(lines: list[str]) -> Trace:
    """Newest frame first, or last below `Traceback (most recent call last)`."""
    frames = []
    kind = ""
    for line in lines:
        if found := _RUBY_FRAME.match(line):
            function = _RUBY_GENERATED.sub("", found[2] or "")
            frames.append(Frame(_place(found[1], function), not _RUBY_LIBRARY.search(found[1])))
            raised = _RUBY_RAISED.match(line[found.end() :])
            kind = kind or (raised[1] if raised else "")
        elif not frames and not kind and not line.startswith("Traceback"):
            header = _RUBY_RAISED.match(line) or _RUBY_HEADER.match(line)
            kind = header[1] if header else ""
    if lines[0].startswith("Traceback"):
        frames.reverse()
    return Trace(kind, frames, frames)


# --- PHP

_PHP_FRAME = re.compile(r"\s*#\d+ (?:(\S.*?\.(?:php|phtml|inc|phar))\(\d+\)|\[internal function\]): ([^(]+)\(")
_PHP_MAIN = re.compile(r"\s*#\d+ \{main\}")
_PHP_HEADER = re.compile(
    r"(?:.*?Uncaught (?:exception ')?|\[\d.*?\(|\s*exception '|\s*)([A-Za-z_][\w\\]*+)(?=: |'| with|\(code|$| in )"
)
_PHP_RAISED = re.compile(r".* (?:in|at) (/\S+?|[A-Za-z]:\\\S+?)(?::\d+| on line \d+)\)?$")


def _is_php(line: str) -> bool:
    return bool(_PHP_MAIN.match(line) or (line.lstrip().startswith("#") and _PHP_FRAME.match(line)))


def _php(lines: list[str]) -> Trace:
    """Of a chain the first section is the root: each `Next` wraps the one before."""
    root_ends = next((place for place, line in enumerate(lines) if line.startswith("Next ")), len(lines))
    root = lines[:root_ends]
    header = next((line for line in root if line.strip()), "")
    found = _PHP_HEADER.match(header)
    kind = found[1] if found and not _PHP_FRAME.match(header) and re.search(r"[A-Z]", found[1]) else ""
    return Trace(kind.replace("\\\\", "\\"), _php_frames(root), _php_frames(lines))


def _php_frames(lines: list[str]) -> list[Frame]:
    frames = []
    for place, line in enumerate(lines):
        if found := _PHP_FRAME.match(line):
            path, function = found[1] or "", re.sub(r"\{closure[^}]*\}", "{closure}", found[2].strip())
            own = function.startswith("App\\") or bool(path and "/vendor/" not in path)
            frames.append(Frame(function, own))
        elif (raised := _PHP_RAISED.match(line)) and (place == 0 or line.startswith("Next ")):
            frames.append(Frame(_place(raised[1], ""), "/vendor/" not in raised[1]))
    return frames


# --- .NET

_DOTNET_FRAME = re.compile(r"\s+at ([^\s(][^(]*)\(([^()]*(?:\([^()]*\)[^()]*)*)\)(?: in .*?(?::line \d+)?)?$")
_DOTNET_MARK = re.compile(r"\s*---> |\s*--- End of (?:inner exception )?stack trace|\s+at \S.*\) in .*:line \d+$")
_DOTNET_HEADER = re.compile(
    r"(?:Unhandled exception\. |\s*---> )?(?:\(Inner Exception #\d+\) )?((?:[A-Za-z_]\w*[.+])*[A-Z_]\w*)(?=:|$| \()"
)
_DOTNET_LIBRARY = re.compile(
    r"(?:System|Microsoft|Newtonsoft|Npgsql|Serilog|MassTransit|Polly|Grpc|Dapper|MediatR|AutoMapper|StackExchange|Castle"
    r"|Xunit|NUnit|Quartz|Hangfire|Azure)\.|lambda_method|InvokeStub_|Program\.<Main>\Z"
)
_DOTNET_GENERATED = (
    (re.compile(r"<>c(?:__DisplayClass[\d_]+)?(?:`\d+)?\.?"), ""),
    (re.compile(r"<([^<>]*)>(?:d|b|g)__[\w|]*(?:\.MoveNext)?"), r"\1"),
    (re.compile(r"`\d+|\[[^\]]*\]"), ""),
)


def _is_dotnet(line: str) -> bool:
    if _DOTNET_MARK.match(line):
        return True
    found = _DOTNET_FRAME.match(line)
    return bool(
        found
        and "." in found[1]
        and (not found[2] or re.search(r"[A-Za-z\]&] [a-z@_]\w*(?:,|$)|^[A-Z]\w*(?:, [A-Z]\w*)*$", found[2]))
    )


def _dotnet(lines: list[str]) -> Trace:
    """The innermost exception: last `--->` above the frames, whose own frames end at the first `End of inner`."""
    kind = ""
    for line in lines:
        if _DOTNET_FRAME.match(line):
            break
        for part in re.split(r"(?= ---> )", line):
            if found := _DOTNET_HEADER.match(part):
                kind = found[1] if not kind or "--->" in part else kind
    inner_ends = next((place for place, line in enumerate(lines) if "--- End of inner" in line), len(lines))
    return Trace(kind, _dotnet_frames(lines[:inner_ends]), _dotnet_frames(lines))


def _dotnet_frames(lines: list[str]) -> list[Frame]:
    frames = []
    for line in lines:
        if found := _DOTNET_FRAME.match(line):
            name = found[1]
            for pattern, replacement in _DOTNET_GENERATED:
                name = pattern.sub(replacement, name)
            frames.append(Frame(name.strip(), not _DOTNET_LIBRARY.match(found[1])))
    return frames


# --- Rust

_RUST_PANIC = re.compile(r"thread '[^']*' (?:\(\d+\) )?panicked at (?:'.*', |.*, )?([^\s,':]+\.rs):\d+")
_RUST_FRAME = re.compile(r"\s*\d+:\s+(?:0x[0-9a-f]+ - )?(\S.*)$")
_RUST_MARK = re.compile(r"thread '[^']*' (?:\(\d+\) )?panicked at |[Ss]tack backtrace:$")
_RUST_LIBRARY = re.compile(
    r"<?&?(?:std|core|alloc|tokio|futures\w*|backtrace|rayon|hyper|tower|tracing|test)::|_?_?rust_|rust_begin_unwind"
    r"|_start|__libc|main\Z|clone\Z|start_thread|<unknown>"
)
_RUST_LIBRARY_PATH = re.compile(r"/rustc/|/\.cargo/|/registry/src/")
_RUST_GENERATED = re.compile(r"::h[0-9a-f]{16}\Z|(?<=\{\{closure\}\})(?:::\{\{closure\}\})+|#\d+")


def _is_rust(line: str) -> bool:
    return bool(_RUST_MARK.match(line))


def _rust(lines: list[str]) -> Trace:
    """Frames of the backtrace; without one, the file that panicked."""
    frames = []
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        if found := _RUST_FRAME.match(line):
            name = _RUST_GENERATED.sub("", found[1].strip())
            path = after.strip()[3:] if after.strip().startswith("at ") else ""
            frames.append(Frame(name, not (_RUST_LIBRARY.match(name) or _RUST_LIBRARY_PATH.search(path))))
    if not any(frame.in_app for frame in frames):
        panic = next(filter(None, map(_RUST_PANIC.match, lines)), None)
        if panic:
            frames.insert(0, Frame(_place(panic[1], ""), not _RUST_LIBRARY_PATH.search(panic[1])))
    return Trace("", frames, frames)


_FORMATS: tuple[tuple[Callable[[str], bool], Callable[[list[str]], Trace]], ...] = (
    (_is_rust, _rust),
    (_is_ruby, _ruby),
    (_is_python, _python),
    (_is_go, _go),
    (_is_php, _php),
    (_is_node, _node),
    (_is_java, _java),
    (_is_dotnet, _dotnet),
)
"""Asked in this order: what is most particular first; a Java exception around a Python traceback is Python's."""
