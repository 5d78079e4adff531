"""Texts, objects and instants of JSON values, as SQL over Spark's VARIANT: as `events.reading` reads them.

Expressions are written as text, and what is used twice is a column of its own: a definition has a hundred expressions,
and Spark analyses each of them again for every place that it is written at.
"""

from collections.abc import Iterable, Mapping, Sequence

from pyspark.sql import DataFrame
from pyspark.sql import functions as F

from faultbook.events.definition import Candidate, Condition, Part, Take
from faultbook.events.instants import EPOCH, FIRST_YEAR, ISO, LAST_YEAR
from faultbook.events.paths import Path
from faultbook.events.takes import TAKE_PATTERNS

_WHITE = r"' \t\n\r'"
_OPENS = r"'^[ \\t\\n\\r]*[\\[{]'"
_BEGINS = r"""'^[ \\t\\n\\r]*[\\[{"]'"""


def literal(text: str) -> str:
    """A text as a literal of Spark SQL."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def json_value(text: str) -> str:
    """The VARIANT of a JSON text that is an object, an array or a text; NULL for any other text."""
    return f"CASE WHEN {text} RLIKE {_BEGINS} THEN try_parse_json({text}) END"


def message_of(text: str, value: str) -> str:
    """The object or array of a body: `value` is its VARIANT, a column; NULL where it is none. A text may hold it."""
    return f"CASE WHEN {text} RLIKE {_OPENS} THEN {value} ELSE {json_of_text(value)} END"


def json_of_text(value: str) -> str:
    """The VARIANT of an object or array whose JSON a text holds. `value`: a column."""
    text = f"cast({value} AS string)"
    opens = f"schema_of_variant({value}) = 'STRING' AND {text} RLIKE {_OPENS}"
    return f"CASE WHEN {opens} THEN try_parse_json({text}) END"


def opened(value: str) -> str:
    """An object or array, also where a text holds its JSON; else NULL. `value`: a column."""
    is_open = f"schema_of_variant({value}) RLIKE '^(OBJECT|ARRAY)'"
    return f"CASE WHEN {is_open} THEN {value} ELSE {json_of_text(value)} END"


def scalar(value: str, text: str = "") -> str:
    """The text of a VARIANT that is a string, a number or a boolean, without white space around it, else NULL.

    `text`: a column of the VARIANT as a string; the kind is looked up only where it looks like an object or array.
    """
    text = text or f"cast({value} AS string)"
    is_open = f"left({text}, 1) IN ('{{', '[') AND schema_of_variant({value}) RLIKE '^(OBJECT|ARRAY)'"
    return f"btrim(CASE WHEN {is_open} THEN NULL ELSE {text} END, {_WHITE})"


def something(text: str) -> str:
    """A trimmed text; NULL where nothing is left, or the word null. `text`: a column."""
    return f"CASE WHEN lower({text}) NOT IN ('', 'null') THEN {text} END"


class Values:
    """The values that paths name in a frame: each is a column once, made in stages."""

    def __init__(self, roots: Mapping[str, str], pairs: Mapping[str, Part]) -> None:
        """roots: name -> VARIANT column. pairs: those of them whose names may lie in an array of pairs."""
        self._roots = roots
        self._pairs = pairs
        self._paths: dict[Path, str] = {}
        self._texts: dict[Path, str] = {}
        self._takes: dict[tuple[Path, Take], str] = {}
        self._instants: dict[tuple[Path, Take], str] = {}

    def value(self, path: Path) -> str:
        """The column of the VARIANT at a path."""
        return self._paths.setdefault(path, f"_v{len(self._paths)}")

    def text(self, candidate: Candidate) -> str:
        """The column of the text of a candidate, or a literal."""
        if candidate.path is None:
            return literal(candidate.text or "")
        whole = self._texts.setdefault(candidate.path, f"_t{len(self._texts)}")
        if candidate.piece is Take.ALL:
            return whole
        return self._takes.setdefault((candidate.path, candidate.piece), f"_k{len(self._takes)}")

    def instant(self, candidate: Candidate) -> str:
        """The column of the instant of a candidate."""
        if candidate.path is None:
            return "cast(NULL AS timestamp)"
        self.text(candidate)
        return self._instants.setdefault((candidate.path, candidate.piece), f"_i{len(self._instants)}")

    def holds(self, condition: Condition) -> str:
        """TRUE where a condition holds, else FALSE: never NULL. In: headers MAP<STRING,STRING>."""
        if condition.header is not None:
            trimmed = f"btrim(try_element_at(headers, {literal(condition.header)}), {_WHITE})"
            text = something(trimmed)
            is_there = f"({text}) IS NOT NULL"
        else:
            assert condition.path is not None
            value = self.value(condition.path)
            text = self.text(_candidate(condition.path))
            is_there = f"({value} IS NOT NULL AND NOT is_variant_null({value}))"
        if condition.exists is not None:
            return is_there if condition.exists else f"(NOT {is_there})"
        return f"coalesce(({text}) IN ({', '.join(map(literal, condition.values))}), false)"

    def columns_of(self, rows: DataFrame) -> DataFrame:
        """The rows with the columns that were asked for."""
        arrays = {}
        for name, part in self._pairs.items():
            root = self._roots[name]
            arrays[f"_pairs_{name}"] = f"try_variant_get({root}, '$', 'array<variant>')"
            arrays[f"_names_{name}"] = f"transform(_pairs_{name}, pair -> {_trimmed_name('pair', part)})"
        rows = with_columns(rows, {name: sql for name, sql in arrays.items() if name.startswith("_pairs")})
        rows = with_columns(rows, {name: sql for name, sql in arrays.items() if name.startswith("_names")})
        # A VARIANT holds the names of all members of its message: kept ones are copied with every row.
        values = {column: self._sql_of(path) for path, column in self._paths.items()}
        raw = {f"_c{column}": f"cast({self._sql_of(path)} AS string)" for path, column in self._texts.items()}
        rows = with_columns(rows, values | raw)
        trimmed = {f"_s{column}": scalar(self._sql_of(path), f"_c{column}") for path, column in self._texts.items()}
        rows = with_columns(rows, trimmed)
        rows = with_columns(rows, {column: something(f"_s{column}") for column in self._texts.values()})
        taken = {column: self._taken(path, take) for (path, take), column in self._takes.items()}
        rows = with_columns(rows, {f"_raw{column}": sql for column, sql in taken.items()})
        rows = with_columns(rows, {column: something(f"_raw{column}") for column in taken})
        texts = {column: self.text(_candidate(path, take)) for (path, take), column in self._instants.items()}
        parsed = {f"_raw{column}": instant(text) for column, text in texts.items()}
        rows = with_columns(rows, parsed)
        return with_columns(rows, {column: _real(f"_raw{column}") for column in texts})

    def _taken(self, path: Path, take: Take) -> str:
        text = self._texts[path]
        return f"btrim(regexp_extract({text}, {literal(TAKE_PATTERNS[take])}, 1), {_WHITE})"

    def _sql_of(self, path: Path) -> str:
        root = self._roots[path.root]
        if not path.steps:
            return root
        found = f"try_variant_get({root}, {literal(path.below_root)}, 'variant')"
        part = self._pairs.get(path.root)
        name = path.steps[0]
        if part is None or not isinstance(name, str):
            return found
        at = f"cast(array_position(_names_{path.root}, {literal(name)}) - 1 AS int)"
        member = Path("$", (part.value, *path.steps[1:])).below_root
        of_pair = f"try_variant_get(get(_pairs_{path.root}, {at}), {literal(member)}, 'variant')"
        return f"CASE WHEN _pairs_{path.root} IS NOT NULL THEN {of_pair} ELSE {found} END"


def with_columns(rows: DataFrame, expressions: Mapping[str, str]) -> DataFrame:
    """The rows with columns added, in one projection."""
    return rows.withColumns({name: F.expr(sql) for name, sql in expressions.items()}) if expressions else rows


def first_of(texts: Sequence[str], type_: str = "string") -> str:
    """The first of some expressions that is not NULL."""
    if not texts:
        return f"cast(NULL AS {type_})"
    return texts[0] if len(texts) == 1 else f"coalesce({', '.join(texts)})"


def all_of(conditions: Iterable[str]) -> str:
    """TRUE where all conditions hold."""
    return " AND ".join(conditions) or "true"


def instant(text: str) -> str:
    """The instant of a text, TIMESTAMP; NULL where it is none. `text`: a column."""
    # The pattern has passed, so that what the cast reads besides (dates, zones by name) never comes here.
    plain = f"replace(replace({text}, ',', '.'), 'UTC', 'Z')"
    of_iso = f"try_cast(upper({plain}) AS timestamp)"
    scale = f"CASE length({text}) WHEN 10 THEN 1000000L WHEN 13 THEN 1000L ELSE 1L END"
    of_number = f"timestamp_micros(cast({text} AS bigint) * {scale})"
    is_number, is_iso = f"{text} RLIKE {literal(EPOCH)}", f"{text} RLIKE {literal(ISO)}"
    return f"CASE WHEN {is_number} THEN {of_number} WHEN {is_iso} THEN {of_iso} END"


def _candidate(path: Path, take: Take = Take.ALL) -> Candidate:
    return Candidate.model_validate({"path": path, "take": take})


def _real(column: str) -> str:
    return f"CASE WHEN year({column}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {column} END"


def _trimmed_name(pair: str, part: Part) -> str:
    member = Path("$", (part.name,)).below_root
    return scalar(f"try_variant_get({pair}, {literal(member)}, 'variant')")
