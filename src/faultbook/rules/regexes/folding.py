"""Letters that are the same without case, as RE2 has them: Unicode's simple case folding."""

from functools import cache

from faultbook.rules.regexes.tree import LAST, Ranges, united

_SURROGATES = range(0xD800, 0xE000)


@cache
def _partners() -> dict[int, tuple[int, ...]]:
    """Code point to all that fold to the same, itself among them; only those that have others."""
    groups: dict[str, list[int]] = {}
    for code in range(LAST + 1):
        if code in _SURROGATES:
            continue
        character = chr(code)
        folded = character.casefold()
        if len(folded) > 1:  # a full folding; the simple one is the lower case, where that is one letter
            folded = character.lower() if len(character.lower()) == 1 else character
        if folded != character or character.upper() != character:
            groups.setdefault(folded, []).append(code)
    return {code: tuple(codes) for codes in groups.values() if len(codes) > 1 for code in codes}


def folded(ranges: Ranges) -> Ranges:
    """The ranges with every letter that differs from one of theirs only in case."""
    partners = _partners()
    size = sum(last - first + 1 for first, last in ranges)
    inside = (
        (code for first, last in ranges for code in range(first, last + 1) if code in partners)
        if size < len(partners)
        else (code for code in partners if any(first <= code <= last for first, last in ranges))
    )
    return united([*ranges, *((one, one) for code in inside for one in partners[code])])
