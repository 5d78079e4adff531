"""Secrets and e-mail addresses out of a text, the rest as it was.

Rules search the text and return where secrets are (faults/redaction/*.py, one file per kind); here they are applied in
turn, and what they found is replaced. It is done again until nothing is found any more, so that redacting a redacted
text changes nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from faultbook.faults.redaction.addresses import emails, logins, shows_email
from faultbook.faults.redaction.cards import cards, shows_number
from faultbook.faults.redaction.commands import command_lines, shows_tool
from faultbook.faults.redaction.json_text import redacted_document
from faultbook.faults.redaction.marks import EMAIL, MARK, REDACTED, Span
from faultbook.faults.redaction.names import (
    cookies,
    logins_in_calls,
    named_secrets,
    parameters,
    schemes,
    shows_parameter,
    shows_scheme,
    shows_value_of_a_name,
)
from faultbook.faults.redaction.signs import Signs, lower_case, shows_signs, signs_of, signs_shown
from faultbook.faults.redaction.tokens import (
    known_tokens,
    private_keys,
    random_of_40,
    shows_random_of_40,
    shows_token,
    shows_token_of_long_words,
    tokens_of_long_words,
)

# A text that is still not done is taken out as a whole.
_ROUNDS = 8
# Of a card.
_SHORTEST_NUMBER = 12

Found = list[tuple[int, int, str]]


class Rule(NamedTuple):
    """`find` yields where secrets stand, in no order. `may_find` is cheap, and true wherever `find` yields anything.

    `shows`: given a shape and its lower case, true wherever `find` yields anything in a text of that shape whose digits
    encode nothing. Not as cheap: for what is remembered per shape.
    """

    name: str
    may_find: Callable[[Signs], bool]
    find: Callable[[str, str], Iterator[Span]]
    shows: Callable[[str, str], bool] = lambda _shape, _lower: True


def _may_hold_token(signs: Signs) -> bool:
    text = signs.text
    return (
        signs.long_word or signs.long_base64 or "==" in text or "%3" in text or "\\u003" in text or "q~" in signs.lower
    )


def _may_hold_parameter(signs: Signs) -> bool:
    return "sig" in signs.lower or (("?" in signs.text or "&" in signs.text) and "=" in signs.text)


def _may_hold_call(signs: Signs) -> bool:
    return signs.name and ("(" in signs.text or "[" in signs.text)


def _may_hold_option(signs: Signs) -> bool:
    text = signs.text
    return "-" in text and (" -" in text or "'-" in text or '"-' in text)


RULES = (
    Rule("private key", lambda signs: "private" in signs.lower or signs.long_base64, private_keys),
    Rule("login", lambda signs: signs.address, logins),
    Rule("cookie", lambda signs: "cookie" in signs.lower, cookies),
    Rule("secret name", lambda signs: signs.name, named_secrets, shows_value_of_a_name),
    Rule("arguments of a call", _may_hold_call, logins_in_calls),
    Rule("scheme", lambda signs: "bearer" in signs.lower or "basic" in signs.lower, schemes, shows_scheme),
    Rule("parameter of a URL", _may_hold_parameter, parameters, shows_parameter),
    Rule("command line", _may_hold_option, command_lines, shows_tool),
    Rule("token", _may_hold_token, known_tokens, shows_token),
    Rule("token without a prefix", lambda signs: signs.longer_word, tokens_of_long_words, shows_token_of_long_words),
    Rule(
        "AWS secret access key", lambda signs: signs.long_base64 or "%2" in signs.text, random_of_40, shows_random_of_40
    ),
    Rule("card number", lambda signs: signs.number, cards, shows_number),
    Rule("e-mail address", lambda signs: signs.address, emails, shows_email),
)
"""What is taken out. E-mail addresses come last: what is part of a secret is no address."""


def rules_of_shape(shape: str) -> tuple[Rule, ...] | None:
    """The rules that may find something in a text of which only the shape is known, its digits written 0.

    None where the digits decide: behind these three signs they encode what a text may contain (%40, \\u0040, &#64;).
    """
    signs = signs_shown(shape)
    if signs is None:
        return ()
    if "%" in shape or "\\" in shape or "&" in shape:
        return None
    lower = signs.lower
    return tuple([rule for rule in RULES if rule.may_find(signs) and rule.shows(shape, lower)])


class Redactor:
    """Takes secrets out of texts: by the rules of this package, and by those of a user."""

    def __init__(self, rules: Sequence[str] = (), allow: Sequence[str] = ()) -> None:
        """Compiles what the user added.

        `rules`: regexes; what the named group `secret` matches is replaced, without one the whole match.
        `allow`: regexes of texts that stay although a rule found them; they must match all of it.
        ValueError names the first that is no regex, or that matches the empty text.
        """
        self._own = tuple(_compiled(pattern, "rule") for pattern in rules)
        self._allowed = tuple(_compiled(pattern, "allow") for pattern in allow)
        for pattern in self._own:
            if pattern.search("") is not None:
                raise ValueError(f"redaction rule {pattern.pattern!r} matches the empty text; it must match a secret")

    def redact(self, text: str) -> str:
        """The text with `[redacted]` for secrets and `[email]` for e-mail addresses. Unchanged where it has none."""
        return self.redact_thoroughly(text) if self.may_hold_secret(text) else text

    def redact_thoroughly(self, text: str, rules: Sequence[Rule] | None = None) -> str:
        """As `redact`, without the cheap look first: faster for a text of which it is known that it shows signs.

        `rules`: those that may find something in it (`rules_of_shape`); None: not known.
        """
        for _ in range(_ROUNDS):
            found = self.find(text, rules)
            if not found:
                return text
            rules = None
            pieces: list[str] = []
            behind = 0
            for start, end, mark in found:
                pieces += (text[behind:start], mark)
                behind = end
            text = "".join(pieces) + text[behind:]
        return text if not self.find(text) else REDACTED

    def redact_json(self, text: str) -> str:
        """The JSON text of an object or array without secrets, still JSON, with the same keys and the same structure.

        Values of secret names (`password`, `api_key`), also numbers and whatever lies below them, become the string
        `[redacted]`; other strings are redacted like texts. All that stands beside stays to the letter: blanks,
        escapes, digits. true, false and null stay. A text that is no JSON object or array is redacted like any other.
        """
        return redacted_document(text, self)

    def may_hold_secret(self, text: str) -> bool:
        """The cheap look: false where no rule can find anything. Always true where a user added rules."""
        return bool(self._own) or shows_signs(text)

    def redact_pieces(self, pieces: list[str], text: str) -> bool:
        """Redacts in place what is written otherwise than it reads; True where something was found.

        `pieces[i]` is how the text's character i is written. What is found becomes a mark, one piece per character.
        """
        changed = False
        for _ in range(_ROUNDS):
            found = self.find(text)
            if not found:
                return changed
            changed = True
            for start, end, mark in reversed(found):
                pieces[start:end] = list(mark)
                text = text[:start] + mark + text[end:]
        if self.find(text):
            pieces[:] = list(REDACTED)
        return changed

    def find(self, text: str, rules: Sequence[Rule] | None = None) -> Found:
        """(start, end, mark) of what is to be taken out, from left to right, without overlaps.

        `rules`: those that may find something; None: not known.
        """
        if rules is None:
            signs = signs_of(text)
            lower = signs.lower
            rules = [rule for rule in RULES if rule.may_find(signs)]
        else:
            lower = lower_case(text)
        spans: list[Span] = []
        addresses: list[Span] = []
        for rule in rules:
            for span in rule.find(text, lower):
                if self._is_open(text, *span):
                    (addresses if rule.find is emails else spans).append(span)
        for pattern in self._own:
            for match in pattern.finditer(text):
                span = match.span("secret") if "secret" in pattern.groupindex else match.span()
                if span[0] < span[1] and not _touches_mark(text, *span) and self._is_open(text, *span):
                    spans.append(span)
        if not spans and not addresses:
            return []
        secrets = _merged(spans)
        apart = [
            (start, end, EMAIL)
            for start, end in addresses
            if not any(start < other[1] and other[0] < end for other in secrets)
        ]
        return sorted(secrets + apart) if apart else secrets

    def redacts(self, value: str) -> bool:
        """False where the user allows the value, or nothing is left to take out of it."""
        return self._is_open(value, 0, len(value))

    def finds_number(self, key: str, number: str) -> bool:
        """Whether a number in a field of that name is a secret by itself, as a card's is."""
        text = f"{key}={number}"
        if len(number) < _SHORTEST_NUMBER and not self._own:
            return False
        return any(end > len(text) - len(number) for _, end, _ in self.find(text))

    def _is_open(self, text: str, start: int, end: int) -> bool:
        """Whether there is more there than marks, and more than the user allows."""
        value = text[start:end]
        return bool(MARK.sub("", value)) and not any(pattern.fullmatch(value) for pattern in self._allowed)


def _compiled(pattern: str, kind: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern)
    except (re.error, TypeError, RecursionError, OverflowError) as error:
        raise ValueError(f"redaction {kind} {pattern!r} is not a regular expression: {error}") from None


def _touches_mark(text: str, start: int, end: int) -> bool:
    """Whether a mark lies in the span, at least in part: a user's rule never looks into one."""
    reach = len(REDACTED) - 1
    marks = MARK.finditer(text, max(0, start - reach), min(len(text), end + reach))
    return any(mark.start() < end and start < mark.end() for mark in marks)


def _merged(spans: Sequence[Span]) -> Found:
    merged: Found = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]), REDACTED)
        else:
            merged.append((start, end, REDACTED))
    return merged


DEFAULT = Redactor()
"""Without rules of a user."""


def redact(text: str) -> str:
    """The text with `[redacted]` for secrets and `[email]` for e-mail addresses, by the rules of this package."""
    return DEFAULT.redact(text)


def redact_json(text: str, redactor: Redactor = DEFAULT) -> str:
    """The JSON text without secrets (`Redactor.redact_json`), by the rules of this package by default."""
    return redactor.redact_json(text)
