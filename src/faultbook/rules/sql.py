r"""A condition as Spark SQL.

Every leaf is `coalesce(leaf, false)`, so that `NOT` never sees NULL. Functions used: lower, replace, contains,
startswith, endswith, LIKE, RLIKE, regexp_extract, cast, try_cast, size, filter, array_join, and entries of maps;
`rules/duckdb_sql.py` renders the same text for DuckDB.

Without case: `İ` becomes `i`, `Σ` becomes `σ`, every other letter what Unicode calls its lower case. These two are the
only letters whose lower case depends on the engine or on what follows.
"""

from faultbook.rules.condition import COMPARISONS, And, Condition, Leaf, Not, Operator, Or, Value
from faultbook.rules.frame import Field, Frame, Kind, WrongType
from faultbook.rules.model import Extractor
from faultbook.rules.regexes.java import java_regex

_SIGNS = {Operator.LT: "<", Operator.LTE: "<=", Operator.GT: ">", Operator.GTE: ">="}
NUMBER_TEXT = r"\A[+-]?[0-9]{1,30}(?:\.[0-9]{1,30})?(?:[eE][+-]?[0-9]{1,2})?\z"
"""Texts that every engine reads as the same double: no blanks, no `NaN`, no suffix such as `1d`, which Java reads."""
_ELEMENT = "element"
"""The variable of a lambda function over a list."""


def sql_of(condition: Condition, frame: Frame) -> str:
    """Boolean SQL over the frame's columns, never NULL.

    UnknownField, WrongType where the frame does not fit; InvalidCatalog where a regular expression is wrong.
    """
    match condition:
        case Leaf():
            return f"coalesce({_leaf(condition, frame)}, false)"
        case Not(part=part):
            return f"(NOT {sql_of(part, frame)})"
        case And(parts=parts):
            return _joined(" AND ", parts, frame) if parts else "true"
        case Or(parts=parts):
            return _joined(" OR ", parts, frame) if parts else "false"


def extract_sql(extractor: Extractor, frame: Frame) -> str:
    """SQL of the text that an extractor takes; NULL where there is none, and where it is empty."""
    text = as_text_sql(extractor.field, frame)
    return f"nullif(regexp_extract({text}, {quoted(java_regex(extractor.pattern))}, 1), '')"


def as_text_sql(field: str, frame: Frame) -> str:
    """SQL of a field as text, as group keys and fingerprints compare it; WrongType for instants and structures."""
    found = frame.field(field)
    column = column_sql(found)
    match found.kind:
        case Kind.TEXT:
            return column
        case Kind.WHOLE | Kind.FLAG:
            return f"cast({column} AS STRING)"
        case Kind.TEXTS:
            return f"array_join({column}, ',')"
        case _:
            raise WrongType(f"found the field {field!r}, which holds {found.kind}; expected a text or whole number")


def column_sql(field: Field) -> str:
    """SQL of a field, of its own type."""
    name = "`" + field.column.replace("`", "``") + "`"
    return name if field.key is None else f"{name}[{quoted(field.key)}]"


