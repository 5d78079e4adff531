import pytest

from faultbook.faults import stack_trace as reference
from faultbook.transforms.jsonlogs.stack_traces import all_frames_hash, exception_type, simple_name, top_frames
from tests.faults.corpus import CORPUS
from tests.faults.traces import CASES, HOSTILE, JAVA, PYTHON
from tests.transforms.logs.messages import answer_to_null, differences

CUT = [trace[:length] for trace in (JAVA, PYTHON) for length in range(0, len(trace), 7)]
TEXTS = [trace for trace, _, _ in CASES] + HOSTILE + CUT + CORPUS

_simple = reference.simple_name


@pytest.mark.parametrize(
    ("column", "function"),
    [
        (exception_type, reference.exception_type),
        (top_frames, reference.top_frames),
        (all_frames_hash, lambda trace: reference.all_frames_hash(trace) or None),
        (lambda trace: simple_name(exception_type(trace)), lambda trace: _simple(reference.exception_type(trace))),
    ],
    ids=["exception_type", "top_frames", "all_frames_hash", "simple_name"],
)  # fmt: skip
def test_traces_are_read_alike_in_python_and_spark(spark, column, function):
    assert differences(TEXTS, column, function) == []


def test_no_trace_has_no_frames(spark):
    assert [answer_to_null(column) for column in (exception_type, top_frames, all_frames_hash)] == [None] * 3
