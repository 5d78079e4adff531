"""What becomes of a line: the table is the format, read from top to bottom."""

from pyspark.sql import functions as F

from faultbook.faults.severities import DEFAULT_SEVERITIES
from tests.frames import frame
from tests.oracles.spark_formats.tab_separated.parsing import judged_lines, rejects

T = "2026-01-31T20:26:10Z"
RULES = {"severities": DEFAULT_SEVERITIES, "code_pattern": r"[A-Za-z][A-Za-z0-9_.:-]{0,63}", "max_line_bytes": 200}
REJECT_RULES = {name: value for name, value in RULES.items() if name != "severities"}

CASES = [
    (f"{T}\tCC-3005\tapp/a.py\tError\tNetwork socket error".encode(), "record"),
    (f"{T}\tCC-3005\tapp/a.py\tError\tNetwork socket error\r".encode(), "record"),
    (f" {T} \t CC-3005 \tapp/a.py\t WARN \tfields but the message are trimmed".encode(), "record"),
    (f"{T}\tCC-3005\tapp/a.py\tcrit\ttabs\tin the\tmessage".encode(), "record"),
    (f"{T}\tKERNEL_PANIC\t\terror\t".encode(), "record"),
    (f"{T}\tX\tf\tError\tnul \x00 is text".encode(), "record"),
    (f"{T}\tX\tf\tError\tÄ 💥 ٣٤".encode(), "record"),
    (b"", "skipped"),
    (b" \t\x0b\x0c ", "skipped"),
    (b"\r", "skipped"),
    (b"\t\t\t\t", "skipped"),
    (b"# Application Error Log", "skipped"),
    (b"# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY", "skipped"),
    (b"# Format: TIMESTAMP\tERROR_CODE\tFILE\tSEVERITY\tMESSAGE", "skipped"),
    (b"# Formatted\tb\tc\td\te", "bad_timestamp"),
    (b"Error", "too_few_fields"),
    (b"_Error", "continuation"),
    ("java.io.IOException\u2028".encode(), "too_few_fields"),
    (b"# bytes \xff in a header", "skipped"),
    (b"#" * 300, "skipped"),
    (b"--------", "skipped"),
    (b"---- \t", "skipped"),
    (b"-", "skipped"),
    (b"# a\tb\tc\td\te", "bad_timestamp"),
    (b"--- x ---", "too_few_fields"),
    (b"x" * 201, "too_long"),
    (b"\xff" * 201, "too_long"),
    (f"{T}\tX\tf\tError\t".encode() + b"\xff\xfe", "bad_encoding"),
    (b"\xc3", "bad_encoding"),
    (f"{T}\tX\tf\tError\tcut short ".encode() + b"\xf0\x9f\x94\r", "bad_encoding"),
    (b"\tat org.apache.spark.Foo.bar(Foo.scala:10)", "continuation"),
    (b"    raise ValueError(x)", "continuation"),
    (b"at java.lang.Thread.run(Thread.java:1)", "continuation"),
    (b"Caused by: java.io.IOException: gone", "continuation"),
    (b"Suppressed: java.io.IOException", "continuation"),
    (b"Traceback (most recent call last):", "continuation"),
    (b"... 14 more", "continuation"),
    (b"ValueError: bad", "continuation"),
    (b"java.lang.OutOfMemoryError", "continuation"),
    (b"KeyboardInterrupt", "continuation"),
    (b"attempt failed", "too_few_fields"),
    (b"Erroneous: text", "too_few_fields"),
    (b"just words", "too_few_fields"),
    (f"{T}\tX\tf\tError".encode(), "too_few_fields"),
    (b"yesterday\tX\tf\tError\tm", "bad_timestamp"),
    (b"12:30:00\tX\tf\tError\tm", "bad_timestamp"),
    (b"\tX\tf\tError\tm", "bad_timestamp"),
    (f"{T}\t\tf\tError\tm".encode(), "bad_code"),
    (f"{T}\t??\tf\tError\tm".encode(), "bad_code"),
    (f"{T}\tCC 3005\tf\tError\tm".encode(), "bad_code"),
    (f"{T}\t{'C' * 65}\tf\tError\tm".encode(), "bad_code"),
    (f"{T}\tX\tf\tWeird\tm".encode(), "record"),
    (f"{T}\tX\tf\t\tm".encode(), "record"),
]


def judged(spark, lines):
    texts = frame([(f"f{at}", line) for at, line in enumerate(lines)], "source_file string, raw binary")
    return judged_lines(texts.select("source_file", F.col("raw").cast("string").alias("line")), **RULES)


