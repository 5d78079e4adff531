"""JSON lines beside tab-separated ones: one ledger, one reject table, one set of counts."""

from tests.jobs.house import RECORD, assert_laws_hold, run_ingest

LINE = '{{"timestamp":"2026-01-31T20:26:10Z","level":"error","message":"refused after {} ms","error_code":"CC-3005"}}\n'


def test_both_formats_are_counted_together(spark, house):
    house.land("web/a.jsonl", LINE.format(1) * 2 + "not json\n\n# note\n")
    house.land("web/b.log", RECORD.format(1) + "just words\n")
    run_ingest(spark, house)
    assert house.table("logs").num_rows == 2
    assert house.table("error_logs_parsed").num_rows == 1
    assert sorted(row["reason"] for row in house.rows("error_logs_rejected")) == ["bad_json", "too_few_fields"]
    entry = house.ledger()["web/a.jsonl"]
    assert [entry[name] for name in ("lines", "headers", "blanks", "parsed", "rejected")] == [5, 1, 1, 2, 1]
    assert_laws_hold(house)
