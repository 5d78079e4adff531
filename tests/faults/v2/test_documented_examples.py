"""The tables of docs/patterns.md show what the functions return."""

import re
from pathlib import Path

from faultbook.faults.v2.merging import Scoped, merged_templates
from faultbook.faults.v2.templates import template

PAGE = (Path(__file__).parents[3] / "docs" / "patterns.md").read_text(encoding="utf-8")


def rows(heading):
    """The cells of the table under this row of headings, each as the text in its backticks."""
    table = PAGE.partition(heading)[2].partition("\n\n")[0].strip().splitlines()[1:]
    return [[re.findall(r"`([^`]*)`", cell) for cell in re.split(r"(?<=`) \| (?=`)", row.strip("| "))] for row in table]


def test_each_message_has_the_template_beside_it():
    table = rows("| message | template |")
    assert len(table) >= 10
    assert [[template(message)] for (message,), _ in table] == [shown for _, shown in table]


def test_messages_of_one_row_are_the_pattern_beside_them():
    table = rows("| messages | pattern |")
    assert len(table) >= 3
    for messages, shown in table:
        assert set(merged_templates([Scoped("", template(message)) for message in messages]).values()) == set(shown)
