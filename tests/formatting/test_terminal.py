"""Tables for a terminal: widths, bars, numbers, and hostile text that stays text."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from faultbook.formatting.terminal import answer_table, bar, cell_text, console
from faultbook.stores.answers import Answer, AnswerColumn


def drawn(answer: Answer, width: int = 100, **how) -> tuple[list[str], list[str]]:
    stream = io.StringIO()
    table, left_out = answer_table(answer, width, **how)
    Console(file=stream, width=width, highlight=False, markup=False, emoji=False).print(table)
    return stream.getvalue().splitlines(), left_out


CELLS = [
    ("occurrence_count", "BIGINT", 1234567, "1,234,567"),
    ("batch_id", "BIGINT", 1234567, "1234567"),
    ("error_code_numeric", "INTEGER", 3005, "3005"),
    ("timestamp", "TIMESTAMP WITH TIME ZONE", datetime(2026, 1, 2, tzinfo=UTC), "2026-01-02T00:00:00Z"),
    ("files", "VARCHAR[]", ["a", "b\x1b", "c", "d", "e"], "a, b\\x1b, c +2"),
    ("passed", "BOOLEAN", True, "yes"),
    ("code_hint", "VARCHAR", None, "–"),
    ("raw", "BLOB", b"\x00[red]", "\\x00[red]"),
]


@pytest.mark.parametrize(("name", "type_", "value", "text"), CELLS)
def test_cells(name, type_, value, text):
    assert cell_text(AnswerColumn(name, type_), value) == text


@given(st.lists(st.tuples(st.text(), st.integers(0, 10**9), st.text(max_size=40)), max_size=4), st.integers(40, 160))
def test_no_line_is_wider_than_the_screen_and_none_holds_control_characters(rows, width):
    columns = (
        AnswerColumn("message", "VARCHAR"),
        AnswerColumn("occurrence_count", "BIGINT"),
        AnswerColumn("file_path", "VARCHAR"),
    )
    lines, _ = drawn(Answer(columns, tuple(rows), len(rows)), width)

    assert all(cell_len(line) <= width for line in lines)
    assert all(line.isprintable() for line in lines)


def test_markup_is_text():
    lines, _ = drawn(Answer((AnswerColumn("message", "VARCHAR"),), (("[bold red]x[/] :bomb: [link=file:///]",),), 1))

    assert "[bold red]x[/] :bomb: [link=file:///]" in lines[-1]


def test_numbers_stand_right_and_the_main_count_has_a_bar():
    columns = (AnswerColumn("code", "VARCHAR"), AnswerColumn("occurrence_count", "BIGINT"))
    lines, _ = drawn(Answer(columns, (("A", 2000), ("B", 1000), ("C", 0)), 3))

    assert [line.rstrip() for line in lines[2:]] == [
        "A                2,000  ████████████",
        "B                1,000  ██████",
        "C                    0",
    ]


def test_wide_text_is_cut_with_an_ellipsis_and_numbers_are_not():
    columns = (AnswerColumn("message", "VARCHAR"), AnswerColumn("lines", "BIGINT"))
    lines, left_out = drawn(Answer(columns, (("y" * 300, 123456789),), 1), 60)

    assert "y…  123,456,789" in lines[-1]
    assert left_out == []


def test_columns_that_do_not_fit_are_left_out_and_named():
    columns = tuple(AnswerColumn(f"instant_{number}", "TIMESTAMP WITH TIME ZONE") for number in range(8))
    lines, left_out = drawn(Answer(columns, ((datetime(2026, 1, 2, tzinfo=UTC),) * 8,), 1), 100)

    assert left_out == ["instant_4", "instant_5", "instant_6", "instant_7"]
    assert lines[-1].count("2026-01-02T00:00:00Z") == 4


@pytest.mark.parametrize(
    ("value", "most", "picture"),
    [(0, 10, ""), (1, 10_000, "▏"), (10_000, 10_000, "████"), (5, 10, "██"), (3, 0, ""), (11, 10, "████")],
)
def test_bars(value, most, picture):
    assert bar(value, most, cells=4) == picture


def test_bars_on_a_terminal_that_knows_ascii_only():
    assert bar(3, 4, cells=4, ascii_only=True) == "###"


def test_output_that_is_no_terminal_is_100_columns_wide(monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)

    assert console(io.StringIO()).width == 100
