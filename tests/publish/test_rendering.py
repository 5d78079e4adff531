"""What cannot be rendered is refused with words that help, in a process of its own as rendering needs it."""

import subprocess
import sys

import pytest

# A function over a table, and the message of its error.
WRONG = {
    "def wrong(error_cuonts): return error_cuonts": "parameter 'error_cuonts' names no table",
    "def wrong(error_counts): return error_counts.agg(F.avg('occurrence_count').alias('a'))": "Avg is not in",
}

PROGRAM = """
from sqlframe import activate
activate("standalone")
from pyspark.sql import functions as F
from faultbook.publish.rendering import NotRenderable, rendered
{function}
try:
    rendered(wrong, name="wrong")
except NotRenderable as refused:
    print(refused)
"""


@pytest.mark.parametrize(("function", "message"), WRONG.items())
def test_what_cannot_be_rendered_is_an_error(function, message):
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(function=function)], capture_output=True, text=True, check=True
    )

    assert run.stdout.startswith("view wrong: ") and message in run.stdout
