"""Results of runs in system.lakeflow, by what they mean for a bill."""

FAILED = ("FAILED", "ERROR", "TIMED_OUT", "TIMEDOUT")
CANCELED = ("CANCELED", "CANCELLED")
