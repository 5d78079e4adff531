"""What a published view is: a name, a schema, columns in their order. Its rows are a function in `transforms/views`."""

from dataclasses import dataclass

from faultbook.tables.contract import Column, SchemaRole


@dataclass(frozen=True)
class View:
    """A published view's contract.

    `key` names the columns that identify a row (empty: rows have no identity); `question` is the question that the
    view is made for, in SQL with the view's bare name, whose time the bench measures.
    """

    name: str
    role: SchemaRole
    comment: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    question: str

    @property
    def column_names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    def ddl(self) -> str:
        """The columns as a DDL string, `name TYPE, ...`, that Spark reads as a schema."""
        return ", ".join(f"`{column.name}` {column.type}" for column in self.columns)
