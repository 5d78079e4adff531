"""Lines of Heroku's log drains around those of an app."""

from faultbook.formats.wrapped.heroku.lines import HEROKU

__all__ = ["HEROKU"]
