"""Every line of a JSON log is a blank, a header, a line of a record or a reject, however lines are cut into blocks."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.formats.checking import EXAMPLE_OPTIONS as OPTIONS
from faultbook.formats.checking import lines_of
from faultbook.formats.json_documents import JSON_DOCUMENTS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.otlp import OTLP
from faultbook.formats.port import FIELD_NAMES
from tests.examples import examples
from tests.formats.json_lines import hostile_lines
from tests.formats.reading import read

FORMATS = (JSON_LINES, JSON_DOCUMENTS, OTLP)
KNOWN = [line for each in FORMATS for one in each.examples() for line in lines_of(one.text)]
ODD = [
    *(
        "",
        " \t",
        "\0",
        "\u2028",
        "\xa0",
        "\ud800",
        "[",
        "]",
        "{",
        "}",
        ",",
        "},",
        "}, {",
        "[{",
        "}]",
        '"a": 1,',
        '"a":',
        '"a": {',
        '"a": [',
    ),
    *(
        '"time": "2026-01-31T20:26:10Z",',
        '"msg": "m"',
        '"msg": "}"',
        "# c",
        "---",
        '"',
        '{"a',
        "[[",
        "]]",
        "{}",
        "[]",
        '"\\',
    ),
    *('{"time":"2026-01-31T20:26:10Z","msg":"m"},', '{"a":' * 300, "[" * 5_000, '{"a":' + "9" * 2_000 + "}"),
    '{"time":"2026-01-31T20:26:10Z","msg":"m"}, {"time":"2026-01-31T20:26:10Z","msg":"n"}, {"x": [',
]
LINES = st.lists(
    st.one_of(
        st.sampled_from(ODD),
        st.sampled_from(KNOWN),
        st.sampled_from(list(hostile_lines.lines(300, seed=7))),
        st.text(max_size=20).map(lambda line: line.replace("\n", " ")),
    ),
    max_size=25,
)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
@examples(300)
@given(lines=LINES, cuts=st.lists(st.integers(0, 25), max_size=4), limit=st.sampled_from([60, 1_048_576]))
def test_every_line_is_accounted_for_whatever_the_blocks(format_, lines, cuts, limit):
    options = replace(OPTIONS, max_record_bytes=limit)
    whole = read(format_, lines, options)
    assert whole.lines == len(lines)
    assert read(format_, lines, options, [cut for cut in cuts if cut < len(lines)]) == whole
    for record in whole.records:
        assert record.fields.keys() <= set(FIELD_NAMES)
        assert {"timestamp", "message", "severity"} <= record.fields.keys()
        assert record.lines >= 0
    for result in (*whole.records, *whole.rejects):
        assert 1 <= result.line <= len(lines)
    assert all(reject.detail and reject.reason for reject in whole.rejects)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_long_lines_are_read_in_a_moment(format_):
    size = 300_000
    lines = [
        *("[" * size, '{"a":' * (size // 5), "{" * size, '"' * size, '{"a":"' + '\\"' * (size // 2), "\\" * size),
        *(
            '{"a":' + "1" * size + "}",
            "[" + "{}," * (size // 3) + "{}]",
            " " * size + "x",
            '{"a":"' + ":" * size + '"}',
        ),
        *('{"time":"' + "1" * size + '","msg":"m"}', '{"' + "a" * size + '":1}', '{"e":' + "1e" * (size // 2) + "}"),
        '{"time":"2026-01-31T20:26:10Z","msg":"m","url.path":"' + "/a1b2c3d4e5" * (size // 11) + '"}',
    ]
    found = read(format_, lines, replace(OPTIONS, max_record_bytes=10 * size))
    assert found.lines == len(lines)
