"""Traces of eight languages: root cause, frames of the application, and what must not count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.faults.v2.traces import MOST_FRAMES, all_frames_hash, exception_type, simple_name, top_frames
from tests.examples import examples
from tests.faults import traces as of_version_1
from tests.faults.v2.trace_cases import CASES, GO_PANIC, GO_ZAP, MOVED

# Where version 2 differs on purpose from version 1 for the same trace.
OTHER_NOW = {
    'Traceback (most recent call last):\n  File "C:\\app\\shop\\cart.py", line 1, in add\nKeyError: 7': (
        "KeyError",
        ["shop/cart:add"],
    ),
    "TypeError: x is undefined\n    at place (/app/orders.js:10:5)": ("TypeError", ["app/orders:place"]),
    "just: words": ("", []),
}


@pytest.mark.parametrize(("trace", "kind", "frames"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_trace_is_known_by_its_root_cause_and_the_applications_frames(trace, kind, frames):
    assert (exception_type(trace), top_frames(trace).split("\n")) == (kind, frames or [""])


@pytest.mark.parametrize(("trace", "kind", "frames"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_windows_line_ends_change_nothing(trace, kind, frames):
    assert top_frames(trace.replace("\n", "\r\n")).split("\n") == (frames or [""])
    assert exception_type(trace.replace("\n", "\r\n")) == kind


@pytest.mark.parametrize(("trace", "kind", "frames"), of_version_1.CASES)
def test_java_and_python_are_read_as_by_version_1(trace, kind, frames):
    kind, frames = OTHER_NOW.get(trace, (kind, frames))
    assert (exception_type(trace), top_frames(trace).split("\n")) == (kind, frames or [""])


@pytest.mark.parametrize(("trace", "one", "two"), MOVED)
def test_line_numbers_addresses_and_generated_names_do_not_count(trace, one, two):
    moved = trace.replace(*one).replace(*two)
    assert moved != trace.replace(*one) != trace
    assert (exception_type(moved), top_frames(moved), all_frames_hash(moved)) == (
        exception_type(trace),
        top_frames(trace),
        all_frames_hash(trace),
    )


def test_the_goroutine_form_and_the_plain_form_of_one_go_error_are_one():
    assert top_frames(GO_PANIC) == top_frames(GO_ZAP)
    assert all_frames_hash(GO_PANIC) == all_frames_hash(GO_ZAP) != ""
    goroutine, plain = (
        "goroutine 12 [running]:\nmain.run(0xc000102030)\n\t/src/main.go:51",
        "main.run\n\t/src/main.go:51",
    )
    assert (exception_type(goroutine), top_frames(goroutine)) == (exception_type(plain), top_frames(plain))
    assert all_frames_hash(goroutine) == all_frames_hash(plain)


def test_a_library_of_go_is_not_the_application():
    trace = (
        "sigs.k8s.io/controller-runtime/pkg/internal/controller.(*Controller).Reconcile\n\t/go/pkg/mod/controller.go:121\n"
        "main.main\n\t/src/main.go:20"
    )
    assert (exception_type(trace), top_frames(trace)) == ("", "main.main")


RECURSIONS = [
    # The lines above the frames, the frames of one turn, the frame that began it.
    (
        "java.lang.StackOverflowError\n",
        ["\tat a.b.C.d(C.java:{})\n", "\tat a.b.C.e(C.java:{})\n"],
        "\tat a.b.Main.main(M.java:1)\n",
    ),
    (
        "RangeError: Maximum call stack\n",
        ["    at walk (/app/a.js:{}:1)\n", "    at step (/app/a.js:{}:2)\n"],
        "    at run (/app/b.js:1:1)\n",
    ),
    (
        "SystemStackError (deep):\n",
        ["app/a.rb:{}:in `walk'\n", "app/a.rb:{}:in `step'\n"],
        "app/b.rb:1:in `run'\n",
    ),
    (
        "goroutine 1 [running]:\n",
        ["main.walk(0x1)\n\t/a/a.go:{}\n", "main.step(0x2)\n\t/a/a.go:{}\n"],
        "main.main()\n\t/a/b.go:1\n",
    ),
    (
        "System.Exception: deep\n",
        ["   at A.B.C(Int32 n) in /a.cs:line {}\n", "   at A.B.D(Int32 n) in /a.cs:line {}\n"],
        "   at A.P.Main() in /b.cs:line 1\n",
    ),
    ("", ["#0 /a/a.php({}): A->walk()\n", "#1 /a/b.php({}): A->step()\n"], "#2 {{main}}\n"),
]


@pytest.mark.parametrize(("head", "cycle", "tail"), RECURSIONS, ids=[case[0][:12] for case in RECURSIONS])
def test_a_cycle_of_frames_counts_once_however_often_it_ran(head, cycle, tail):
    def trace(turns):
        frames = "".join(line.format(turn) for turn in range(1, turns + 1) for line in cycle)
        return head + frames + tail.format()

    once, often = trace(1), trace(400)
    assert top_frames(once) == top_frames(often) != ""
    assert all_frames_hash(once) == all_frames_hash(often)


def test_the_hash_of_all_frames_sees_library_frames_that_the_top_frames_do_not():
    other = of_version_1.JAVA.replace("dbcp2", "dbcp3")
    assert top_frames(other) == top_frames(of_version_1.JAVA)
    assert all_frames_hash(other) != all_frames_hash(of_version_1.JAVA)
    assert all_frames_hash(other).startswith("v2:")


def test_a_trace_without_frames_has_no_hash_of_frames():
    assert all_frames_hash("java.io.IOException: gone") == all_frames_hash("") == ""


def test_the_hash_takes_in_a_hundred_different_frames():
    trace = "java.lang.Error: x\n" + "".join(
        f"\tat a.b.C.d{chr(97 + n // 26)}{chr(97 + n % 26)}(C.java:1)\n" for n in range(300)
    )
    cut = "\n".join(trace.split("\n")[: MOST_FRAMES + 1])
    assert all_frames_hash(trace) == all_frames_hash(cut) != all_frames_hash("\n".join(cut.split("\n")[:-1]))


@pytest.mark.parametrize(
    ("name", "simple"),
    [
        ("java.io.IOException", "IOException"),
        ("a.B$C", "C"),
        ("Shop\\NotFound", "NotFound"),
        ("Errno::ENOENT", "ENOENT"),
        ("", ""),
    ],
)
def test_the_simple_name_has_no_package(name, simple):
    assert simple_name(name) == simple


HOSTILE_LINES = [
    "\tat ", "    at a (", "   at a.b(", " ---> ", "#0 ", "\t", "main.run(", "goroutine 1 [", "thread 'a' panicked at ",
    "app/a.rb:1:in `", "  File \"", "Caused by: ", "at a@", "[cause]: ", "0: ", "x:", "(", "<", "$1", "/", "a.",
]  # fmt: skip


@pytest.mark.parametrize(
    "text", [*of_version_1.HOSTILE, *(line * 20_000 for line in HOSTILE_LINES)], ids=lambda text: repr(text[:16])
)
def test_hostile_text_ends(text):
    # A pattern whose time grows with the square of the text would take minutes here.
    for whole in (text, text.replace(" ", "\n", 5_000)):
        assert exception_type(whole) in whole
        assert bool(all_frames_hash(whole)) >= bool(top_frames(whole))


@examples(200)
@given(st.lists(st.sampled_from([line for case in CASES for line in case[1].split("\n")]), max_size=12).map("\n".join))
def test_any_mixture_of_lines_is_read(text):
    # A trace inside JSON is written with doubled backslashes.
    assert exception_type(text) in text.replace("\\\\", "\\")
    assert top_frames(text).count("\n") <= 2
