"""The fingerprint of an event under a rule, as `incidents.fingerprint` defines it, and the slots that it is made of."""

from collections.abc import Mapping

from pyspark.sql import Column
from pyspark.sql import functions as F

from faultbook.incidents.canonical import ID_DIGITS
from faultbook.incidents.fingerprint import CURRENT, LABEL, MESSAGE, SCOPE, Strategy, slot_names
from faultbook.rules.frame import Frame
from faultbook.rules.model import Rule
from faultbook.rules.sql import quoted
from faultbook.transforms.rules.sources import Source
from faultbook.transforms.rules.stored import stored_sql

EMPTY = "CAST(NULL AS STRING)"
DEFAULT_NAMES = ("job_name", "pipeline", "service")
"""Of these the first that an event has is in the default scope, beside the environment."""


def slots_sql(rule: Rule, source: Source, frame: Frame) -> dict[str, str]:
    """The slots of a rule's strategy in the order in which they are hashed, as SQL texts.

    WrongType and UnknownField as `stored_sql`.
    """
    strategy = Strategy(rule.fingerprint.strategy.value)
    fields = rule.fingerprint.fields if strategy is Strategy.FIELDS else ()
    found = {}
    for name in slot_names(strategy, fields):
        if name == SCOPE:
            found[name] = scope_sql(rule, frame)
        elif strategy is Strategy.FIELDS:
            found[name] = stored_sql(name, frame)
        elif name == LABEL:
            found[name] = stored_sql(rule.fingerprint.fields[0], frame)
        else:
            found[name] = source.message if name == MESSAGE else source.slots.get(name, EMPTY)
    return found


def scope_sql(rule: Rule, frame: Frame) -> str:
    """The scope as `canonical` of its fields, those that an event has.

    By default the environment, and the first of DEFAULT_NAMES that the event has. A rule with a window is a part of its
    own scope: many failures of a service are another fault than each of them, and than many requests of it. Its name is
    first: what follows a mark of redaction in a text may be taken for the rest of the secret.
    """
    own = {} if rule.correlation is None else {"rule": quoted(rule.name)}
    if rule.scope.fields:
        return canonical_sql({**own, **{name: stored_sql(name, frame) for name in rule.scope.fields}})
    parts = [part_sql(name, text) for name, text in own.items()] + [part_sql("environment", "`environment`")]
    named = [name for name in DEFAULT_NAMES if name in frame.columns]
    if named:
        whens = " ".join(f"WHEN `{name}` <> '' THEN {part_sql(name, f'`{name}`')}" for name in named)
        parts.append(f"CASE {whens} ELSE '' END")
    return f"concat({', '.join(parts)})"


def fingerprint(scope: str, others: str) -> Column:
    """The fingerprint, of two columns: the scope's part of the canonical text, which is its first, and what follows.

    NULL where the latter is empty.
    """
    digits = F.substring(F.sha2(F.concat(F.lit(f"{CURRENT};"), F.col(scope), F.col(others)), 256), 1, ID_DIGITS)
    return F.when(F.col(others) != "", F.concat(F.lit(f"{CURRENT}:"), digits))


def of_scope(slots: Mapping[str, str]) -> dict[str, str]:
    """The scope among slots, if it is there."""
    return {name: text for name, text in slots.items() if name == SCOPE}


def without_scope(slots: Mapping[str, str]) -> dict[str, str]:
    """The slots but the scope."""
    return {name: text for name, text in slots.items() if name != SCOPE}


def canonical_sql(parts: Mapping[str, str]) -> str:
    """`incidents.canonical.canonical` of SQL texts."""
    return f"concat({', '.join(part_sql(name, text) for name, text in parts.items()) or repr('')})"


def part_sql(name: str, text: str) -> str:
    """One part of a canonical text; empty where the text is empty or NULL."""
    return (
        f"CASE WHEN {text} <> '' THEN concat({quoted(f'{name}:')}, char_length({text}), ':', {text}, ';') ELSE '' END"
    )
