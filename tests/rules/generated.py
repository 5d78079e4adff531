"""Pairs of conditions and events that the readings are compared on: NULLs, nested names, hostile texts."""

from hypothesis import strategies as st

from faultbook.rules.condition import COMPARISONS, And, Leaf, Not, Operator, Or
from faultbook.rules.frame import Frame
from faultbook.rules.model import Extractor
from faultbook.rules.regexes.parsing import WrongRegex, compiled, parsed

FRAME = Frame(
    "generated",
    {
        "a": "STRING",
        "b": "STRING",
        "n": "INT",
        "d": "DOUBLE",
        "m": "DECIMAL(38,18)",
        "t": "BOOLEAN",
        "l": "ARRAY<STRING>",
        "at": "TIMESTAMP",
        "facts": "MAP<STRING,STRING>",
    },
)
TEXT_FIELDS = ("a", "b", "l", "facts.k", "x.y", "facts.it's \\ a%_key", "facts.ünïcode")
LETTERS = "abkKsSiIzZ019 _%\\'\"*?|.$^+-[](){}/\n\r\t\x0b\x0c\x1f\x7f\x85\xa0\u2028éÉßẞſKİıΣσςǅΩΩ₤😀𐐀𐐨"
WORDS = ("", "a", "timeout", "Time-Out", "it's", "back\\slash", "100%", "a_b", "k\nK", "İ", "ΣΑΣ", "straße", "*", "?")
NUMBERS = ("5", "5.0", "503", " 5", "1e3", "NaN", "1d", "0x10", "+7", "007", "-0", "1e99", "1E-2", "5_0", "٥", "9" * 31)

texts = st.one_of(
    st.sampled_from(WORDS),
    st.sampled_from(NUMBERS),
    st.text(LETTERS, max_size=6),
    st.sampled_from(WORDS).map(str.upper),
)
whole = st.integers(-3, 8) | st.sampled_from([503, 2**31 - 1, -(2**31)])
numbers = whole | st.sampled_from([0.5, 5.0, -0.0, 1e3, 2.5, 1e-2, 0.1])


def _quantified(atom: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", "*", "+", "?", "{1,2}", "*?"]).map(lambda sign: atom + sign)


ATOMS = (
    *(r"\d", r"\w", r"\s", r"\D", r"\W", r"\S", ".", "a", "K", "s", "é", "σ", "[a-k]", "[^a-k]", "[[:upper:]_]"),
    *(
        r"[\]\\^-]",
        r"\x{1F600}",
        r"\.",
        r"\*",
        "(?i:k)",
        "(?i:[^s])",
        "(?:ab|k)",
        "(a|)",
        r"\p{Lu}",
        r"\P{L}",
        r"\Q*.\E",
    ),
    *("'", '"', "/", "%", "_", r"\n", r"\t", "[&&b]", "[a[b]", r"[\d\-x]", "(?s:.)", "#"),
)
ANCHORS = ("^", "$", r"\b", r"\B", r"\A", r"\z", "(?m:^)", "(?m:$)")


def _is_taken(regex: str) -> bool:
    """Whether it is none of those that are refused, as a category without case."""
    try:
        parsed(regex)
    except WrongRegex:
        return False
    return True


_pieces = st.sampled_from(ATOMS).flatmap(_quantified) | st.sampled_from(ANCHORS)
regexes = st.builds(
    lambda flags, parts: flags + "".join(parts),
    st.sampled_from(["", "", "(?i)", "(?s)", "(?m)", "(?ims)"]),
    st.lists(_pieces | st.just("|"), min_size=1, max_size=4),
).filter(_is_taken)
patterns = st.lists(
    st.sampled_from(["*", "?", "a", "K", "%", "_", "|", "\\\\", "\\*", "\\?", "İ", "\n", "."]), max_size=5
).map("".join)


def _values(inner):
    return st.lists(inner, min_size=1, max_size=2).map(tuple)


_plain_text = (Operator.EQUALS, Operator.CONTAINS, Operator.STARTSWITH, Operator.ENDSWITH)
_fields = st.sampled_from(TEXT_FIELDS)
leaves = st.one_of(
    st.builds(Leaf, _fields, st.sampled_from(_plain_text), _values(texts), st.booleans()),
    st.builds(Leaf, _fields, st.just(Operator.EQUALS), _values(numbers | st.booleans())),
    st.builds(Leaf, _fields, st.just(Operator.LIKE), _values(patterns), st.booleans()),
    st.builds(Leaf, _fields, st.just(Operator.REGEX), _values(regexes), st.just(True)),
    st.builds(Leaf, _fields, st.sampled_from(COMPARISONS), _values(numbers)),
    st.builds(
        Leaf, st.sampled_from(["n", "d", "m"]), st.sampled_from([*COMPARISONS, Operator.EQUALS]), _values(numbers)
    ),
    st.builds(Leaf, st.just("n"), st.sampled_from(_plain_text[1:]), _values(st.sampled_from(["5", "0", "-", "3"]))),
    st.builds(
        Leaf, st.just("t"), st.just(Operator.EQUALS), _values(st.booleans() | st.sampled_from(["true", "False"]))
    ),
    st.builds(
        Leaf,
        st.sampled_from([*TEXT_FIELDS, "n", "d", "t", "at", "facts"]),
        st.just(Operator.EXISTS),
        _values(st.booleans()),
    ),
    st.builds(
        Leaf,
        _fields | st.sampled_from(["n", "t"]),
        st.just(Operator.FIELD),
        _values(_fields | st.just("n")),
        st.booleans(),
    ),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=4,
)


def _optional(inner):
    return st.none() | inner


events = st.fixed_dictionaries(
    {},
    optional={
        "a": _optional(texts),
        "b": _optional(texts),
        "n": _optional(whole),
        "d": _optional(numbers),
        "m": _optional(numbers),
        "t": _optional(st.booleans()),
        "l": _optional(st.lists(_optional(texts), max_size=3)),
        "at": _optional(st.just("2026-11-30T08:00:00Z")),
        "facts.k": _optional(texts),
        "x.y": _optional(texts),
        "facts.it's \\ a%_key": _optional(texts),
        "facts.ünïcode": _optional(texts),
    },
)

extractors = st.builds(
    lambda before, inner, after: Extractor(f"{before}({inner}){after}", "a"),
    st.sampled_from(["", "a", "(?i)k", r"\b", "(?:x|a)*?"]),
    st.sampled_from([r"[0-9]+", ".*", "a|ab", r"\w+?", r"[^ ]*", r"\p{Lu}+", "K", "(?i)k+", r"\S"]),
    st.sampled_from(["", "$", " ", r"\b", "b?", "%"]),
).filter(lambda extractor: _is_taken(extractor.pattern))


def taken(extractor: Extractor, text: str | None) -> str | None:
    """What an extractor takes from a text, by RE2."""
    found = None if text is None else compiled(extractor.pattern).search(text)
    return (found[1] or None) if found else None
