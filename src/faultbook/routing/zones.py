"""Time zones by their IANA names."""

from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

_OF_THIS_MACHINE = {"Local", "localtime", "posixrules"}
"""Names whose meaning depends on the machine: Alertmanager takes the first, zoneinfo the others."""


def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name. ValueError with the nearest names where there is none."""
    try:
        if name in _OF_THIS_MACHINE:
            raise LookupError(name)
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as unknown:
        raise ValueError(
            f"found {name!r}; expected the IANA name of a time zone, as Europe/Berlin or UTC{_nearest(name)}"
        ) from unknown


def _nearest(name: str) -> str:
    # The nearest city is not always near in letters: its last part is compared too.
    by_part = {known.rpartition("/")[2].lower(): known for known in available_timezones() if "/" in known}
    near = get_close_matches(name.rpartition("/")[2].lower(), by_part, n=2)
    return f", perhaps {' or '.join(by_part[part] for part in near)}" if near else ""
