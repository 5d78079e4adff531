from pyspark.sql import functions as F

from faultbook.faults.template_hash import template_hash as reference
from faultbook.transforms.logs.hashing import template_hash
from tests.faults.corpus import CORPUS
from tests.frames import frame

SLOTS = ("service", "error_code", "code_hint", "exception_type", "template", "top_frames")
EDGES = [
    ("billing", "CC-3005", "HTTP 503", "", "HTTP <*> returned", ""),
    ("", "", "", "", "", ""),
    (None, None, None, None, None, None),
    ("a", None, None, None, "t", None),
    (None, "a", None, None, "t", None),
    ("größe", "日本", "😀", "\x00", "\r", "\x1f"),
]
ROWS = EDGES + [("billing", "CC-1", None, "", message, "") for message in CORPUS]


def test_hashes_are_equal_in_python_and_spark(spark):
    rows = frame(ROWS, ", ".join(f"{slot} string" for slot in SLOTS))
    hashed = rows.select(*SLOTS, template_hash(**{slot: F.col(slot) for slot in SLOTS}).alias("found")).collect()
    assert [row["found"] for row in hashed] == [reference(*(row[slot] for slot in SLOTS)) for row in hashed]
