"""The page that lists the views and their columns, for people. Contracts go in, Markdown comes out."""

from collections.abc import Mapping

from faultbook.tables.view import View

_HEAD = """# Views

Written by `make generate` from `src/faultbook/transforms/views`; do not edit. Instants are UTC. A view looks only at
complete batches. Views in `answers` need no right on rows; `raw` holds messages.
"""


def reference_page(views: Mapping[str, View], reads: Mapping[str, tuple[str, ...]]) -> str:
    """docs/views.md: every view with its comment, the tables it reads, its columns, and a question to start with."""
    return "\n".join([_HEAD, *(_section(view, reads[name]) for name, view in views.items())])


def _section(view: View, reads: tuple[str, ...]) -> str:
    rows = "\n".join(f"| `{column.name}` | {column.type} | {_cell(column.comment)} |" for column in view.columns)
    return (
        f"## {view.name}\n\n{view.comment}\n\n"
        f"Schema: {view.role}. One row per {', '.join(view.key)}. Reads {', '.join(reads)}.\n\n"
        f"| column | type | meaning |\n|---|---|---|\n{rows}\n\n"
        f"```sql\n{view.question}\n```\n"
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
