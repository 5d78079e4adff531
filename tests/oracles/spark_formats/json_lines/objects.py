"""Texts that are one JSON object each: their fields by name, and what of them has no column."""

from collections.abc import Sequence

from pyspark.sql import Column
from pyspark.sql import functions as F

_STRICT = {"allowSingleQuotes": "false", "allowNonNumericNumbers": "false"}
# Numbers and letters that a reader would change: more digits than a decimal has, exponents, half a surrogate pair.
_INEXACT = (
    r"[:\[,][ \t]*+-?(?:[\d.]{38}|[\d.]++[eE])"
    r"|\\u[dD][89abAB]..(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB]..)\\u[dD][c-fC-F]"
)


def read_objects(text: Column, names: Sequence[str]) -> Column:
    """The objects of a text, and an empty one behind them, as ARRAY<STRUCT> of the fields named `names`: see only_one.

    Fields are texts: strings as they are, all else as JSON. Nulls: NULL where the text is no JSON object; a field is
    NULL where it is absent or null.
    """
    schema = ", ".join(f"`{name}` STRING" for name in names)
    # An empty object behind it, because the parser reads no further than the first value's end.
    return F.from_json(F.concat(F.lit("["), text, F.lit(",{}]")), f"ARRAY<STRUCT<{schema}>>", _STRICT)


def only_one(objects: Column, count: int) -> Column:
    """The object of a text that holds one and nothing else. Its `count` fields are called by their place
    (position_name), since Spark takes Level and level for one. Nulls: NULL for any other text.
    """
    placed = ", ".join(f"{position_name(place)}: STRING" for place in range(count))
    return F.when(F.size(objects) == 2, F.get(objects, F.lit(0)).cast(f"STRUCT<{placed}>"))


def position_name(place: int) -> str:
    """The name that the field has in only_one."""
    return f"field_{place}"


def nested_field(text: Column, path: Sequence[str]) -> Column:
    """A field within the JSON text of an object, as text. Nulls: where the object or the field is absent or null."""
    # Where a plain text goes by the name of an object (service), the reader would throw and catch an exception.
    is_object = F.startswith(text, F.lit("{"))
    return F.when(is_object, F.get_json_object(text, "$" + "".join(f"['{name}']" for name in path)))


def text_map(text: Column) -> Column:
    """The JSON text of an object as MAP<STRING,STRING>. Nulls: where it is no object, or names a field twice."""
    found = F.from_json(text, "MAP<STRING,STRING>", _STRICT)
    return F.when(~_repeats_a_name(found), found)


def other_fields(text: Column, used: Column) -> Column:
    """JSON text of the fields of an object but those named in the array `used`. Nulls: NULL where there are none.

    The whole text where it repeats a name, at whatever depth, or holds a number or letter that would not come out as
    it was: nothing is lost.
    """
    found = F.from_json(text, "MAP<STRING,VARIANT>", _STRICT)
    others = F.map_filter(found, lambda name, _: ~F.array_contains(used, name))
    is_whole = found.isNull() | _repeats_a_name(found) | text.rlike(_INEXACT)
    return F.when(is_whole, text).when(F.size(others) > 0, F.to_json(others))


def _repeats_a_name(found: Column) -> Column:
    names = F.map_keys(found)
    return F.size(F.array_distinct(names)) < F.size(names)
