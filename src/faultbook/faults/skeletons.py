"""Shapes that differ in ids alone, written alike: one skeleton stands for all of them.

Ids are found in plain texts only, and only where they are a word, the value of a field whose name ends in id, or a part
of a path: there every rule of redaction, every mask, every hint and every id matches all of them or none, at the same
places, since what is put for an id is as long and of the same characters. tests/faults/test_skeletons.py draws texts
against this.
"""

import re

from faultbook.faults.redaction.signs import lower_case, shows_name
from faultbook.faults.v2.vocabulary import ends_in_event

# A digit before a letter, and a letter that is no unit of time: neither a number nor a duration.
_HEX = r"(?=[0a-f]*0[a-f])(?=[0de]*+[abcf])[0a-f]{8,40}"
_UUID = r"(?=[0a-f]{0,6}0[a-f])(?=[0de]{0,7}[abcf])[0a-f]{8}(?:-[0a-f]{4}){3}-[0a-f]{12}"
# Kubernetes and Databricks draw from letters without vowels; `hr` would announce the result of a COM call.
_DRAWN = r"(?![a-z0-]*hr)(?=[dhmnsu0]*+[bcfgjklpqrtvwxz])(?=[a-z]*+0)"
_LETTERS = r"[bcdfghjklmnpqrstvwxz0]"
_WORD_WITH_ID = re.compile(
    rf"(?:(?:[a-z_]{{0,20}}id=(?:[a-z]{{2,8}}-)?)?(?:(?P<uuid>{_UUID})|(?P<hex>{_HEX}))"
    rf"|(?:/[A-Za-z_.]{{1,20}}){{1,5}}/(?P<part>{_HEX})/[0A-Za-z_.]{{1,40}}"
    rf"|[a-z]{{2,20}}(?:-[a-z]{{2,20}}){{0,3}}-(?P<pod>{_DRAWN}{_LETTERS}{{8,10}}-{_LETTERS}{{5}})"
    rf"|0000-000000-(?P<cluster>{_DRAWN}{_LETTERS}{{8}})"
    r"|0x(?P<address>(?=0{0,2}[a-f])[0a-f]{6,16}))[,.]?"
)
_SHORTEST = 8
# Whatever spans words or encodes: brackets, quotes, fields of JSON, escapes, other alphabets.
_NOT_PLAIN = re.compile(r"""[^ -~]|["'`(\[{<>|\\%&?@$]|==|://""")


def skeleton(shape: str) -> str:
    """The shape with its ids written alike, code point for code point; the shape itself where it has none."""
    if _NOT_PLAIN.search(shape):
        return shape
    words = shape.split(" ")
    changed = False
    for place, word in enumerate(words):
        if len(word) >= _SHORTEST and "0" in word and (found := _WORD_WITH_ID.fullmatch(word)):
            kind = found.lastgroup or ""
            # What is drawn may complete the name of something secret: an id that ends in `ssh`, before `key=x`.
            if kind in {"pod", "cluster"} and shows_name(lower_case(shape)):
                return shape
            # A path that ends like the name of an event is kept as it is, with the id.
            if kind == "part" and ends_in_event(word):
                return shape
            start, end = found.span(kind)
            words[place] = word[:start] + _written_alike(kind, end - start) + word[end:]
            changed = True
    return " ".join(words) if changed else shape


def _written_alike(kind: str, length: int) -> str:
    if kind == "uuid":
        return "a0aaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa"
    if kind == "pod":
        return "z0" + "z" * (length - 8) + "-zzzzz"
    return ("z0" if kind == "cluster" else "a0") + ("z" if kind == "cluster" else "a") * (length - 2)
