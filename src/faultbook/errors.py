"""What can go wrong, said so that the reader knows what to do. One root; a traceback is for `--debug` only."""


class FaultbookError(Exception):
    """The root: a message that a user can act on, and the exit code of the command that fails with it."""

    exit_code = 1


class SettingError(FaultbookError):
    """A setting is wrong: its name, what was found, what is expected, how to fix it."""

    exit_code = 2


class MissingDependency(FaultbookError):
    """Something outside faultbook is absent or failed: which one, and what to install, start or grant."""

    exit_code = 3


class InvariantViolated(FaultbookError):
    """Parts do not add up to their whole. The batch is not completed; nothing that was complete is changed."""

    exit_code = 4


class LeaseHeld(FaultbookError):
    """Another run is writing. Try again later (75 is EX_TEMPFAIL)."""

    exit_code = 75


class ContractBroken(FaultbookError):
    """A stored table is not what its contract says, and the difference is none that setup may repair."""

    exit_code = 6


class InvalidCatalog(FaultbookError):
    """A YAML file of users is not what it should be: file, line, what was found, what is expected, how to fix it."""

    exit_code = 2
