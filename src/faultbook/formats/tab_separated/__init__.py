"""Error logs of five tab-separated columns: instant, code, source file, level, message; stack traces below a line."""

from faultbook.formats.tab_separated.format import TAB_SEPARATED

__all__ = ["TAB_SEPARATED"]
