"""Settings from keyword values, from arguments of a task and from variables; one clear error for each wrong value."""

import json
import re
from collections.abc import Sequence
from difflib import get_close_matches
from enum import Enum
from typing import Any

from pydantic import ValidationError
from pydantic_settings.exceptions import SettingsError

from faultbook.errors import SettingError
from faultbook.settings.settings import GROUPS, Settings

# pydantic_settings' own source for the command line is not used: it splits a regular expression at its commas, reads
# JSON that is none, and takes the text "null" for an absent value (docs/decisions/bundle.md).


def make_settings(**values: Any) -> Settings:
    """Settings from keyword values over FAULTBOOK_* variables over defaults; SettingError where one is wrong."""
    try:
        return Settings(**values)
    except SettingsError as wrong:
        raise SettingError(f'{wrong}: expected JSON, as in FAULTBOOK_SEVERITIES=\'{{"Error": ["err"]}}\'.') from wrong
    except ValidationError as wrong:
        raise SettingError("\n".join(_explain(error) for error in wrong.errors())) from wrong


def settings_from(argv: Sequence[str]) -> Settings:
    """Settings from a wheel task's arguments, `--name=value` or `--name value`; SettingError where one is wrong."""
    values: dict[str, str] = {}
    rest = list(argv)
    while rest:
        argument = rest.pop(0)
        if not argument.startswith("--"):
            raise SettingError(f"argument: found {argument!r}, expected --name=value. Fix: {_known('')}")
        name, equals, value = argument[2:].partition("=")
        if not equals:
            if not rest:
                raise SettingError(f"{name}: found no value, expected one. Fix: give --{name}=VALUE.")
            value = rest.pop(0)
        values[name.replace("-", "_")] = value
    return make_settings(**{name: _decode(name, value) for name, value in values.items()})


def _decode(name: str, value: str) -> Any:
    """The value as the setting's type takes it: lists and mappings are JSON, everything else is text."""
    field = Settings.model_fields.get(name)
    if field is None or not hasattr(field.annotation, "__origin__"):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as wrong:
        raise SettingError(
            f"{name}: found {value!r}, expected JSON ({wrong.msg} at character {wrong.pos}). {_fix(name)}"
        ) from wrong


def _explain(error: Any) -> str:
    name = str(error["loc"][0]) if error["loc"] else "settings"
    if name not in Settings.model_fields:
        return f"{name}: found no setting of this name. Fix: {_known(name)}"
    message = str(error["msg"]).removeprefix("Value error, ")
    expected = re.sub(
        r"^(Input|String) should (be )?", lambda match: "expected " if match[2] else "expected to ", message
    )
    return f"{name}: found {error['input']!r}, {expected}. {Settings.model_fields[name].description} {_fix(name)}"


def _fix(name: str) -> str:
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    return f"Fix: give --{name}=VALUE or set FAULTBOOK_{name.upper()} (default {argument_text(default) or 'empty'})."


def argument_text(value: object) -> str:
    """A setting's value as it is written in an argument or a variable; None is empty."""
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        return json.dumps(value)
    return str(value.value if isinstance(value, Enum) else value)


def _known(name: str) -> str:
    """What to do about an unknown name: the closest one, and all by group."""
    close = get_close_matches(name, Settings.model_fields, n=1)
    hint = f"did you mean {close[0]}?" if close else "use one of the known names."
    listed = "; ".join(f"{group}: {', '.join(kind.model_fields)}" for group, kind in GROUPS.items())
    return f"{hint} Known names, by group: {listed}."
