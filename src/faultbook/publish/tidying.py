"""Makes rendered SQL short enough to read: scans in place, only the columns that are read, descriptive names.

A syntax tree goes in and comes out with the same rows. Only sqlglot's structural rules are used; its whole optimizer
would drop casts that keep the engines alike (docs/decisions/views-as-functions.md).
"""

from sqlglot import exp
from sqlglot.optimizer.merge_subqueries import merge_subqueries
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify import qualify

_PLAIN_SCAN = {"expressions", "from_"}


def tidied(tree: exp.Expr, columns: dict[str, object]) -> exp.Expr:
    """The query without scans and steps that only pass columns on. `columns`: schema -> table -> column -> type."""
    _put_scans_in_place(tree)
    qualified = qualify(tree, schema=columns, dialect="databricks")
    # Merging steps of unused columns into their readers needs them gone first, and leaves new ones behind.
    short = pushdown_projections(merge_subqueries(pushdown_projections(qualified)))
    _name_steps(short)
    return short


def _put_scans_in_place(tree: exp.Expr) -> None:
    # A common table expression that is read twice is materialized by DuckDB: the whole table, for a plain scan.
    for step in list(tree.find_all(exp.CTE)):
        if not _is_plain_scan(step.this):
            continue
        table = step.this.args["from_"].this
        for reader in _readers(tree, step.alias):
            reader.replace(exp.alias_(table.copy(), step.alias, table=True))
        step.pop()


def _is_plain_scan(query: exp.Expr) -> bool:
    used = {name for name, value in query.args.items() if value}
    return (
        used == _PLAIN_SCAN
        and bool(query.args["from_"].this.args.get("db"))
        and all(type(column) is exp.Column for column in query.expressions)
    )


def _readers(tree: exp.Expr, step: str) -> list[exp.Table]:
    return [table for table in tree.find_all(exp.Table) if table.name == step and not table.args.get("db")]


def _name_steps(tree: exp.Expr) -> None:
    # SQLFrame names steps by hashes. Tables go by their own names, steps by their order.
    steps = {step.alias: f"step_{place}" for place, step in enumerate(tree.find_all(exp.CTE, bfs=False), start=1)}
    tables = {table.alias: table.name for table in tree.find_all(exp.Table) if table.args.get("db")}
    names = steps | tables
    for node in tree.find_all(exp.Column, exp.Table, exp.CTE):
        _rename(node, names)


def _rename(node: exp.Expr, names: dict[str, str]) -> None:
    if isinstance(node, exp.Column):
        if node.table in names:
            node.set("table", exp.to_identifier(names[node.table], quoted=True))
        return
    alias = node.args.get("alias")
    if alias is not None and alias.name in names:
        alias.set("this", exp.to_identifier(names[alias.name], quoted=True))
    if isinstance(node, exp.Table) and not node.args.get("db") and node.name in names:
        node.set("this", exp.to_identifier(names[node.name], quoted=True))
