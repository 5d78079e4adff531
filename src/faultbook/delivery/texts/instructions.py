"""Instructions for assistants: a template that gets ids, fixed words and links of trackers, and no text of a log.

An assistant follows its instructions, so that whoever writes a log must not write a part of them.
"""

import re

from faultbook.delivery.place import Place
from faultbook.delivery.texts.templates import Template, TemplateFailed, default_text
from faultbook.events.severities import SEVERITIES
from faultbook.incidents.incident import Incident

NAME = "instructions"
LONGEST = 4_000
INSTRUCTION_VARIABLES = {
    "incident_id": "id of the incident",
    "severity": "critical, high, medium, low or info",
    "priority": "P1 to P5",
    "issue": "repository and number of the issue, as acme/orders#12",
}
"""Name -> what it is, for pages and messages."""
_INCIDENT = re.compile(r"inc-[0-9a-f]{16,64}")
_PRIORITY = re.compile(r"P[1-5]")
_REPOSITORY = re.compile(r"[A-Za-z0-9_.-]{1,100}/[A-Za-z0-9_.-]{1,100}")
_EXAMPLE = ("inc-0123456789abcdef", "high", "P2", Place("acme/orders", 12))


class Instructions:
    """Makes instructions. TemplateFailed where the template is wrong, or takes a variable that may be of a log."""

    def __init__(self, text: str | None = None) -> None:
        """`text`: a template in place of the package's."""
        self._template = Template(NAME, default_text(NAME) if text is None else text, INSTRUCTION_VARIABLES)
        self._made(*_EXAMPLE)

    def made(self, incident: Incident, place: Place) -> str:
        """The instructions for one issue. TemplateFailed where the template fails."""
        return self._made(incident.incident_id, incident.severity, incident.priority, place)

    def _made(self, incident_id: str, severity: str, priority: str, place: Place) -> str:
        made = self._template.made(
            {
                "incident_id": incident_id if _INCIDENT.fullmatch(incident_id) else "",
                "severity": severity if severity in SEVERITIES else "",
                "priority": priority if _PRIORITY.fullmatch(priority) else "",
                "issue": f"{place.repository}#{place.number}" if _REPOSITORY.fullmatch(place.repository) else "",
            }
        ).strip()
        if not made or len(made) > LONGEST:
            raise TemplateFailed(f"template {NAME}: found {len(made):,} characters; expected 1 to {LONGEST:,}.")
        return made
