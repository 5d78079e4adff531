"""Names of people in answers: an account that is an e-mail address is a name on purpose, a text around it is not."""

import re

from faultbook.formatting.log_text import Cleaner

_ACCOUNT = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}", re.ASCII)


def person(name: str | None, cleaner: Cleaner, *, longest: int = 80) -> str | None:
    """The name as it may be shown: an address that is the whole of it stays, all else is redacted and cut."""
    return name if name is not None and _ACCOUNT.fullmatch(name) else cleaner.text(name, longest=longest)
