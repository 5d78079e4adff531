"""Options of a generation of JSON lines."""

from dataclasses import dataclass

from faultbook_samples.logs.options import Options
from faultbook_samples.logs.structured.incidents import Incident


@dataclass(frozen=True)
class JsonOptions(Options):
    """As Options; the same options give the same bytes with the same version of faker.

    `records` is the number of usual records: incidents add to it, a silence takes from it, odd lines come on top. All
    files together have all services, each file its own hours. `incidents`: see drawn_incidents for a choice by seed.
    """

    incidents: tuple[Incident, ...] = ()

    @property
    def tag(self) -> str:
        """What tells the files of this run that have no number from those of another; files of tsv runs among them."""
        return f"-json{super().tag}"
