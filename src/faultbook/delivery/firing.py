"""Why a rule fired, in a sentence: what it needs, and with how many events it began."""

from datetime import UTC, timedelta

from faultbook.incidents.journal import Entry
from faultbook.rules.condition import And, Condition, Leaf, Not, Or
from faultbook.rules.explaining import words_of
from faultbook.rules.model import Correlation, CorrelationType, Rule

LONGEST_CONDITION = 300
"""Characters of a condition; the rest of a longer one is left out."""
_COMPARED = {"gte": "{} or more", "gt": "more than {}", "eq": "exactly {}"}


def window_of_rule(rule: Rule) -> timedelta | None:
    """The window in which a rule counts; None where it fires on each event."""
    return timedelta(seconds=rule.correlation.timespan) if rule.correlation is not None else None


def why(rule: Rule, first: Entry | None) -> str:
    """What the rule needs, and what fired it. `first`: the first entry of the journal that counts events."""
    needs = _needs(rule.correlation) if rule.correlation is not None else _condition(rule)
    fired = _fired(first) if first is not None and first.events else ""
    return "; ".join(part for part in (needs, fired) if part)


def _condition(rule: Rule) -> str:
    if rule.condition is None:
        return ""
    words = _words(rule.condition)
    if len(words) > LONGEST_CONDITION:
        words = f"{words[:LONGEST_CONDITION].rpartition(' ')[0]} ..."
    decides = f", and {rule.predicate.file} decides" if rule.predicate is not None else ""
    return f"fires where {words}{decides}"


def _words(condition: Condition, inside: type[And] | type[Or] | None = None) -> str:
    match condition:
        case Leaf():
            return words_of(condition)
        case Not(part=part):
            return f"not ({_words(part)})"
    kind = type(condition)
    if len(condition.parts) == 1:
        return _words(condition.parts[0], inside)
    text = (" and " if kind is And else " or ").join(_words(part, kind) for part in condition.parts)
    return text if inside in (None, kind) else f"({text})"


def _needs(correlation: Correlation) -> str:
    rules = " and ".join(correlation.rules)
    most = _COMPARED.get(correlation.operator, _COMPARED["gte"]).format(f"{correlation.threshold:,}")
    match correlation.type:
        case CorrelationType.EVENT_COUNT:
            needs = f"{most} events of {rules}"
        case CorrelationType.VALUE_COUNT:
            needs = f"{most} different values of {correlation.value} in events of {rules}"
        case CorrelationType.TEMPORAL:
            needs = f"events of {rules}"
        case CorrelationType.TEMPORAL_ORDERED:
            needs = f"events of {', then '.join(correlation.rules)}"
    group = f" with the same {' and '.join(correlation.group_by)}" if correlation.group_by else ""
    return f"fires at {needs}{group} within {span_text(timedelta(seconds=correlation.timespan))}"


def _fired(first: Entry) -> str:
    events = f"{first.events:,} {'event' if first.events == 1 else 'events'}"
    begin, end = first.first_at or first.at, first.last_at or first.at
    if end - begin < timedelta(minutes=1):
        return f"it began with {events} at {begin.astimezone(UTC):%H:%M} UTC"
    return f"it began with {events} from {begin.astimezone(UTC):%H:%M} to {end.astimezone(UTC):%H:%M} UTC"


def span_text(span: timedelta) -> str:
    """As rules have it: `10m`; the largest unit that divides it."""
    seconds = round(span.total_seconds())
    units = ((86_400, "d"), (3_600, "h"), (60, "m"))
    size, unit = next((each for each in units if seconds and seconds % each[0] == 0), (1, "s"))
    return f"{seconds // size}{unit}"