def quoted(text: str) -> str:
    r"""A text as a literal of Spark SQL, in which a backslash begins an escape."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", "\\n").replace("\r", "\\r")
    return f"'{escaped}'"


def _joined(word: str, parts: tuple[Condition, ...], frame: Frame) -> str:
    return "(" + word.join(sql_of(part, frame) for part in parts) + ")"


def _leaf(leaf: Leaf, frame: Frame) -> str:
    found = frame.field(leaf.field)
    column = column_sql(found)
    if leaf.operator is Operator.EXISTS:
        return _any(f"{column} IS NOT NULL" if value else f"{column} IS NULL" for value in leaf.values)
    if leaf.operator is Operator.FIELD:
        return _any(_same_text(leaf, str(value), frame) for value in leaf.values)
    match found.kind:
        case Kind.TEXT:
            return _text(leaf, column)
        case Kind.TEXTS:
            return f"size(filter({column}, {_ELEMENT} -> {_text(leaf, _ELEMENT)})) > 0"
        case Kind.WHOLE | Kind.NUMBER:
            return _number(leaf, column, found.kind)
        case Kind.FLAG:
            return _any(f"{column} = {_flag(leaf, value)}" for value in leaf.values)
        case _:
            raise _wrong(leaf, found.kind, "only `exists`")


def _any(parts: object) -> str:
    texts = list(parts)  # type: ignore[call-overload]
    return texts[0] if len(texts) == 1 else "(" + " OR ".join(texts) + ")"


def _same_text(leaf: Leaf, other: str, frame: Frame) -> str:
    ours, theirs = as_text_sql(leaf.field, frame), as_text_sql(other, frame)
    return f"{ours} = {theirs}" if leaf.cased else f"{_lower(ours)} = {_lower(theirs)}"


def _lower(text: str) -> str:
    return f"lower(replace(replace({text}, 'İ', 'i'), 'Σ', 'σ'))"


def lowered(text: str) -> str:
    """A text in lower case, as the SQL makes it."""
    return text.replace("İ", "i").replace("Σ", "σ").lower()


def _text(leaf: Leaf, column: str) -> str:
    if leaf.operator is Operator.REGEX:
        return _any(f"{column} RLIKE {quoted(java_regex(str(value)))}" for value in leaf.values)
    if leaf.operator in COMPARISONS:
        return _any(_compared_text(column, _SIGNS[leaf.operator], value, leaf) for value in leaf.values)
    numbers = [value for value in leaf.values if _is_number(value)]
    texts = [_spelled(value) for value in leaf.values if not _is_number(value)]
    found = [_compared_text(column, "=", number, leaf) for number in numbers]
    text = column if leaf.cased else _lower(column)
    literals = [quoted(each if leaf.cased else lowered(each)) for each in texts]
    match leaf.operator:
        case Operator.EQUALS if len(literals) > 1:
            found.append(f"{text} IN ({', '.join(literals)})")
        case Operator.EQUALS:
            found += [f"{text} = {literal}" for literal in literals]
        case Operator.LIKE:
            patterns = [_like(each if leaf.cased else lowered(each)) for each in texts]
            found += [f"{text} LIKE {quoted(pattern)} ESCAPE '|'" for pattern in patterns]
        case _:
            found += [f"{leaf.operator}({text}, {literal})" for literal in literals]
    return _any(found)


def _like(pattern: str) -> str:
    """A pattern with `*`, `?` and backslashes as a pattern of LIKE, with `|` for its escapes."""
    made, escaped = [], False
    for character in pattern:
        if escaped or character not in "*?\\":
            made.append("|" + character if character in "%_|" else character)
            escaped = False
        elif character == "\\":
            escaped = True
        else:
            made.append("%" if character == "*" else "_")
    return "".join(made)


def _compared_text(column: str, sign: str, value: Value, leaf: Leaf) -> str:
    if not _is_number(value):
        raise _wrong(leaf, Kind.TEXT, "a number")
    number = f"try_cast({column} AS DOUBLE) {sign} {_double(float(value))}"
    return f"({column} RLIKE {quoted(NUMBER_TEXT)} AND {number})"


def _double(value: float) -> str:
    return f"cast('{value!r}' AS DOUBLE)"


def _number(leaf: Leaf, column: str, kind: Kind) -> str:
    if leaf.operator in COMPARISONS or leaf.operator is Operator.EQUALS:
        sign = _SIGNS.get(leaf.operator, "=")
        return _any(_compared_number(column, sign, number_of(leaf, value, kind), kind) for value in leaf.values)
    if kind is Kind.WHOLE:
        return _text(leaf, f"cast({column} AS STRING)")
    raise _wrong(leaf, kind, "equality, lt, lte, gt, gte or exists")


def _compared_number(column: str, sign: str, value: int | float, kind: Kind) -> str:
    if kind is Kind.WHOLE and isinstance(value, int) and abs(value) < 2**63:
        return f"{column} {sign} {value}"
    return f"cast({column} AS DOUBLE) {sign} {_double(float(value))}"


def number_of(leaf: Leaf, value: Value, kind: Kind) -> int | float:
    """A value beside a field of numbers; WrongType where it is none."""
    if isinstance(value, bool):
        raise _wrong(leaf, kind, "a number")
    if isinstance(value, str):
        try:
            return int(value)
        except ValueError as wrong:
            raise _wrong(leaf, kind, f"a number, not {value!r}") from wrong
    return value


def _flag(leaf: Leaf, value: Value) -> str:
    if leaf.operator is Operator.EQUALS and _spelled(value).lower() in {"true", "false"}:
        return _spelled(value).lower()
    raise _wrong(leaf, Kind.FLAG, "true or false")


def _spelled(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _wrong(leaf: Leaf, kind: Kind, expected: str) -> WrongType:
    values = ", ".join(map(repr, leaf.values))
    return WrongType(
        f"found {leaf.operator} {values} on the field {leaf.field!r}, which holds {kind}; expected {expected}"
    )
