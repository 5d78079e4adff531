"""Every line is a blank, a header, a line of a record or a reject, however the lines are cut into blocks."""

import itertools
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.formats.checking import EXAMPLE_OPTIONS, lines_of
from faultbook.formats.delimited import DELIMITED
from faultbook.formats.json_documents import JSON_DOCUMENTS
from faultbook.formats.json_lines import JSON_LINES
from faultbook.formats.logfmt import LOGFMT
from faultbook.formats.otlp import OTLP
from faultbook.formats.patterns.shipped import definition_formats
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import is_blank
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.formats.wrapped.cri import CRI
from faultbook.formats.wrapped.docker import DOCKER
from faultbook.formats.wrapped.heroku import HEROKU
from faultbook.formats.wrapped.journal import JOURNAL
from faultbook.formats.wrapped.wrappers import around
from tests.formats.reading import read

ODD = [
    *("", " \t", "\0", "\ud800", "é\u2028x", "x: y", "panic: boom", '"', '"",', 'a,"b', "# c", "---", "=", "a=", "=="),
    *("Traceback (most recent call last):", '  File "a.py", line 3, in x', "ValueError: boom"),
    *("\tat a.B.c(B.java:1)", "Caused by: d.EError: f", "2026-02-30 10:00:00,ERROR,x"),
    "During handling of the above exception, another exception occurred:",
]
TIME = "2026-02-03T10:00:00Z"
KLOG = next(each for each in definition_formats() if each.name == "klog")
FORMATS = {
    **{"logfmt": LOGFMT, "delimited": DELIMITED, "plain": PLAIN},
    **{
        each.name: each
        for inner in (PLAIN, LOGFMT, DELIMITED, TAB_SEPARATED, JSON_LINES, KLOG)
        for each in (around(CRI, inner), around(DOCKER, inner))
    },
    **{each.name: each for each in (around(CRI, JSON_DOCUMENTS), around(DOCKER, OTLP))},
    **{each.name: each for each in (around(JOURNAL, KLOG), around(JOURNAL, DELIMITED), around(HEROKU, LOGFMT))},
}


STREAMS = st.sampled_from(["stdout", "stderr"])


def lines_like(format_):
    """Lines of the examples of the formats among odd ones, wrapped as the format has it."""
    formats = (LOGFMT, DELIMITED, PLAIN, TAB_SEPARATED, KLOG, JSON_LINES, JSON_DOCUMENTS, OTLP)
    known = [line for each in formats for example in each.examples() for line in lines_of(example.text)]
    inner = st.one_of(st.sampled_from(known), st.sampled_from(ODD), st.text(max_size=20))
    inner = inner.map(lambda line: line.replace("\n", " "))
    wrapped = {
        "cri": st.builds("{0} {1} {2} {3}".format, st.just(TIME), STREAMS, st.sampled_from("FFFP"), inner),
        "docker": st.builds(
            docker_line, STREAMS, st.one_of(inner, st.tuples(inner, inner).map("\n".join)), st.sampled_from(["\n", ""])
        ),
        "journal": st.builds("Feb  3 10:00:00 node-1 {0}: {1}".format, st.sampled_from(["a", "b[1]", "b[2]"]), inner),
        "heroku": st.builds("{0} {1}: {2}".format, st.just(TIME), st.sampled_from(["app[web.1]", "app[api]"]), inner),
    }.get(format_.name.partition("/")[0], inner)
    return st.lists(st.one_of(wrapped, wrapped, wrapped, inner), max_size=30)


def docker_line(stream, text, end):
    """A line of docker's driver."""
    return json.dumps({"log": text + end, "stream": stream, "time": TIME})


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_line_is_accounted_for_however_lines_are_cut(name, data):
    format_ = FORMATS[name]
    lines = data.draw(lines_like(format_))
    options = replace(EXAMPLE_OPTIONS, max_record_bytes=data.draw(st.sampled_from([40, 200, 1_000_000])))
    cuts = data.draw(st.lists(st.integers(0, max(len(lines) - 1, 0)), max_size=8)) if lines else []
    found = read(format_, lines, options)
    assert found.lines == len(lines)
    assert read(format_, lines, options, cuts) == found
    for record in found.records:
        assert sum(not is_blank(line) for line in record.text.split("\n")) >= record.lines
        assert {"timestamp", "message", "severity"} <= record.fields.keys()
    for reject in found.rejects:
        assert reject.detail


@pytest.mark.parametrize("format_", [LOGFMT, PLAIN], ids=lambda format_: format_.name)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_pieces_that_begin_at_records_are_read_as_the_whole(format_, data):
    lines = data.draw(lines_like(format_))
    judge = format_.reader(EXAMPLE_OPTIONS)
    begins = [place for place, line in enumerate(lines) if place and not is_blank(line) and judge.begins_record(line)]
    results = []
    for begin, end in itertools.pairwise([0, *begins, len(lines)]):
        reader = format_.reader(EXAMPLE_OPTIONS)
        results += [*reader.read(lines[begin:end], begin + 1), *reader.end()]
    whole = format_.reader(EXAMPLE_OPTIONS)
    assert results == [*whole.read(lines, 1), *whole.end()]


@pytest.mark.parametrize("name", FORMATS)
def test_huge_lines_are_read(name):
    format_ = FORMATS[name]
    mega = 1_000_000
    huge = [
        f"level=info a=b {'w' * mega}",
        f'level=info msg="{"@" * mega}',
        '"' * mega,
        "a=" + '"\\' * (mega // 2),
        ("x=y " * (mega // 4)),
        "[" * mega,
        " " * mega + "x",
        "," * mega,
    ]
    huge += [
        f"{TIME} stdout F " + "\\" * mega,
        '{"log":' + "[" * mega,
        '{"log":"' + "\\u0041" * (mega // 6),
        "\0" * mega,
    ]
    found = read(format_, huge)
    assert found.lines == len(huge)
