"""The hidden mark in the body of an issue or comment that names the incident and the intent that it was made for.

A mark is one HTML comment on one line, so that it survives other line ends and edits around it. Who reads marks must
know who wrote the text: anybody can copy one.
"""

import re

VERSION = "v1"
BEGIN, END = "<!-- faultbook:begin -->", "<!-- faultbook:end -->"
"""Between these two, the body of an issue is ours; both are in the body of every issue that is made."""
_ID = r"[a-z]+-[0-9a-f]{16,64}"
_WHOLE_ID = re.compile(_ID)
_MARKER = re.compile(rf"<!-- faultbook:{VERSION}:({_ID}):({_ID}) -->")


def marker(incident_id: str, intent_id: str) -> str:
    """`<!-- faultbook:v1:INCIDENT:INTENT -->`; ValueError where one is no id such as `inc-0123456789abcdef`."""
    for found in (incident_id, intent_id):
        if not _WHOLE_ID.fullmatch(found):
            raise ValueError(f"found {found!r}; expected letters, a hyphen, and 16 to 64 hexadecimal digits")
    return f"<!-- faultbook:{VERSION}:{incident_id}:{intent_id} -->"


def assignment_mark(intent_id: str) -> str:
    """`<!-- faultbook:v1:assign:INTENT -->`: of a comment that assigns an issue. `markers_in` leaves it out."""
    if not _WHOLE_ID.fullmatch(intent_id):
        raise ValueError(f"found {intent_id!r}; expected letters, a hyphen, and 16 to 64 hexadecimal digits")
    return f"<!-- faultbook:{VERSION}:assign:{intent_id} -->"


def markers_in(body: str) -> list[tuple[str, str]]:
    """Incident id and intent id of every mark in a text, in order."""
    return _MARKER.findall(body)
