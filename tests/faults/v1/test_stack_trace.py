import pytest

from faultbook.faults.v1.stack_trace import all_frames_hash, exception_type, simple_name, top_frames
from tests.faults.traces import CASES, HOSTILE, JAVA, PYTHON


@pytest.mark.parametrize(("trace", "kind", "frames"), CASES)
def test_a_trace_is_known_by_its_root_cause_and_the_applications_frames(trace, kind, frames):
    assert exception_type(trace) == kind
    assert top_frames(trace).split("\n") == (frames or [""])


@pytest.mark.parametrize(
    ("line", "moved"),
    [
        (":42)", ":43)"),
        ("$14/0x0000000800c8d440", "$9/0x1"),
        ("$1.call", "$2.call"),
        ("Accessor113", "Accessor7"),
        ("17 refused", "18 refused"),
    ],
)
def test_line_numbers_and_generated_names_do_not_count(line, moved):
    other = JAVA.replace(line, moved)
    assert other != JAVA
    assert (top_frames(other), all_frames_hash(other)) == (top_frames(JAVA), all_frames_hash(JAVA))


def test_the_hash_of_all_frames_sees_library_frames_that_the_top_frames_do_not():
    other = JAVA.replace("dbcp2", "dbcp3")
    assert top_frames(other) == top_frames(JAVA)
    assert all_frames_hash(other) != all_frames_hash(JAVA)


def test_another_folder_or_line_of_a_deployment_is_the_same_fault():
    other = PYTHON.replace("/srv/app-1.2/", "/srv/app-1.3/").replace("line 8", "line 9")
    assert (top_frames(other), all_frames_hash(other)) == (top_frames(PYTHON), all_frames_hash(PYTHON))


def test_endless_recursion_is_cut_by_frames():
    trace = "java.lang.StackOverflowError\n" + "\tat a.b.C.d(C.java:1)\n" * 100
    assert all_frames_hash(trace) == all_frames_hash(trace + "\tat a.b.C.d(C.java:1)\n" * 900)


def test_a_trace_without_frames_has_no_hash_of_frames():
    assert all_frames_hash("java.io.IOException: gone") == ""


def test_the_snapshot_of_version_1_holds():
    assert (all_frames_hash(JAVA), all_frames_hash(PYTHON)) == ("v1:04f48a7a819fd5e5", "v1:6f110eeb43520ef9")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:20]))
def test_hostile_text_ends(text):
    # A pattern whose time grows with the square of the text would take minutes here.
    assert exception_type(text) in text
    assert bool(all_frames_hash(text)) >= bool(top_frames(text))


@pytest.mark.parametrize(
    ("name", "simple"), [("java.io.IOException", "IOException"), ("a.B$C", "C"), ("KeyError", "KeyError"), ("", "")]
)
def test_the_simple_name_has_no_package(name, simple):
    assert simple_name(name) == simple
