"""Realistic, seeded error logs and the truth about them, written down before a line is rendered.

`write(directory, Options(...))` plans (what happens when, in which file), writes the manifest of what it planned, then
renders. Nothing here knows how lines are parsed: the manifest is what the parser is measured against.
"""

from faultbook_samples.logs.manifest import Manifest
from faultbook_samples.logs.options import Options
from faultbook_samples.logs.plan import Plan
from faultbook_samples.logs.writing import write

__all__ = ["Manifest", "Options", "Plan", "write"]
