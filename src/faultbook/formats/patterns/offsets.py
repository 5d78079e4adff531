"""Offsets from UTC as logs write them: `+02:00`, and abbreviations of zones."""

from datetime import datetime
from zoneinfo import ZoneInfo

_HOURS = {
    "UTC": 0.0, "UT": 0.0, "GMT": 0.0, "Z": 0.0, "WET": 0.0, "WEST": 1.0, "CET": 1.0, "CEST": 2.0, "MET": 1.0,
    "MEST": 2.0, "EET": 2.0, "EEST": 3.0, "BST": 1.0, "MSK": 3.0, "SAST": 2.0, "PKT": 5.0, "SGT": 8.0, "HKT": 8.0,
    "JST": 9.0, "KST": 9.0, "ACST": 9.5, "ACDT": 10.5, "AEST": 10.0, "AEDT": 11.0, "AWST": 8.0, "NZST": 12.0,
    "NZDT": 13.0, "EST": -5.0, "EDT": -4.0, "CST": -6.0, "CDT": -5.0, "MST": -7.0, "MDT": -6.0, "PST": -8.0,
    "PDT": -7.0, "AKST": -9.0, "AKDT": -8.0, "HST": -10.0, "AST": -4.0, "ADT": -3.0, "BRT": -3.0, "ART": -3.0,
}  # fmt: skip
"""What an abbreviation mostly means; IST is three zones, and in none."""


def offset_of_text(text: str) -> int | None:
    """Minutes of `Z`, `+02`, `+0200` or `+02:00`; None for more than 18 hours, or for minutes above 59."""
    if text in "Zz":
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:] if len(text) > 3 else 0)
    if minutes > 59 or hours * 60 + minutes > 18 * 60:
        return None
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)


def offset_of_name(name: str, local: datetime, zone: str) -> int | None:
    """Minutes of an abbreviation such as CEST: as `zone` has it at that time, else what it mostly means; None: none."""
    if zone != "UTC":
        place = ZoneInfo(zone)
        for fold in (0, 1):
            there = local.replace(tzinfo=place, fold=fold)
            offset = there.utcoffset()
            if there.tzname() == name.upper() and offset is not None:
                return int(offset.total_seconds()) // 60
    hours = _HOURS.get(name.upper())
    return None if hours is None else int(hours * 60)
