"""A plain reader of the log format, for tests to compare with: standard library only, nothing shared with faultbook."""

import gzip
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

OFFSET = r"([+-])(0\d|1[0-7]|18(?=(?::?00)?[Zz]?\Z))(?::?([0-5]\d))?"
STAMP = r"(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:[Zz]|" + OFFSET + "[Zz]?)?"
CLASS = r"[A-Za-z_$][\w.$]*(?:Exception|Error|Throwable|Interrupt)(?::|\Z)"
TRACE = r"[ \t]|at |Caused by: |Suppressed: |Traceback \(|\.\.\. \d+ more|" + CLASS
NAMES = "Critical critical crit fatal ftl emergency emerg alert severe panic dpanic,Error error err"
NAMES += ",Warning warning warn wrn,Event event evt,Info info inf information informational notice success config"
NAMES += " debug dbg trace verbose vrb fine finer finest"
SEVERITIES = {spelling: name for name, *spellings in map(str.split, NAMES.split(",")) for spelling in spellings}


def read(path: Path, *, by_content: bool = False) -> tuple[Counter, list]:
    """Counts of lines, line_bytes and each kind of line; records as (UTC, code, file, severity, message).

    `by_content`: a file is compressed where its content is, whatever its name.
    """
    packed = path.read_bytes()
    is_packed = packed.startswith(b"\x1f\x8b") if by_content else path.suffix == ".gz"
    data = (gzip.decompress if is_packed else bytes)(packed).removeprefix(b"\xef\xbb\xbf")
    lines = [line.removesuffix(b"\n") for line in re.findall(rb".*\n|.+", data)]
    judged = [judge(line.removesuffix(b"\r")) for line in lines]
    counts = Counter(kind for kind, _ in judged) + Counter(lines=len(lines), line_bytes=sum(map(len, lines)))
    return counts, [record for kind, record in judged if kind == "record"]


def judge(line: bytes) -> tuple[str, tuple | None]:  # noqa: PLR0911 - one per rule of the format
    if not line.strip(b" \t\r\v\f"):
        return "blank", None
    if re.match(rb"#(?: ?Format:|(?!(?:[^\t]*\t){4}))", line) or not line.rstrip(b" \t").strip(b"-"):
        return "header", None
    if len(line) > 1_048_576:
        return "too_long", None
    try:
        text = line.decode()
        *fields, message = text.split("\t", 4)
        stamp, code, file, severity = (field.strip(" ") for field in fields)
        *parts, sign, hours, minutes = re.fullmatch(STAMP, stamp, re.ASCII).groups(default="0")
        away = timedelta(hours=int(hours), minutes=int(minutes)) * (-1 if sign == "-" else 1)
        at = datetime(*map(int, parts[:6]), int(parts[6].ljust(6, "0")[:6])) - away
    except UnicodeDecodeError:
        return "bad_encoding", None
    except (ValueError, AttributeError, OverflowError):
        few = "continuation" if re.match(TRACE, text, re.ASCII) else "too_few_fields"
        return few if text.count("\t") < 4 else "bad_timestamp", None
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.:-]{0,63}", code):
        return "bad_code", None
    return "record", (at, code, file, SEVERITIES.get(severity.lower(), "Unknown"), message)


def read_in_order(path: Path) -> Counter:
    """Counts of lines as the ledger has them: lines of a stack trace belong to the record above, a mark to its line."""
    packed = path.read_bytes()
    data = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
    counts = Counter(line_bytes=len(data) - data.count(b"\n"))
    is_open = in_traceback = after_frame = False
    for line in re.findall(rb".*\n|.+", data.removeprefix(b"\xef\xbb\xbf")):
        text = line.removesuffix(b"\n").removesuffix(b"\r")
        kind, _ = judge(text)
        ends_traceback = in_traceback and after_frame and re.match(rb"[A-Za-z_][\w.]*(?::|\Z)", text)
        between = in_traceback and text.startswith((b"The above exception was", b"During handling of the above"))
        if is_open and (kind == "continuation" or (kind == "too_few_fields" and (ends_traceback or between))):
            kind = "trace"
            in_traceback = in_traceback or text.startswith(b"Traceback (")
            after_frame = text[:1] in (b" ", b"\t")
        elif kind in ("record", "bad_timestamp", "bad_code"):
            is_open, in_traceback = kind == "record", False
        counts[kind] += 1
        counts["lines"] += 1
    counts["record"] += counts.pop("trace", 0)
    return counts
