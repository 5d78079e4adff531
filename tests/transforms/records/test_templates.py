"""The template beside its message."""

from faultbook.transforms.records.templates import with_template
from tests.frames import frame


def test_a_template_is_put_beside_its_message(spark):
    found = with_template(frame([("took 5 ms", 1), (None, 2)], "message string, n int"), "message")
    assert {row["n"]: row["template"] for row in found.collect()} == {1: "took <*>", 2: None}
