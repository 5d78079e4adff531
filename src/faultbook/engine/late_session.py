"""A session that is opened when it is first used: a run that finds nothing new never starts Java."""

from collections.abc import Callable
from typing import Any, cast

from pyspark.sql import SparkSession

from faultbook.engine.session import on_databricks, open_session
from faultbook.settings import Settings


class _LateSession:
    """Stands for a Spark session until something of it is used."""

    def __init__(self, opened: Callable[[], SparkSession]) -> None:
        self._opened = opened
        self._session: SparkSession | None = None

    def __getattr__(self, name: str) -> Any:
        if self._session is None:
            self._session = self._opened()
        return getattr(self._session, name)


def late_session(settings: Settings, *, short: bool = False) -> SparkSession:
    """The session that open_session returns, opened at its first use where it is a local one.

    `short`: as in open_session. Nothing may be a Column before the session is open: Spark makes Columns in Java.
    """
    if on_databricks() or not settings.is_local:
        return open_session(settings, short=short)
    return cast(SparkSession, _LateSession(lambda: open_session(settings, short=short)))