def test_each_line_gets_the_verdict_of_the_format(spark):
    verdicts = judged(spark, [line for line, _ in CASES]).select("source_file", "verdict")
    found = {row["source_file"]: row["verdict"] for row in verdicts.collect()}
    wrong = [(line, found[f"f{at}"], verdict) for at, (line, verdict) in enumerate(CASES) if found[f"f{at}"] != verdict]
    assert wrong == []


def test_no_line_is_dropped_and_none_is_doubled(spark):
    assert judged(spark, [line for line, _ in CASES]).count() == len(CASES)


def test_a_record_keeps_its_message_and_its_canonical_severity(spark):
    lines = [line for line, _ in CASES[:5]]
    found = judged(spark, lines).select("error_code", "file_path", "severity", "message").collect()
    assert [tuple(row) for row in found] == [
        ("CC-3005", "app/a.py", "Error", "Network socket error"),
        ("CC-3005", "app/a.py", "Error", "Network socket error"),
        ("CC-3005", "app/a.py", "Warning", "fields but the message are trimmed"),
        ("CC-3005", "app/a.py", "Critical", "tabs\tin the\tmessage"),
        ("KERNEL_PANIC", "", "Error", ""),
    ]


def test_a_reject_keeps_its_bytes_its_length_and_names_what_was_found(spark):
    lines = [b"\xff" * 150 + b"\r", b"\xfe" * 300, b"12:30:00\tX\tf\tError\tm", b"just words"]
    found = rejects(judged(spark, lines), keep_bytes=100, **REJECT_RULES).orderBy("source_file").collect()
    assert [(bytes(row["raw"]), row["raw_bytes"], row["truncated"]) for row in found] == [
        (b"\xff" * 100, 150, True),
        (b"\xfe" * 100, 300, True),
        (b"12:30:00\tX\tf\tError\tm", 20, False),
        (b"just words", 10, False),
    ]
    assert [row["detail"].split(";")[0] for row in found] == [
        "holds bytes that are not UTF-8",
        "300 bytes",
        "found '12:30:00', expected a full date and time such as 2026-01-31T20:26:10Z, years 0001 to 9999",
        "1 of 5 tab-separated fields",
    ]


def test_a_level_that_is_not_known_is_kept_as_written_and_unknown(spark):
    levels = ["Weird", " eror ", "", "  ", "Unknown", "5", "Event", "EVT", "Error"]
    texts = frame(
        [(f"f{at}", f"{T}\tX\tf\t{level}\tm") for at, level in enumerate(levels)], "source_file string, line string"
    )
    found = judged_lines(texts, **RULES).orderBy("source_file").select("verdict", "severity", "level").collect()
    assert [tuple(row) for row in found] == [
        ("record", "Unknown", "Weird"),
        ("record", "Unknown", "eror"),
        ("record", "Unknown", None),
        ("record", "Unknown", None),
        ("record", "Unknown", "Unknown"),
        ("record", "Unknown", "5"),
        ("record", "Event", "Event"),
        ("record", "Event", "EVT"),
        ("record", "Error", "Error"),
    ]


def test_the_empty_spelling_of_a_setting_decides_what_no_level_means(spark):
    texts = frame([("f", f"{T}\tX\tf\t\tm"), ("g", f"{T}\tX\tf\tWeird\tm")], "source_file string, line string")
    rules = {**RULES, "severities": {"Error": ["error"], "Info": ["info", ""]}}
    found = judged_lines(texts, **rules).orderBy("source_file").select("severity", "level").collect()
    assert [tuple(row) for row in found] == [("Info", None), ("Unknown", "Weird")]


def test_settings_decide_what_a_code_and_a_severity_are(spark):
    texts = frame([("f", f"{T}\t42\tf\tschlimm\tm")], "source_file string, line string")
    rules = {"severities": {"Ernst": ["schlimm"]}, "code_pattern": r"\d+", "max_line_bytes": 200}
    assert [tuple(row) for row in judged_lines(texts, **rules).select("verdict", "severity").collect()] == [
        ("record", "Ernst")
    ]


def test_the_parse_is_written_once_in_the_plan_however_it_is_filtered(spark, capsys):
    frame([("f", "x")], "source_file string, line string").createOrReplaceTempView("landed")
    plan = judged_lines(spark.table("landed"), **RULES).where("verdict = 'record'")
    plan.explain(mode="formatted")
    text = capsys.readouterr().out
    assert "Generate" in text
    filters = [line for line in text.splitlines() if line.startswith("Condition")]
    assert all("split" not in line and "RLIKE" not in line for line in filters)
