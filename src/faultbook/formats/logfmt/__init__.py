"""logfmt: keys and values, `level=error ts=... msg="..." err=EOF`."""

from faultbook.formats.logfmt.format import LOGFMT

__all__ = ["LOGFMT"]
