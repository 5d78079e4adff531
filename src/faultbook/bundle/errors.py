"""What a bundle can get wrong."""

from faultbook.errors import FaultbookError


class BundleError(FaultbookError):
    """The bundle's files are not what the command needs: which file, what was found, what is expected."""

    exit_code = 2
