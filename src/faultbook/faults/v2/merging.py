"""Which templates of a scope are one pattern: those that differ only where values stand.

Works on distinct templates, never on rows, and depends on their set alone: not on order, not on batches. A place is a
parameter when enough different words vote for it; states, negations, function words, exceptions and the one-word values
of telling fields are never replaced, so two texts that differ in one of them never meet.

Three kinds of evidence, in rounds: texts that differ in one word; texts that differ in a name of one to four words; and
records of fields, which differ in several whole fields at once.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from faultbook.faults.v2.vocabulary import (
    PLACEHOLDER,
    announces_behind_a_colon,
    core,
    ends_in_event,
    is_before_a_verb,
    is_caused,
    is_copula,
    is_deed,
    is_distinguishing_key,
    is_function_word,
    is_message_key,
    is_negation,
    is_role,
    is_state,
    is_symbol,
    is_verb_form,
    names_what_follows,
    pieces,
    surely_names_what_follows,
)

ROUNDS = 12
MOST_WORDS = 96
"""A template of more words keeps its own text."""

VOTES_NEEDED = 60
VOTE_OF_PLACEHOLDER = 60
VOTE_OF_ID = 30
VOTE_OF_NAME = 20
VOTE_OF_WORD = 12
VOTE_OF_CAUSE = 6
VOTE_OF_ONE_AMONG_SEVERAL = 3
"""In sixtieths: one placeholder is enough, two tokens that look like ids, three words where a name is expected, five
plain words, ten that end a text behind a colon (`cannot pay: overdraft`) or are in capitals, for those are causes and
codes, or twenty plain words where several places vary at once."""

CONSTANT_WORDS_NEEDED = 2
"""Words beside the replaced ones that carry two letters or more: what is left of a pattern must still identify an
error.
"""

VOTES_NEEDED_BESIDE_ONE_WORD = 120
"""Where a single constant word is left (`Unpacking curl (<*>)`), it takes twice the votes."""

LONGEST_NAME = 4
"""Words of a name: `anna maria lopez`."""

VALUES_THAT_TEACH = 3
"""Different plain words at one place that make them known as values elsewhere in the scope."""

_MOST_LEVELS = 4
_PARTS = re.compile(r"""(?:[^\s|,;:=()\[\]{}"'`.~^]|(?<!\.)\.(?!\.)|(?<=\w)'(?=\w))+""")
_WORD_LETTERS = re.compile(r"[^\W\d_]{2}")
_ID_SIGNS = re.compile(r"""[\d_./@$\\#<-]""")
_HAS_DIGIT = re.compile(r"[\d<]")
_CAMEL = re.compile(r"[a-z][A-Z]")
_RAISED = re.compile(r"(?:Exception|Error|Failure|Fault|Panic|Warning)\W*\Z")
_FEWEST_FIELDS = 4
_MOST_TRIED = 200
"""Texts with placeholders that share their rarest word and are tried on a text: it bounds what odd sets can cost."""
_RECORD_SIGNS = ("|", ";", "::", "~", "^", " - ", " / ", ",")
_FIELD_SIGNS = frozenset((*_RECORD_SIGNS, " | ", "; "))
_OPENING = {"(": ")", "[": "]", '"': '"', "'": "'", "`": "`"}
_FIELD = re.compile(r"""[\w@][\w.\-/@<>*]*+=(?:"[^"]*+"|[^\s"']*+)(?:\s|\Z)""")
_FIELDS = re.compile(rf"(?:{_FIELD.pattern}){{2,}}+")
_VALUE_AND_SIGNS = re.compile(r"(?:(?<=[\s()\[\]{},:;])|^)[\s()\[\]{},:;]*<\*>[\s()\[\]{},:;]*")
_RUN = re.compile(r"<\*>(?:(?:,? |[:/_.+-])<\*>)+")
_HTTP_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"))
_KEY_BEFORE = re.compile(r"""([A-Za-z_][\w.-]*)(=["']?|: ?)\Z""")
_LONGEST_KEY = 64
_VOTES_OF_WORDS = frozenset((VOTE_OF_WORD, VOTE_OF_NAME))
_NEVER = 0
_DOUBTFUL = 1
_NAMES_PER_DOUBTFUL = 3
"""Words that rather name an event (`throttled`, `primary`) are names only among three times as many names."""


class Scoped(NamedTuple):
    """A template and the scope within which it may merge."""

    scope: str
    template: str


class _Word(NamedTuple):
    start: int
    end: int
    text: str
    vote: int
    is_field: bool
    is_spoken: bool
    is_announced: bool


class _Span(NamedTuple):
    """Words first to last, which may be one value, and how many spoken words are left; last < first: it is empty."""

    first: int
    last: int
    constant: int


class _Text(NamedTuple):
    """A template taken apart: words, the signs around them, spans and the hash of what each would make of the text."""

    text: str
    words: list[_Word]
    spans: list[_Span]
    keys: list[int]
    signs: tuple[str, ...]
    record: "_Text | None"


class _Candidate(NamedTuple):
    """A text that `template` becomes if the words at `places` are values; `value` is what stands there."""

    template: str
    becomes: str
    places: tuple[int, ...]
    values: tuple[str, ...]
    votes: tuple[int, ...]
    width: int
    constant: int


def merged_templates(templates: Iterable[Scoped]) -> dict[Scoped, str]:
    """The text of the pattern that each template belongs to; its own where it merges with none."""
    scopes: defaultdict[str, set[str]] = defaultdict(set)
    for scope, template in templates:
        scopes[scope].add(template)
    return {Scoped(scope, text): merged for scope, texts in scopes.items() for text, merged in _merged(texts).items()}


def _merged(texts: set[str]) -> dict[str, str]:
    current = {text: text for text in texts}
    if len(texts) < 2:
        return current
    current.update(_with_optional_fields(texts))
    known: frozenset[str] = frozenset()
    parsed: dict[str, _Text] = {}
    for _ in range(ROUNDS):
        texts = set(current.values())
        parsed = {text: parsed.get(text) or _parsed(text) for text in texts}
        becomes, known = _round([text for text in parsed.values() if 0 < len(text.words) <= MOST_WORDS], known)
        becomes = becomes or _absorbed(texts) or _with_optional_values(texts)
        if not becomes:
            break
        current = {text: becomes.get(now, now) for text, now in current.items()}
    return current


def _with_optional_fields(texts: set[str]) -> dict[str, str]:
    """Of texts that are fields alone (logfmt, JSON): those that differ in which masked fields they have, with all.

    A field that is left out when it is empty makes no other error; but some words must remain.
    """
    alike: defaultdict[tuple[str, ...], list[tuple[str, list[str]]]] = defaultdict(list)
    for text in texts:
        if "=" in text and _FIELDS.fullmatch(text):
            fields = [found[0].strip() for found in _FIELD.finditer(text)]
            constants = tuple(field for field in fields if not field.endswith("=" + PLACEHOLDER))
            if any(is_message_key(field.partition("=")[0]) for field in constants):
                alike[constants].append((text, [field for field in fields if field.endswith("=" + PLACEHOLDER)]))
    becomes: dict[str, str] = {}
    for constants, found in alike.items():
        if len(found) > 1:
            masked = sorted({field for _, fields in found for field in fields})
            becomes |= {text: " ".join([*constants, *masked]) for text, _ in found}
    return becomes


def _with_optional_values(texts: set[str]) -> dict[str, str]:
    """Texts that have the same words and signs, but a value more or less, and the one of them with most values."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts:
        if PLACEHOLDER in text:
            alike[_VALUE_AND_SIGNS.sub(" ", text).strip()].append(text)
        else:
            alike[text].append(text)
    becomes: dict[str, str] = {}
    for bare, found in alike.items():
        words = [word for word in _PARTS.findall(bare) if _is_content(word)]
        if len(found) > 1 and len(words) >= CONSTANT_WORDS_NEEDED:
            fullest = max(found, key=lambda text: (text.count(PLACEHOLDER), text))
            becomes |= {text: fullest for text in found if text != fullest}
    return becomes


def _round(texts: list[_Text], known: frozenset[str]) -> tuple[dict[str, str], frozenset[str]]:
    """Texts that become another, with that; and the words known as values."""
    present = {text.text for text in texts}
    candidates: defaultdict[str, list[_Candidate]] = defaultdict(list)
    for candidate in (*_one_value_out(texts, known), *_fields_out(texts, known)):
        candidates[candidate.becomes].append(candidate)
    best: dict[str, tuple[int, int, str]] = {}
    learnt = set(known)
    for becomes, every in candidates.items():
        found = _without_doubtful(every)
        if not found or (len(found) < 2 and becomes not in present):
            continue
        score = _score(found, becomes in present)
        if score < (VOTES_NEEDED if found[0].constant >= CONSTANT_WORDS_NEEDED else VOTES_NEEDED_BESIDE_ONE_WORD):
            continue
        learnt.update(_values_learnt(found))
        for each in found:
            if each.template != becomes:
                rank = (-each.width, score, becomes)
                if each.template not in best or _better(rank, best[each.template]):
                    best[each.template] = rank
    return {text: _RUN.sub(PLACEHOLDER, becomes) for text, (_, _, becomes) in best.items()}, frozenset(learnt)


def _better(one: tuple[int, int, str], other: tuple[int, int, str]) -> bool:
    return (one[0], one[1]) > (other[0], other[1]) or (one[:2] == other[:2] and one[2] < other[2])


def _score(found: list[_Candidate], has_placeholder: bool) -> int:
    """Votes of the weakest of the places that are replaced; 0 where they are no values."""
    columns: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for each in found:
        for place, value, vote in zip(each.places, each.values, each.votes, strict=True):
            columns[place][value] = vote
    start = VOTE_OF_PLACEHOLDER if has_placeholder else 0
    common = set.intersection(*(set(each.places) for each in found))
    # Where only some have a word to replace the others have a placeholder already.
    return min(
        _votes(column) + (start if place in common else VOTE_OF_PLACEHOLDER) for place, column in columns.items()
    )


def _votes(column: dict[str, int]) -> int:
    """Votes of the different values of one place."""
    several = [value.split(" ") for value in column if value]
    if any(len(words) > 1 for words in several) and len(several) > 1:
        firsts, lasts = {words[0] for words in several}, {words[-1] for words in several}
        if len(firsts) == 1 or len(lasts) == 1:
            return _NEVER
    lower = {value.lower() for value in column}
    if any(f"{negation}{value}" in lower for value in lower for negation in ("un", "in", "dis", "non") if value):
        return _NEVER
    return sum(column.values())


def _without_doubtful(found: list[_Candidate]) -> list[_Candidate]:
    """The candidates whose values are names; all of them where the doubtful ones are few among names."""
    sure = [each for each in found if _DOUBTFUL not in each.votes]
    return found if (len(found) - len(sure)) * _NAMES_PER_DOUBTFUL <= len(sure) else sure


def _values_learnt(found: list[_Candidate]) -> set[str]:
    plain = {value.lower() for each in found for value in each.values if value.isalpha()}
    return plain if len(plain) >= VALUES_THAT_TEACH else set()


def _one_value_out(texts: list[_Text], known: frozenset[str]) -> Iterator[_Candidate]:
    """Each way to replace one value of a text that makes it equal to another, or another's way."""
    once: set[int] = set()
    shared = {hash(text.text) for text in texts}
    for text in texts:
        for key in text.keys:
            if key in once:
                shared.add(key)
            else:
                once.add(key)
    for text in texts:
        for span, key in zip(text.spans, text.keys, strict=True):
            if key in shared:
                yield _candidate(text, span, known)


def _candidate(text: _Text, span: _Span, known: frozenset[str]) -> _Candidate:
    words = text.words
    becomes = _without(text.text, words, span)
    if span.last < span.first:
        return _Candidate(text.text, becomes, (span.first,), ("",), (0,), 0, span.constant)
    value = text.text[words[span.first].start : words[span.last].end]
    if span.last == span.first:
        vote = _vote_here(words[span.first], known)
    elif any(word.vote == _DOUBTFUL for word in words[span.first : span.last + 1]):
        vote = _DOUBTFUL  # `n1 joins` is more often a name and what it does
    elif span.first == 0:
        vote = VOTE_OF_CAUSE  # `Alice Lopez has no access`; `Cache Miss is logged` begins so too
    else:
        is_proper = all(word.text[0].isupper() for word in words[span.first : span.last + 1])
        vote = VOTE_OF_NAME if is_proper or words[span.first].is_announced else VOTE_OF_WORD
    return _Candidate(text.text, becomes, (span.first,), (value,), (vote,), span.last - span.first + 1, span.constant)


def _vote_here(word: _Word, known: frozenset[str]) -> int:
    return VOTE_OF_ID if word.vote in _VOTES_OF_WORDS and word.text.lower() in known else word.vote


def _parsed(text: str) -> _Text:
    words = _words(text)
    spans = _spans(text, words) if len(words) <= MOST_WORDS else []
    keys = [hash(_without(text, words, span)) for span in spans]
    return _Text(text, words, spans, keys, _signs(text, words), _record(text))


def _record(text: str) -> _Text | None:
    """The text as fields between equal signs, if it has four or more.

    Commas with blanks are a sentence's, unless they part five short fields or more.
    """
    sign = max(_RECORD_SIGNS, key=text.count)
    parts = text.split(sign)
    if len(parts) < _FEWEST_FIELDS:
        return None
    if sign == "," and ", " in text and (len(parts) == _FEWEST_FIELDS or any(part.count(" ") > 3 for part in parts)):
        return None
    fields: list[_Word] = []
    start = 0
    for part in parts:
        plain = part.strip()
        begin = start + len(part) - len(part.lstrip())
        votes = [_vote(word) for word in _PARTS.findall(plain)]
        several = len(votes) > 1
        vote = min(votes, default=_NEVER) if not several else (VOTE_OF_NAME if _is_name(plain, votes) else _NEVER)
        if VOTE_OF_PLACEHOLDER > vote > _DOUBTFUL:
            vote = max(vote, VOTE_OF_NAME)
        fields.append(_Word(begin, begin + len(plain), plain, vote, True, _is_spoken(plain), False))
        start += len(part) + len(sign)
    return _Text(text, fields, [], [], (sign, str(len(fields))), None)


def _is_name(field: str, votes: list[int]) -> bool:
    """A few words that only blanks part, none of which names an event."""
    return field.count(" ") == len(votes) - 1 < LONGEST_NAME and min(votes) > _DOUBTFUL


def _spans(text: str, words: list[_Word]) -> list[_Span]:
    """Where one value may stand, of one word or of several that only blanks part."""
    are_words = [word.is_spoken for word in words]
    total = sum(are_words)
    first_spoken = are_words.index(True) if total else len(words)
    last_spoken = len(words) - 1 - are_words[::-1].index(True) if total else -1
    spans: list[_Span] = []
    for first, word in enumerate(words):
        names = word.is_announced
        left = total
        for last in range(first, min(first + LONGEST_NAME, len(words))):
            end = words[last]
            if end.vote == _NEVER or (last > first and text[words[last - 1].end : end.start] != " "):
                break
            left -= end.is_spoken
            if left < (1 if last == first else CONSTANT_WORDS_NEEDED):
                break
            if last == first:
                if end.text != PLACEHOLDER:
                    spans.append(_Span(first, last, left))
            # A name of several words has constant words on both sides, or ends the text behind a noun that it names.
            elif (first_spoken < first and (last_spoken > last or names) and left < total) or (
                first == 0 and _begins_with_a_name(text, words, last)
            ):
                spans.append(_Span(first, last, left))
        if word.vote != _NEVER and total >= CONSTANT_WORDS_NEEDED and _may_be_left_out(text, words, first):
            spans.append(_Span(first + 1, first, total))
    return spans


def _begins_with_a_name(text: str, words: list[_Word], last: int) -> bool:
    """True for words in capitals first to `last`, and a verb that holds the sentence together behind them."""
    if last + 1 >= len(words) or text[words[last].end : words[last + 1].start] != " ":
        return False
    after = words[last + 1].text
    return all(word.text[0].isupper() for word in words[: last + 1]) and after.islower() and is_function_word(after)


def _without(text: str, words: list[_Word], span: _Span) -> str:
    if span.last < span.first:
        end = words[span.last].end
        return f"{text[:end]} {PLACEHOLDER}{text[end:]}"
    return text[: words[span.first].start] + PLACEHOLDER + text[words[span.last].end :]


def _may_be_left_out(text: str, words: list[_Word], place: int) -> bool:
    """`user from 10.0.0.1`: the name that `user` announces is empty."""
    if not names_what_follows(words[place].text) or place + 1 >= len(words):
        return False
    after = words[place + 1]
    return text[words[place].end : after.start] == " " and is_function_word(after.text)


def _fields_out(texts: list[_Text], known: frozenset[str]) -> Iterator[_Candidate]:
    """Each way to replace the rarest names of a text together, among texts with the same signs between words.

    Of records, whose fields pipes, commas or the like part, whole fields: a name there may have several words.
    """
    alike: defaultdict[tuple[str, ...], list[_Text]] = defaultdict(list)
    for text in texts:
        if text.record:
            alike["record", *text.record.signs].append(text.record)
        else:
            alike[text.signs].append(text)
    for group in alike.values():
        if len(group) < 2:
            continue
        seen = Counter((place, word.text) for text in group for place, word in enumerate(text.words))
        single = {
            place
            for text in group
            for place, word in enumerate(text.words)
            if " " not in word.text and _DOUBTFUL < word.vote < VOTE_OF_PLACEHOLDER
        }
        for text in group:
            yield from _rarest_out(text, seen, single, known)


def _rarest_out(
    text: _Text, seen: Counter[tuple[int, str]], single: set[int], known: frozenset[str]
) -> Iterator[_Candidate]:
    """`single`: the places where some text has one word. Where none has, several words are part of the message."""
    words = text.words
    votes = {place: _vote_here(word, known) for place, word in enumerate(words)}
    names = [place for place, vote in votes.items() if VOTE_OF_NAME <= vote < VOTE_OF_PLACEHOLDER and place in single]
    yield from _places_out(text, seen, votes, names)
    plain = [place for place, vote in votes.items() if vote == VOTE_OF_WORD and place in single]
    if plain:
        votes |= dict.fromkeys(plain, VOTE_OF_ONE_AMONG_SEVERAL)
        for found in _places_out(text, seen, votes, sorted([*names, *plain])):
            left = (word for place, word in enumerate(words) if place not in found.places)
            if sum(_is_content(word.text) for word in left) >= CONSTANT_WORDS_NEEDED:
                yield found


def _places_out(
    text: _Text, seen: Counter[tuple[int, str]], votes: dict[int, int], names: list[int]
) -> Iterator[_Candidate]:
    """Candidates without the rarest of the words at `names`."""
    if len(names) < 2:
        return
    words = text.words
    are_words = sum(word.is_spoken for word in words)
    levels = sorted({seen[place, words[place].text] for place in names})[:_MOST_LEVELS]
    for level in levels:
        places = tuple(place for place in names if seen[place, words[place].text] <= level)
        constant = are_words - sum(words[place].is_spoken for place in places)
        needed = 0 if all(words[place].is_field for place in places) else len(places)
        if len(places) < 2 or constant < max(CONSTANT_WORDS_NEEDED, needed):
            continue
        parts, end = [], 0
        for place in places:
            parts += [text.text[end : words[place].start], PLACEHOLDER]
            end = words[place].end
        becomes = "".join([*parts, text.text[end:]])
        values = tuple(words[place].text for place in places)
        yield _Candidate(
            text.text, becomes, places, values, tuple(votes[place] for place in places), len(places), constant
        )


def _absorbed(texts: set[str]) -> dict[str, str]:
    """Texts that equal a text with placeholders, with words where it has those, and that text.

    What varies there is known by then, so one such text is enough, whatever the number of places. The text that says
    most wins.
    """
    plain = {text: [each[0] for each in _PARTS.finditer(text)] for text in texts}
    seen = Counter(word for words in plain.values() for word in set(words))
    by_word: defaultdict[str, list[tuple[int, str, list[str]]]] = defaultdict(list)
    for text, words in plain.items():
        content = [word for word in words if _is_content(word)]
        is_distinct = len(content) >= CONSTANT_WORDS_NEEDED or (content and _is_whole_sentence(words))
        if PLACEHOLDER in words and is_distinct and len(words) <= MOST_WORDS:
            pieces = text.split(PLACEHOLDER)
            by_word[min(content, key=lambda word: (seen[word], word))].append((len(content), text, pieces))
    for patterns in by_word.values():
        patterns.sort(key=lambda pattern: (-pattern[0], pattern[1]))
        del patterns[_MOST_TRIED:]
    becomes: dict[str, str] = {}
    for text, words in plain.items():
        fitting = [
            (-content, pattern)
            for word in set(words)
            for content, pattern, pieces in by_word.get(word, ())
            if pattern != text and _fits(text, pieces)
        ]
        if fitting:
            becomes[text] = min(fitting)[1]
    return becomes


def _is_whole_sentence(words: list[str]) -> bool:
    """`<*> could not log in from <*>`: one word of content, but three more that hold it together."""
    return sum(map(is_function_word, words)) > CONSTANT_WORDS_NEEDED


def _is_content(word: str) -> bool:
    return PLACEHOLDER not in word and bool(_WORD_LETTERS.search(word)) and not is_function_word(word)


def _fits(text: str, pieces: list[str]) -> bool:
    """True if the text is the pieces with values between them: names, ids and placeholders of a few words."""
    if not text.startswith(pieces[0]) or not text.endswith(pieces[-1]):
        return False
    position, end = len(pieces[0]), len(text) - len(pieces[-1])
    for before, piece in zip(pieces, [*pieces[1:-1], None], strict=False):
        found = end if piece is None else text.find(piece, position + 1, end)
        if found < 0 or not _may_be_a_value(text[position:found]) or _is_one_word_cause(before, text[position:found]):
            return False
        position = found + len(piece or "")
    return True


def _is_one_word_cause(before: str, value: str) -> bool:
    """`err=` and `reason: ` in front of a plain word: that word is no value."""
    if not value.isalpha() or before[-1:] not in "=:\"' ":
        return False
    found = _KEY_BEFORE.search(before[-_LONGEST_KEY:])
    return bool(found and (is_distinguishing_key(found[1]) or (found[2][0] == ":" and is_caused(found[1]))))


@lru_cache(maxsize=65_536)
def _may_be_a_value(text: str) -> bool:
    words = text.split(" ")
    if not 1 <= len(words) <= LONGEST_NAME or "" in words:
        return False
    parts = _PARTS.findall(text)
    if len(words) > 1 and len(parts) > len(words):
        return False
    votes = {part: _vote(part) for part in parts}
    return bool(parts) and all(
        vote > _DOUBTFUL or (vote == _DOUBTFUL and core(part).endswith("ing")) for part, vote in votes.items()
    )


def _signs(text: str, words: list[_Word]) -> tuple[str, ...]:
    ends = [0, *(word.end for word in words)]
    starts = [*(word.start for word in words), len(text)]
    return tuple(text[end:start] for end, start in zip(ends, starts, strict=True))


def _words(text: str) -> list[_Word]:
    found = [(each.start(), each.end(), each[0]) for each in _PARTS.finditer(text)]
    words: list[_Word] = []
    for place, (start, end, word) in enumerate(found):
        before = text[found[place - 1][1] if place else 0 : start]
        after = text[end : found[place + 1][0] if place + 1 < len(found) else len(text)]
        previous = found[place - 1][2] if place else ""
        earlier = found[place - 2][2] if place > 1 else ""
        around = _Around(earlier, previous, before, after, place + 1 == len(found))
        is_announced = _is_announced(around)
        is_field = _is_whole_field(before, after)
        vote = _vote(word)
        if vote == _DOUBTFUL and (is_field or is_announced) and (core(word).endswith("ing") or is_symbol(word)):
            vote = VOTE_OF_WORD  # a service called billing; as an event it stands elsewhere
        elif vote == _DOUBTFUL and is_deed(word) and not (is_field or is_announced):
            vote = _NEVER  # a table called locks is named as one; elsewhere it is an event
        if _DOUBTFUL < vote < VOTE_OF_PLACEHOLDER:
            vote = _vote_among(word, vote, around, is_expected=is_announced or is_field)
        words.append(_Word(start, end, word, vote, is_field, _is_spoken(word), is_announced))
    return words


class _Around(NamedTuple):
    """The two words before a word, the signs in front of it and behind it, and whether it is the last."""

    earlier: str
    previous: str
    before: str
    after: str
    is_last: bool


def _vote_among(word: str, vote: int, around: _Around, *, is_expected: bool) -> int:
    """The vote of a word where it stands."""
    if _is_only_word(word, around):
        return _NEVER
    if vote >= VOTE_OF_ID:
        return vote
    # At the front of a text: a program and its number, as syslog writes them.
    if is_expected or (not around.previous and around.after.startswith("[") and vote < VOTE_OF_ID):
        is_proper = word[0].isupper() and names_what_follows(around.previous)
        return VOTE_OF_ID if is_proper or surely_names_what_follows(around.previous) else VOTE_OF_NAME
    names_event = is_copula(around.previous) or is_before_a_verb((around.earlier, around.previous))
    if vote == VOTE_OF_WORD and around.before == " " and names_event:
        return VOTE_OF_CAUSE
    is_cause = around.is_last and around.before == ": " and not is_function_word(around.previous)
    return VOTE_OF_CAUSE if is_cause and vote == VOTE_OF_WORD else vote


def _is_announced(around: _Around) -> bool:
    if around.before.startswith(":"):
        return announces_behind_a_colon(around.previous)
    return bool(around.previous) and names_what_follows(around.previous)


def _is_only_word(word: str, around: _Around) -> bool:
    """True for the only word of a telling field: `msg=timeout`, `reason: refused`."""
    _, previous, before, after, is_last = around
    if "=" in before:
        alone = after[:1] != " " if before[-1:] in "\"'" else True
        return alone and is_distinguishing_key(previous)
    if before in (": ", ":") and (is_last or after[:1] in ",;|)") and not _HAS_DIGIT.search(word):
        return is_distinguishing_key(previous) or (word.isalpha() and is_caused(previous))
    return False


def _is_whole_field(before: str, after: str) -> bool:
    """True in brackets or quotes and between two signs that part fields: `|alice|`."""
    if before[-1:] in _OPENING and after[:1] == _OPENING[before[-1:]]:
        return True
    return before in _FIELD_SIGNS and (after in _FIELD_SIGNS or not after)


@lru_cache(maxsize=65_536)
def _is_spoken(word: str) -> bool:
    """True for a word that carries two letters or more beside its placeholders."""
    return bool(_WORD_LETTERS.search(word.replace(PLACEHOLDER, "")))


@lru_cache(maxsize=65_536)
def _vote(word: str) -> int:
    """The vote of a word, by itself, for its place being a parameter."""
    if word == PLACEHOLDER:
        return VOTE_OF_PLACEHOLDER
    if _is_event(word):
        return _NEVER
    if is_role(word) or is_verb_form(word) or is_deed(word) or (is_symbol(word) and "_" in word):
        return _DOUBTFUL
    if is_symbol(word):
        return VOTE_OF_CAUSE  # ECONNRESET, or the name of a host in capitals
    if _ID_SIGNS.search(word.rstrip(".!?-")) or (len(word) == 1 and word.isupper()):
        return VOTE_OF_ID
    return VOTE_OF_NAME if _CAMEL.search(word) else VOTE_OF_WORD


def _is_event(word: str) -> bool:
    """True for states, words of sentences, methods of requests, exceptions, and compounds that end in a state."""
    if is_state(word) or is_function_word(word) or word in _HTTP_METHODS or _RAISED.search(word):
        return True
    if "." in word and ends_in_event(word):
        return True
    parts = pieces(word)
    return len(parts) > 1 and "." not in word and (is_state(parts[-1]) or is_negation(parts[0]) or _has_deed(parts))


def _has_deed(parts: list[str]) -> bool:
    """`FailedMount`, `payment_failed_twice` begin or go on with what happened; `TaskRunner` names a thing."""
    return any(is_state(part) and is_verb_form(part) for part in parts)
