"""Open rejects: of complete batches, not replaced by a reprocess, not purged."""

from datetime import timedelta

from faultbook.stores.answers import Query
from faultbook.stores.rejects import open_rejects, open_rejects_by_reason
from tests.stores.small_lakehouse import NOON, batch, ledger, make_lakehouse, store_of


def reject(batch_id: int, reason: str = "bad_timestamp", **more):
    return {"batch_id": batch_id, "reason": reason, "source_file": "a.log", "raw": b"x", "raw_bytes": 1, **more}


def found(folder, reason=None, file=None, limit=0):
    store = store_of(folder, {})
    by_reason = open_rejects_by_reason(store, reason=reason, file=file)
    answer = open_rejects(store, reason=reason, file=file, limit=limit, total=0)
    counted = {record["reason"]: record["reject_count"] for record in by_reason.records()}
    return counted, [(record["batch_id"], record["reason"]) for record in answer.records()]


def test_no_rejects_in_an_empty_lakehouse(tmp_path):
    assert found(make_lakehouse(tmp_path)) == ({}, [])


def test_rejects_of_an_incomplete_batch_are_not_shown(tmp_path):
    rejects = [reject(1), reject(2)]
    make_lakehouse(
        tmp_path, error_logs_rejected=rejects, ingest_batches=[batch(1), batch(2)], ingest_ledger=[ledger(1)]
    )

    assert found(tmp_path) == ({"bad_timestamp": 1}, [(1, "bad_timestamp")])


def test_a_complete_reprocess_replaces_what_it_consumed(tmp_path):
    batches = [batch(1), batch(2), batch(3, "reprocess", consumes_through=2)]
    rejects = [reject(1), reject(2), reject(3, "too_few_fields")]
    before = make_lakehouse(
        tmp_path / "before", error_logs_rejected=rejects, ingest_batches=batches, ingest_ledger=[ledger(1), ledger(2)]
    )
    after = make_lakehouse(
        tmp_path / "after",
        error_logs_rejected=rejects,
        ingest_batches=batches,
        ingest_ledger=[ledger(1), ledger(2), ledger(3)],
    )

    assert found(before) == ({"bad_timestamp": 2}, [(2, "bad_timestamp"), (1, "bad_timestamp")])
    assert found(after) == ({"too_few_fields": 1}, [(3, "too_few_fields")])


def test_a_complete_purge_takes_what_is_older(tmp_path):
    old = NOON - timedelta(days=9)
    make_lakehouse(
        tmp_path,
        error_logs_rejected=[reject(1, rejected_at=old), reject(1, "too_long"), reject(3, "bad_code", rejected_at=old)],
        ingest_batches=[batch(1), batch(2, "purge", purges_rejects_before=NOON - timedelta(days=1)), batch(3)],
        ingest_ledger=[ledger(1), ledger(2), ledger(3)],
    )

    assert found(tmp_path)[0] == {"too_long": 1, "bad_code": 1}


def test_by_reason_by_file_and_limit(tmp_path):
    rejects = [reject(1), reject(1, "too_long", source_file="pay/b.log"), reject(1, source_file="pay/c.log")]
    make_lakehouse(tmp_path, error_logs_rejected=rejects, ingest_batches=[batch(1)], ingest_ledger=[ledger(1)])

    assert found(tmp_path, reason="too_long") == ({"too_long": 1}, [(1, "too_long")])
    assert found(tmp_path, file="pay/")[0] == {"bad_timestamp": 1, "too_long": 1}
    assert len(found(tmp_path, limit=2)[1]) == 2
    assert found(tmp_path, file="'; --") == ({}, [])


def test_what_is_shown_is_redacted_and_what_is_stored_is_not(tmp_path):
    email = "canary.person" + "@" + "example.org"
    line = f"mail to {email}, password=swordfish1 \udcff".encode(errors="surrogateescape")
    folder = make_lakehouse(
        tmp_path,
        error_logs_rejected=[reject(1, detail=f"found '{email}'", raw=line)],
        ingest_batches=[batch(1)],
        ingest_ledger=[ledger(1)],
    )
    store = store_of(folder, {})
    queried = Query("error_logs_rejected", where=(f"contains(decode(raw[:20]), '{email[:9]}')",))

    for answer in (open_rejects(store, reason=None, file=None, limit=0, total=1), store.ask(queried)):
        (shown,) = answer.records()
        assert shown["raw"] == b"mail to [email], password=[redacted] \xff"
        assert shown["detail"] == "found '[email]'"
