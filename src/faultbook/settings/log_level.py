"""Python's logging as `log_level` sets it. The JSON lines of steps are no logs: they are printed at every level."""

import logging

from faultbook.settings.run import LogLevel

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# At DEBUG and INFO, py4j logs each call into Java: thousands of lines for one job.
ALWAYS_QUIET = ("py4j",)
_SPARK = {LogLevel.DEBUG: "info", LogLevel.INFO: "warn"}


def configure_logging(level: LogLevel) -> None:
    """Logs what faultbook and its libraries report from `level` on, on standard error.

    Where the process has handlers of its own, as on Databricks, only the level is set.
    """
    logging.basicConfig(format=FORMAT)
    logging.getLogger().setLevel(level.value)
    for name in ALWAYS_QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.value)))


def spark_log_level(level: LogLevel) -> str:
    """The level of a local Spark, in log4j's words: one less than Python's, because its warnings are about itself."""
    return _SPARK.get(level, "error")
