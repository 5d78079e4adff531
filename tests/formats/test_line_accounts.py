"""Every line is a blank, a header, a line of a record or a reject, however the lines are cut into blocks."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from faultbook.formats.delimited import DELIMITED
from faultbook.formats.logfmt import LOGFMT
from faultbook.formats.plain import PLAIN
from faultbook.formats.port import is_blank
from faultbook.formats.tab_separated import TAB_SEPARATED
from faultbook.formats.wrapped.cri import CRI
from faultbook.formats.wrapped.docker import DOCKER
from faultbook.formats.wrapped.wrappers import around
from tests.formats.reading import OPTIONS, lines_of, read

ODD = [
    "", " \t", "\0", "\ud800", "é\u2028x", "Traceback (most recent call last):", '  File "a.py", line 3, in x', "x: y",
    "ValueError: boom", "panic: boom", "\tat a.B.c(B.java:1)", "Caused by: d.EError: f", '"', '"",', 'a,"b', "# c", "---",
    "During handling of the above exception, another exception occurred:", "2026-02-30 10:00:00,ERROR,x", "=", "a=", "==",
]  # fmt: skip
TIMES = "2026-02-03T10:00:00Z"
FORMATS = {
    **{"logfmt": LOGFMT, "delimited": DELIMITED, "plain": PLAIN},
    **{
        each.name: each
        for inner in (PLAIN, LOGFMT, DELIMITED, TAB_SEPARATED)
        for each in (around(CRI, inner), around(DOCKER, inner))
    },
}


def lines_like(format_):
    """Lines of the examples of the formats, whole and cut, among odd ones."""
    known = [line for each in (LOGFMT, DELIMITED, PLAIN, TAB_SEPARATED) for one in each.examples() for line in lines_of(one.text)]
    inner = st.one_of(st.sampled_from(known), st.sampled_from(ODD), st.text(max_size=20))
    inner = inner.map(lambda line: line.replace("\n", " "))
    if format_.name.startswith("cri/"):
        wrapped = st.builds(
            lambda stream, tag, line: f"{TIMES} {stream} {tag} {line}",
            st.sampled_from(["stdout", "stderr"]), st.sampled_from(["F", "F", "F", "P"]), inner,
        )  # fmt: skip
        return st.lists(st.one_of(wrapped, wrapped, wrapped, inner), max_size=30)
    if format_.name.startswith("docker/"):
        text = st.one_of(inner, st.tuples(inner, inner).map("\n".join))
        wrapped = st.builds(docker_line, st.sampled_from(["stdout", "stderr"]), text, st.sampled_from(["\n", "\n", ""]))
        return st.lists(st.one_of(wrapped, wrapped, wrapped, inner), max_size=30)
    return st.lists(inner, max_size=30)


def docker_line(stream, text, end):
    import json

    return json.dumps({"log": text + end, "stream": stream, "time": TIMES})


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_every_line_is_accounted_for_however_lines_are_cut(name, data):
    format_ = FORMATS[name]
    lines = data.draw(lines_like(format_))
    options = replace(OPTIONS, max_record_bytes=data.draw(st.sampled_from([40, 200, 1_000_000])))
    cuts = data.draw(st.lists(st.integers(0, max(len(lines) - 1, 0)), max_size=8)) if lines else []
    found = read(format_, lines, options)
    assert found.lines == len(lines)
    assert read(format_, lines, options, cuts) == found
    for record in found.records:
        assert sum(not is_blank(line) for line in record.text.split("\n")) >= record.lines
        assert {"timestamp", "message", "severity"} <= record.fields.keys()
    for reject in found.rejects:
        assert reject.detail


@pytest.mark.parametrize("name", FORMATS)
def test_huge_lines_are_read(name):
    format_ = FORMATS[name]
    mega = 1_000_000
    huge = ['"' * mega, "a=" + '"\\' * (mega // 2), ("x=y " * (mega // 4)), "[" * mega, " " * mega + "x", "," * mega]
    huge += [f"{TIMES} stdout F " + "\\" * mega, '{"log":' + "[" * mega, '{"log":"' + "\\u0041" * (mega // 6), "\0" * mega]
    found = read(format_, huge)
    assert found.lines == len(huge)
