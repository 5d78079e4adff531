"""Profiles of the Databricks configuration file, and the one to take where none is named.

`databricks auth login --host ...` calls a profile after the host. The CLI finds it again by the host that
databricks.yml names; the SDK, and a first `faultbook init`, take the profile DEFAULT only.
"""

import os
from configparser import ConfigParser
from configparser import Error as NotReadable
from pathlib import Path

from faultbook.errors import SettingError

DEFAULT = "DEFAULT"
_SETTINGS = "__settings__"
_BY_ENVIRONMENT = ("DATABRICKS_HOST", "DATABRICKS_CONFIG_PROFILE", "DATABRICKS_TOKEN", "DATABRICKS_CLIENT_ID")


def configuration_file() -> Path:
    """Where the profiles are, whether it exists or not."""
    return Path(os.environ.get("DATABRICKS_CONFIG_FILE") or "~/.databrickscfg").expanduser()


def known_profiles() -> dict[str, str]:
    """Host by name of the profile, of those that name a workspace; SettingError where the file cannot be read."""
    hosts = {name: section.get("host", "") for name, section in _sections().items() if name != _SETTINGS}
    return {name: plain_host(host) for name, host in hosts.items() if host and "//accounts." not in host}


def meant_profile(named: str = "", host: str = "") -> str:
    """The profile of a command: the named one, else the only one of `host`, else the only one.

    '' where the environment, the file's default or nothing at all decides. SettingError where several are possible.
    """
    if named or any(os.environ.get(name) for name in _BY_ENVIRONMENT):
        return named
    known = known_profiles()
    of_host = [name for name, each in known.items() if each == plain_host(host)] if host else []
    default = _default(known)
    if default and (not of_host or default in of_host):
        return ""
    possible = of_host or list(known)
    if len(possible) > 1:
        raise SettingError(
            f"--profile: not given, and {configuration_file()} has several{' of ' + host if of_host else ''}: "
            f"{', '.join(possible)}. Fix: --profile {possible[0]}."
        )
    return possible[0] if possible else ""


def plain_host(host: str) -> str:
    """An address as two of them are compared: in lower case, with https, without a / at its end."""
    text = host.strip().rstrip("/").lower()
    return text if "://" in text or not text else f"https://{text}"


def _default(known: dict[str, str]) -> str:
    chosen = _sections().get(_SETTINGS, {}).get("default_profile", "").strip()
    return chosen if chosen in known else DEFAULT if DEFAULT in known else ""


def _sections() -> dict[str, dict[str, str]]:
    file = configuration_file()
    # What DEFAULT holds is none of the other profiles', so it is a section as they are.
    found = ConfigParser(interpolation=None, strict=False, default_section="")
    try:
        found.read(file, encoding="utf-8")
    except (NotReadable, OSError, UnicodeDecodeError) as wrong:
        first = str(wrong).splitlines()[0]
        raise SettingError(
            f"{file} cannot be read: {first} Fix: correct it, or write it by databricks auth login."
        ) from wrong
    return {name: dict(found.items(name)) for name in found.sections()}
