"""Ids as people type them: the beginning of an incident's id, as long as it is unique."""

from collections.abc import Iterable
from difflib import get_close_matches

from faultbook.errors import SettingError
from faultbook.incidents.journal import ID_PREFIX

_MOST = 3


def full_id(text: str, ids: Iterable[str]) -> str:
    """The id that a text is or begins, with or without `inc-`; SettingError with the nearest ids otherwise."""
    begin = text.strip().lower()
    begin = begin if begin.startswith(ID_PREFIX) else ID_PREFIX + begin
    known = sorted(set(ids))
    found = [each for each in known if each.startswith(begin)] if begin != ID_PREFIX else []
    if begin in found:
        return begin
    if len(found) == 1:
        return found[0]
    if found:
        more = " ..." if len(found) > _MOST else ""
        raise SettingError(
            f"incident: {text!r} is the beginning of several ids ({', '.join(found[:_MOST])}{more}); give more of it."
        )
    near = get_close_matches(begin, known, n=_MOST, cutoff=0.5)
    nearest = f"; the nearest are {', '.join(near)}" if near else ""
    raise SettingError(f"incident: {text!r} is no id of an incident{nearest}. Fix: `faultbook incidents` lists them.")
