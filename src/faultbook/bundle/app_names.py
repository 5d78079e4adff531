"""Names of apps: the platform takes 2 to 30 lower-case letters, digits and hyphens, and refuses others late."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from faultbook.bundle.errors import BundleError

MOST = 30
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,28}[a-z0-9]")
_OF_THE_USER = re.compile(r"\$\{workspace\.current_user\.(id|domain_friendly_name)\}")
BY_NUMBER = "fb-${workspace.current_user.id}"
"""A name in dev that fits everybody: ids of users and principals are numbers of at most 20 digits."""
_PRINCIPAL = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def fits(name: str) -> bool:
    """Whether an app can have the name; a reference to the user's id or name counts as two characters."""
    return _NAME.fullmatch(_OF_THE_USER.sub("me", name)) is not None


def usual_name_in_dev(user: str, display_name: str) -> str:
    """The console's name in dev where none is given, as the CLI makes it: of a user's name, or a principal's title."""
    called = display_name if _PRINCIPAL.fullmatch(user) and display_name else user
    plain = unicodedata.normalize("NFKD", called.partition("@")[0])
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return "fb-" + re.sub(r"[^a-z0-9]", "-", letters.lower())


def check_app_names(summary: Mapping[str, Any], target: str) -> None:
    """BundleError where an app of a CLI's summary, with all names resolved, has a name that the platform refuses."""
    for fields in ((summary.get("resources") or {}).get("apps") or {}).values():
        name = str(fields.get("name") or "")
        if name and not _NAME.fullmatch(name):
            variable = "dev_app_name" if target == "dev" else "app_name"
            raise BundleError(
                f"{variable}: found {name!r} ({len(name)} characters), expected 2 to {MOST} lower-case letters, digits "
                f"and hyphens. Fix: write {variable} into databricks.yml under the target {target}, or for yourself "
                f"only: export BUNDLE_VAR_{variable}=NAME."
            )
