"""What a client raises, as the failure of a source: named, in one sentence, without a secret."""

from collections.abc import Iterator
from contextlib import contextmanager

from faultbook.errors import FaultbookError
from faultbook.faults.redaction import Redactor
from faultbook.polling.log_sources.port import Outcome, SourceFailure, TooManyRows

_MOST_OF_A_TEXT = 300
_REDACTOR = Redactor()


@contextmanager
def failure_of() -> Iterator[None]:
    """Within it, what a reader raises that is no failure of a source becomes one, so that the next source is polled.

    OSError too: clients raise it for connections; a missing library or secret too, with its own sentence.
    """
    try:
        yield
    except (SourceFailure, TooManyRows):
        raise
    except FaultbookError as raised:
        raise SourceFailure(Outcome.FAILED, str(raised)) from None
    except Exception as raised:
        raise SourceFailure(Outcome.FAILED, f"{type(raised).__name__}: {plain_text(raised)}") from None


def plain_text(raised: BaseException | str) -> str:
    """The first line of a message, shortened, secrets and addresses of mail taken out."""
    text = _REDACTOR.redact(str(raised)).strip()
    return text.splitlines()[0][:_MOST_OF_A_TEXT] if text else "no message"
