"""What a view may be made of: the constructs that gave equal rows in Spark, in Databricks text on Spark and in DuckDB.

A syntax tree goes in, the words of what is not allowed come out. What is not listed is refused, however harmless it
looks: add it here together with rows in the parity test that would show a difference.
"""

from collections.abc import Iterator

from sqlglot import exp

STRUCTURE = (
    exp.Select, exp.Union, exp.Distinct, exp.From, exp.Join, exp.Where, exp.Group, exp.With, exp.CTE, exp.Table,
    exp.TableAlias,
    exp.Alias, exp.Column, exp.Identifier, exp.Literal, exp.Boolean, exp.Null, exp.Star, exp.Paren, exp.Tuple,
    exp.DataType, exp.DataTypeParam, exp.Var, exp.Window, exp.WindowSpec, exp.Order, exp.Ordered, exp.PropertyEQ,
)  # fmt: skip
OPERATORS = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.In, exp.Is, exp.Neg, exp.Add,
    exp.Sub, exp.Mul, exp.Mod, exp.Div,
)  # fmt: skip
FUNCTIONS = (
    exp.Cast, exp.Case, exp.If, exp.Coalesce, exp.Sum, exp.Min, exp.Max, exp.Count, exp.RowNumber, exp.Struct,
    exp.Array, exp.ArrayUniqueAgg, exp.ArraySort, exp.ArraySize, exp.ArrayCompact, exp.UnixMicros, exp.TimestampAdd,
    exp.Explode, exp.Dot, exp.DateDiff,
)  # fmt: skip
NAMED = ("MAP_ENTRIES",)
"""Functions that sqlglot passes on by their name, which both engines know."""
CAST_TYPES = (
    "STRING", "TEXT", "BOOLEAN", "BIGINT", "INT", "DOUBLE", "DATE", "TIMESTAMP", "TIMESTAMPTZ", "TIMESTAMPLTZ", "ARRAY",
    "DECIMAL",
)  # fmt: skip

QUESTIONS = (exp.Placeholder, exp.Lower, exp.Contains, exp.StartsWith, exp.Sqrt)
"""What questions may hold besides: named parameters, and how text is looked for."""

_ALLOWED = frozenset((*STRUCTURE, *OPERATORS, *FUNCTIONS))


def not_allowed(tree: exp.Expr, *, is_question: bool = False) -> list[str]:
    """What the query holds that a view (or a question) may not, each in words; empty where it may be published."""
    return sorted(set(_refusals(tree, frozenset((*_ALLOWED, *QUESTIONS)) if is_question else _ALLOWED)))


def _refusals(tree: exp.Expr, allowed: frozenset[type[exp.Expr]]) -> Iterator[str]:
    for node in tree.walk():
        if isinstance(node, exp.Anonymous) and node.name in NAMED:
            continue
        if type(node) not in allowed:
            yield f"{_name(node)} is not in the allow-list"
        elif isinstance(node, exp.Div) and not all(_is_double(side) for side in (node.left, node.right)):
            yield "division of what is not cast to double: decimals divide differently in each engine"
        elif isinstance(node, exp.Cast) and node.to.this.value not in CAST_TYPES:
            yield f"cast to {node.to.this.value} is not in the allow-list"


def _name(node: exp.Expr) -> str:
    return f"function {node.name}" if isinstance(node, exp.Anonymous) else type(node).__name__


def _is_double(side: exp.Expr) -> bool:
    return isinstance(side, exp.Cast) and side.to.this == exp.DataType.Type.DOUBLE
