"""Which of two builds is newer, by their names alone: `388.0.6` < `388.0.8`, `app@2.0.0-rc.1` < `app@2.0.0`.

Names are read, not looked up in a list of releases: a list forgets old ones, and knows when a release was made, which
is not its order. A name is `package@version+build`, where package and build may be absent. Numbers of version and build
compare as numbers, as many as there are; a pre-release comes before its release (semver.org, 2.0.0, 11). Names of other
kinds, as commits, and names of two packages have no order.
"""

import re
from collections.abc import Iterable
from itertools import zip_longest

_VERSION = re.compile(r"[vV]?(\d+(?:\.\d+)*)(?:-([0-9A-Za-z.-]+))?(?:\+(?:[vV]?(\d+(?:[.-]\d+)*)|([0-9A-Za-z.-]+)))?\Z")
_Key = tuple[list[int], list[tuple[int, int, str]] | None, list[int], str]


def compare(build: str, other: str) -> int | None:
    """Below 0 where `build` is older than `other`, 0 where they are the same, above 0 where it is newer.

    None where the names have no order.
    """
    if build == other:
        return 0
    package, version = _parts(build)
    other_package, other_version = _parts(other)
    one, two = _key(version), _key(other_version)
    if package != other_package or one is None or two is None:
        return None
    numbers = _numbers(one[0], two[0]) or _pre_release(one[1], two[1]) or _numbers(one[2], two[2])
    if not numbers and one[3] != two[3]:
        return None
    return numbers


def newest(builds: Iterable[str | None]) -> str | None:
    """The newest of some builds; of two without an order the later in the sequence. None where none has a name."""
    found: str | None = None
    for build in builds:
        if build is not None and (found is None or (compare(build, found) or 0) > 0 or compare(build, found) is None):
            found = build
    return found


def _parts(build: str) -> tuple[str, str]:
    package, _, version = build.strip().rpartition("@")
    return package, version


def _key(version: str) -> _Key | None:
    match = _VERSION.match(version)
    if not match:
        return None
    numbers, pre_release, build_numbers, build = match.groups()
    return (
        [int(number) for number in numbers.split(".")],
        None if pre_release is None else [_identifier(each) for each in pre_release.split(".")],
        [int(number) for number in re.split(r"[.-]", build_numbers)] if build_numbers else [],
        build or "",
    )


def _identifier(text: str) -> tuple[int, int, str]:
    return (0, int(text), "") if text.isdecimal() else (1, 0, text)


def _numbers(one: list[int], two: list[int]) -> int:
    for left, right in zip_longest(one, two, fillvalue=0):
        if left != right:
            return -1 if left < right else 1
    return 0


def _pre_release(one: list[tuple[int, int, str]] | None, two: list[tuple[int, int, str]] | None) -> int:
    if one == two:
        return 0
    if one is None or two is None:
        return 1 if one is None else -1
    return -1 if one < two else 1
