"""What stopped a batch of a stream, from the exception in which Spark wraps it."""

import re

from faultbook import errors
from faultbook.errors import FaultbookError, MissingDependency


def reported(failure: Exception) -> FaultbookError:
    """The error that a batch raised. The stream's exception contains it as text; its class is found by its name."""
    text = str(failure)
    named = re.search(r"faultbook\.errors\.(\w+): ([^\n]*)", text)
    if named and isinstance(kind := getattr(errors, named[1], None), type) and issubclass(kind, FaultbookError):
        return kind(named[2])
    causes = re.findall(r"(?:Caused by: |^)([\w.$]*(?:Exception|Error)): ([^\n]*)", text, flags=re.MULTILINE)
    first_line = next(iter(text.splitlines()), "")
    cause = ": ".join(causes[-1] if causes else (type(failure).__name__, first_line))
    return MissingDependency(
        f"a batch could not be stored: {cause}. Nothing of it counts yet; run the job again when that is fixed."
    )
