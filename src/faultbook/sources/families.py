"""Rotation families: which names one log may have had before and after rotation. By names alone.

Where a number may be an index of rotation or the number of a host (`web-01.log`), it is taken for an index: whether
two files of a family are the same is decided by their content. A family that is too wide costs a comparison; one that
is too narrow counts events twice. What is usually no index stays: `node12.log`, ports, addresses, ids of applications.
"""

import re
from functools import lru_cache

_REMEMBERED = 65_536
_ROOT = re.compile(r"//[^/]*/", re.DOTALL)
"""The mark of a landing root other than the first."""

_FLAGS = re.IGNORECASE | re.ASCII | re.DOTALL
_GAP = r"[-_. :,+]"
_GAPS = r"(?:-{1,3}|_{1,3}|[. :,+])"
"""What separates a suffix: no more than that, since a name may end with such a letter itself (`x.lo_`)."""
_YEAR = r"(?:19|20)\d\d"
_MONTH_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sep(?:tember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DAY_NUMBER = r"(?:0[1-9]|[12]\d|3[01])"
_DAY = (
    rf"(?:{_YEAR}(?P<mark>[-_.]?)(?:0[1-9]|1[0-2]|{_MONTH_NAME})(?P=mark){_DAY_NUMBER}|"
    rf"(?<![a-z0-9])(?:{_DAY_NUMBER}|[1-9])[-_.]?{_MONTH_NAME}(?:[-_.]?(?:{_YEAR}|\d\d))?)"
)
_CLOCK = r"(?:[01]\d|2[0-4])(?:[-_.:h]?[0-5]\d(?:[-_.:m]?[0-6]\d)?)?"

_DATE = re.compile(
    rf"(?:{_GAPS}|(?<!\d))(?:(?<=_)r)?{_DAY}(?:(?:{_GAP}|t){{0,2}}{_CLOCK})?(?:{_GAP}\d{{1,10}})*(?:z|utc|gmt)?(?![a-z0-9])",
    _FLAGS,
)
"""A day anywhere, perhaps with a time, and with numbers after it: a fraction, a zone, an index, the id of a process."""

_IIS_DATE = re.compile(r"(?:(?<=\Au_ex)|(?<=\Au_in)|(?<=\Au_nc)|(?<=\Aex)|(?<=\Anc))\d{6}(?:\d\d)?(?=[._]|\Z)", _FLAGS)

_COMPRESSED = (
    r"\.(?:gz|gzip|z|bz|bz2|bzip2|xz|lzma|lz|lzo|lz4|zst|zstd|sz|snappy|br|deflate|zip|7z|rar|"
    r"tar|tgz|taz|tbz|tbz2|txz|tlz|tzst)"
)
_UNFINISHED = r"\.(?:part|partial|filepart|tmp|temp|inprogress|incomplete|uploading|crdownload|_copying_)"
_COPY = r" ?\(\d{1,3}\)| ?\[\d{1,3}\]| ?- copy| copy(?: \d{1,3})?|\.?~\d{1,5}~|~"
_STATE = (
    rf"{_GAPS}(?:r?current|active|latest|old|bak|back|backup|prev|previous|orig|original|save|saved|archived?|"
    r"rotated|rolled|restart|copy)"
)
_WEEKDAY = rf"{_GAPS}(?-i:Mon(?:day)?|Tue(?:sday)?|Wed(?:nesday)?|Thu(?:rsday)?|Fri(?:day)?|Sat(?:urday)?|Sun(?:day)?)"
"""Only in this case: `ceph-mon.log` is no Monday."""
_SUFFIX = re.compile(rf"(?<=.)(?:{_COMPRESSED}|{_UNFINISHED}|{_COPY}|{_STATE}|{_WEEKDAY})\Z", _FLAGS)
_COPY_OF = re.compile(r"\Acopy of (?=.)", _FLAGS)

_INDEX = re.compile(
    rf"(?<=.)(?:_r\d{{5}}|{_GAPS}(?:"
    r"\d{1,3}|0\d{3,8}|"
    rf"{_YEAR}|{_YEAR}-?w\d\d|{_YEAR}(?:0[1-9]|1[0-2])|"
    rf"\d\d(?:0[1-9]|1[0-2]){_DAY_NUMBER}|(?:[01]\d|2[0-3])[0-5]\d[0-5]\d|"
    rf"{_DAY_NUMBER}{{2}}{_YEAR}|"
    r"1\d{9}|1\d{12}"  # seconds and milliseconds since 1970
    r")|(?<=\.log|\.out|\.err|\.txt)[-_.]?\d{1,5})\Z",
    _FLAGS,
)
_ADDRESS = re.compile(
    r"(?<![0-9])(?<![0-9]\.)(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})\Z|(?<![a-z0-9])ip(?:-\d{1,3}){4}\Z", _FLAGS
)
_NAMED_ID = re.compile(
    r"(?:eventlog_v2_|events_\d+_)?(?:app-\d{14}-\d{4}|local-\d{10,13}|"
    r"(?:application|container|appattempt|attempt|task|job)_(?:e\d+_)?\d{10,13}(?:_\d+)+)(?!\d)",
    _FLAGS,
)
"""Ids of Spark and Hadoop: their times and numbers name an application, not a rotation."""

_EXTENSION = re.compile(r"(?<=.)\.(?:[a-z][a-z0-9]{0,9}|lo_)\Z", _FLAGS)
_WHOLE_EXTENSION = re.compile(r"\.[a-z][a-z0-9]{0,9}(?![^.]*\.[a-z])", _FLAGS)
_NAMELESS = re.compile(r"@[0-9a-f]{24}(?:\.[su])?|current|active|latest", _FLAGS)
"""Names that are nothing but a state of rotation; the first is that of daemontools, runit and s6."""
_CURRENT = "current"


def family_of(source_file: str) -> str:
    """The rotation family of a landed file: its name without suffixes of rotation, compression and copying.

    Folder and root mark stay as they are: `//nginx/a/app-2026-02-03.1.log.gz` is of `//nginx/a/app.log`. A member of an
    archive is taken as unpacked beside it: `a/x.zip!/inner/app.log` is of `a/inner/app.log`. A file whose name is only
    a date is of `current`, with its extension. The family of a family is itself.
    """
    root = mark[0] if (mark := _ROOT.match(source_file)) else ""
    folder, slash, name = source_file[len(root) :].rpartition("/")
    if "!/" in source_file and name:
        folders = [part for part in folder.split("/") if len(part) < 2 or not part.endswith("!")]
        folder, slash = "/".join(folders), "/" if folders else ""
    return f"{root}{folder}{slash}{_family_of_name(name)}"


@lru_cache(maxsize=_REMEMBERED)
def _family_of_name(name: str) -> str:
    while (shorter := _one_less(name)) != name:
        name = shorter
    return name


def _one_less(name: str) -> str:
    """The name without one of its suffixes; the same where there is none."""
    if _NAMELESS.fullmatch(name):
        return _CURRENT
    if named := _NAMED_ID.match(name):
        return named[0] + _one_less(f"x{name[named.end() :]}")[1:]
    shorter = _dateless(_SUFFIX.sub("", _COPY_OF.sub("", name)))
    if shorter == name:
        shorter = _without_index(name)
    if shorter != name:
        return shorter
    extension = found[0] if (found := _EXTENSION.search(name)) else ""
    # SCCM renames x.log to x.lo_.
    return _of_stem(name.removesuffix(extension)) + (".log" if extension == ".lo_" else extension)


def _of_stem(stem: str) -> str:
    """What comes before the extension, without one of its suffixes."""
    if _NAMELESS.fullmatch(stem):
        return _CURRENT
    shorter = _SUFFIX.sub("", stem)
    return _without_index(stem) if shorter == stem else shorter


def _dateless(name: str) -> str:
    """The name without its last date."""
    dates = list(_DATE.finditer(name))
    if not dates:
        return _IIS_DATE.sub("", name)
    found = dates[-1]
    before, after = name[: found.start()], name[found.end() :]
    if before:
        return before + after
    # Whether the date is all there is of a name shows when nothing but an extension can follow it.
    shorter = _without_index(_SUFFIX.sub("", f"x{after}"))[1:]
    if shorter != after:
        return name[: found.end()] + shorter
    if _WHOLE_EXTENSION.match(after):
        return _CURRENT + after
    return after.lstrip("-_. :,+") or _CURRENT


def _without_index(name: str) -> str:
    return name if _ADDRESS.search(name) else _INDEX.sub("", name)
