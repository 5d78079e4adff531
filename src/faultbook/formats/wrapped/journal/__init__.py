"""Lines of a journal around those of a program."""

from faultbook.formats.wrapped.journal.lines import JOURNAL

__all__ = ["JOURNAL"]
