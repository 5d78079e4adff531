"""Matches: one row per rule and event, with the identity that plain Python computes; records are counted."""

import hashlib
from collections import Counter
from datetime import datetime, timedelta

import pytest
from pyspark.sql import functions as F

from faultbook.catalog.rule_frames import FRAMES
from faultbook.errors import InvalidCatalog
from faultbook.faults.redaction import Redactor
from faultbook.incidents.canonical import canonical
from faultbook.incidents.fingerprint import fingerprint
from faultbook.rules.condition import Leaf, Operator
from faultbook.rules.model import Correlation, CorrelationType, Extractor, Fingerprint, Rule, Scope, Strategy
from faultbook.tables import FAILURE_EVENTS
from faultbook.transforms.rules import frames
from faultbook.transforms.rules.matches import COLUMNS, matches, unmatched
from faultbook.transforms.rules.subjects import subjects
from tests.frames import assert_same_rows, frame
from tests.transforms.rules.rule_examples import COUNTED, EPOCH, MEETS, RULES, group_key, make_failures

RECORD = (
    "event_id string, timestamp timestamp, happened_at timestamp, service string, environment string, message string, "
    "error_code string, code_hint string, template_hash string, exception_type string, root_exception_type string, "
    "top_frames string, http_status int, source_batch bigint"
)


@pytest.fixture(scope="module")
def failures() -> list[dict]:
    return make_failures(7, 120)


@pytest.fixture(scope="module")
def found(spark, failures) -> list[dict]:
    rows = frames.failures(frame(failures, FAILURE_EVENTS.ddl()))
    return matches(rows, FRAMES["failures"], RULES).toArrow().to_pylist()


def test_there_is_one_row_for_each_rule_and_event_that_it_matches(failures, found):
    alone = {name: [name] for name in MEETS if not any(name in members for members in COUNTED.values())}
    expected = Counter(
        (rule, event["event_id"])
        for rule, members in {**alone, **COUNTED}.items()
        for event in failures
        if any(MEETS[member](event) for member in members)
    )
    assert Counter((row["rule"], row["event_id"]) for row in found) == expected
    assert set(expected.values()) == {1}
    assert len({row["match_id"] for row in found}) == len(found)
    assert {row["rule"] for row in found} == {"all_failed", "by_sender", "exactly", "several", "both"}


def test_fingerprints_are_those_of_plain_python(failures, found):
    by_id = {event["event_id"]: event for event in failures}
    seen = Counter()
    for row in found:
        slots = slots_of(row["rule"], by_id[row["event_id"]])
        assert row["fingerprint"] == fingerprint(slots), row
        assert dict(row["slots"]) == {name: text for name, text in slots.items() if text}
        seen[row["rule"], row["fingerprint"] is None] += 1
    assert {rule for rule, empty in seen if empty} >= {"by_sender", "exactly", "all_failed"}
    assert {rule for rule, empty in seen if not empty} == {row["rule"] for row in found}


def slots_of(rule: str, event: dict) -> dict[str, str | None]:
    """The slots of the examples, written again."""
    has_window = next(one for one in RULES if one.name == rule).correlation is not None
    own_rule = canonical({"rule": rule}) if has_window else ""
    name = next((name for name in ("job_name", "pipeline", "service") if event[name]), None)
    scope = own_rule + canonical({"environment": event["environment"], **({name: event[name]} if name else {})})
    match rule:
        case "by_sender":
            return {"label": event["alert_id"]}
        case "exactly":
            return {"scope": scope, "message": event["message"]}
        case "all_failed":
            own = own_rule + canonical({"workspace_id": event["workspace_id"]})
            return {"error_code": event["error_code"], "job_id": event["job_id"], "scope": own}
    return {
        "scope": scope,
        "error_class": event["error_type"],
        "error_code": event["error_code"] if event["error_code"] is not None else event["code_hint"],
        "http_status": event["http_status"],
        "termination_code": event["termination_code"],
        "template": event["template"] if event["template"] is not None else event["title"],
    }


def test_group_keys_lack_no_part(failures, found):
    by_id = {event["event_id"]: event for event in failures}
    for row in found:
        event = by_id[row["event_id"]]
        match row["rule"]:
            case "several":
                who = event["environment"] if MEETS["server_error"](event) else pseudonym(event["user_name"])
                expected = group_key({"service": event["service"], "who": who})
            case "both":
                expected = group_key({"service": event["service"]})
            case _:
                expected = "{}"
        assert row["group_key"] == expected
    assert any(row["group_key"] is None for row in found)


def pseudonym(name: str | None) -> str | None:
    return f"user-{hashlib.sha256(name.encode()).hexdigest()[:12]}" if name else name


def test_people_are_stored_by_a_pseudonym(spark):
    """In group keys, values, facts and slots; conditions compare the name."""
    events = [
        make_failures(1, 1)[0] | {"event_id": f"e{number}", "user_name": name, "message": "boom"}
        for number, name in enumerate(("ana@example.com", "ben@example.com", None))
    ]
    of_ana = Rule(
        *("of_ana", "Of Ana", "failures"),
        condition=Leaf("user_name", Operator.STARTSWITH, ("ana@",)),
        fields=("user_name",),
        extract={"first": Extractor("([a-z]+)@", "user_name")},
        fingerprint=Fingerprint(Strategy.FIELDS, ("user_name",)),
        scope=Scope(("user_name",)),
    )
    each = Rule("each", "Each", "failures", condition=Leaf("message", Operator.CONTAINS, ("boom",)))
    people = Rule(
        *("people", "People", "failures"),
        correlation=Correlation(CorrelationType.VALUE_COUNT, ("each",), ("user_name",), 600, 2, value="user_name"),
    )
    rows = frames.failures(frame(events, FAILURE_EVENTS.ddl()))
    found = matches(rows, FRAMES["failures"], [of_ana, each, people]).toArrow().to_pylist()
    (ana,) = (row for row in found if row["rule"] == "of_ana")
    assert dict(ana["facts"])["rule.user_name"] == pseudonym("ana@example.com")
    assert dict(ana["facts"])["rule.first"] == pseudonym("ana")
    assert {row["value"] for row in found if row["rule"] == "people"} == {
        *(pseudonym(event["user_name"]) for event in events)
    }
    assert [(row["rule"], name) for row in found for name in ("ana", "ben") if f"{name}@" in str(row)] == []
    texts = [text for row in found for text in (row["group_key"], row["value"], *dict(row["facts"]).values()) if text]
    assert [text for text in texts if Redactor().redact(text) != text] == []


def test_values_severities_facts_and_seconds(failures, found):
    by_id = {event["event_id"]: event for event in failures}
    for row in found:
        event, facts = by_id[row["event_id"]], dict(row["facts"])
        names = [name for name in COUNTED["both"] if MEETS[name](event)]
        of_rule = {"several": event["job_id"] or None, "both": "\n".join(names)}
        assert row["value"] == of_rule.get(row["rule"])
        first = next((name for name in COUNTED.get(row["rule"], ()) if MEETS[name](event)), None)
        lowered = first == "server_error" and event["environment"] == "dev"
        assert row["severity"] == ("low" if lowered else "critical" if row["rule"] == "several" else "medium")
        assert row["matched_at"] == event["happened_at"].replace(microsecond=0)
        assert row["matched_on"] == row["matched_at"].date()
        if row["rule"] == "all_failed":
            assert facts.get("rule.attempt") == event["attempt"]
            assert facts.get("rule.facts.region") == event["facts"].get("region")
        if row["rule"] == "both":
            extracted = "ann" if "user=ann" in (event["message"] or "") else None
            assert facts.get("rule.user") == (extracted if names[0] == "timeout" else None)
        assert facts["kind"] == "run"
        assert "\n" not in row["title"]
        assert 0 < len(row["title"]) <= 200


def test_long_texts_are_cut_and_still_tell_faults_apart(spark):
    base = make_failures(1, 1)[0] | {"state": "failed", "error_code": "E1", "service": "s" * 3_000}
    events = [base | {"event_id": end, "message": "m" * 5_000 + end} for end in "ab"]
    rows = matches(frames.failures(frame(events, FAILURE_EVENTS.ddl())), FRAMES["failures"], RULES)
    found = rows.where("rule = 'exactly'").toArrow().to_pylist()
    assert len({row["fingerprint"] for row in found}) == 2
    assert {len(text) for row in found for _, text in row["slots"] if len(text) > 100} == {1_000}


def test_a_redacted_text_that_is_cut_stays_redacted(spark):
    """Wherever a cut falls in a mark, nothing is left that redaction would take for a secret."""
    base = make_failures(1, 1)[0] | {"state": "failed", "error_code": "E1", "job_name": "j"}
    ends = [length - 25 + shift for length in (200, 1_000) for shift in range(30)]
    events = [
        base | {"event_id": f"e{end}", "message": "m" * (end - 10) + " password: [redacted] " + "x" * 900}
        for end in ends
    ]
    rows = (
        matches(frames.failures(frame(events, FAILURE_EVENTS.ddl())), FRAMES["failures"], RULES).toArrow().to_pylist()
    )
    redactor = Redactor()
    texts = {text for row in rows for _, text in (*row["slots"], *row["facts"])} | {row["title"] for row in rows}
    assert {len(text) for text in texts} & {*range(990, 1_000)} and {len(text) for text in texts} & {*range(190, 200)}
    assert [text[-30:] for text in texts if redactor.redact(text) != text] == []


def test_known_matches_are_left_out(spark, failures):
    rows = frames.failures(frame(failures[:20], FAILURE_EVENTS.ddl()))
    every = matches(rows, FRAMES["failures"], RULES)
    known = every.where(F.col("event_id").isin("e1", "e2", "e3"))
    left = unmatched(every, known)
    assert_same_rows(in_order(left.unionByName(known)), in_order(every))
    assert unmatched(every, every).toArrow().num_rows == 0


def in_order(rows) -> list[dict]:
    return rows.select("match_id", "rule", "event_id", "fingerprint").orderBy("match_id").toArrow().to_pylist()


def test_records_are_counted_per_second(spark):
    """Ten records, of which eight match: two seconds, two batches, two messages; one line twice."""
    records = [
        {
            "event_id": f"r{number}" if number else "r1",
            "happened_at": EPOCH + timedelta(seconds=number % 2, milliseconds=number * 10),
            "service": "api",
            "environment": "prod",
            "message": f"boom {number}" if number < 8 else "fine",
            "error_code": "(none)",
            "template_hash": f"v2:{number // 4}",
            "source_batch": 5 + number // 6,
        }
        for number in range(10)
    ]
    rule = Rule("boom", "Boom", "logs", condition=Leaf("message", Operator.CONTAINS, ("boom",)))
    rows = frame(records, RECORD).withColumn("facts", F.expr(frames.NO_FACTS))
    found = matches(rows, FRAMES["logs"], [rule])
    again = matches(rows.repartition(3), FRAMES["logs"], [rule])
    expected = Counter(
        (second(record["happened_at"]), record["template_hash"], record["source_batch"]) for record in records[:8]
    )
    listed = found.toArrow().to_pylist()
    assert {
        (row["matched_at"], dict(row["slots"])["template"], row["source_batch"]): row["events"] for row in listed
    } == expected
    assert sum(row["events"] for row in listed) == 8
    assert {row["fingerprint"] for row in listed} == {
        fingerprint({"scope": canonical({"environment": "prod", "service": "api"}), "template": f"v2:{number}"})
        for number in range(2)
    }
    assert unmatched(again, found).toArrow().num_rows == 0


def second(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def test_an_event_that_two_rules_identify_alike_counts_for_the_worse_one(spark):
    records = [
        {"event_id": f"r{number}", "happened_at": EPOCH, "service": "api", "message": message, "template_hash": "v2:1"}
        for number, message in enumerate(("boom", "boom and bang", "bang"))
    ]
    boom, bang = (Leaf("message", Operator.CONTAINS, (word,)) for word in ("boom", "bang"))
    rules = [
        Rule("boom", "Boom", "logs", severity="medium", condition=boom),
        Rule("bang", "Bang", "logs", severity="high", condition=bang),
        Rule("other", "Other", "logs", severity="critical", condition=boom, fingerprint=Fingerprint(Strategy.EXACT)),
    ]
    rows = frame(records, RECORD).withColumn("facts", F.expr(frames.NO_FACTS))
    counted: Counter[tuple[str, bool]] = Counter()
    for row in matches(rows, FRAMES["logs"], rules).toArrow().to_pylist():
        counted[row["rule"], row["is_counted"]] += row["events"]
    assert counted == {("boom", True): 1, ("boom", False): 1, ("bang", True): 2, ("other", True): 2}


def test_no_rule_of_a_frame_matches_nothing(spark):
    rows = frames.failures(frame(make_failures(1, 3), FAILURE_EVENTS.ddl()))
    found = matches(rows, FRAMES["failures"], [])
    assert [(field.name, field.dataType.simpleString().upper()) for field in found.schema] == [
        (column.name, column.type) for column in COLUMNS
    ]
    assert found.toArrow().num_rows == 0


def test_conditions_are_in_the_plan_once(spark, capsys):
    """A filter that Spark infers from a generator would evaluate them a second time."""
    number = F.col("id").cast("string")
    rows = spark.range(3).select(
        *(
            (number if column.type == "STRING" else F.lit(None).cast(column.type)).alias(column.name)
            for column in FAILURE_EVENTS.columns
        )
    )
    rule = Rule("one", "One", "failures", condition=Leaf("message", Operator.CONTAINS, ("a-needle",)))
    matches(frames.failures(rows), FRAMES["failures"], [rule]).explain()
    assert capsys.readouterr().out.count("a-needle") == 1


def test_a_correlation_of_an_unknown_rule_is_refused():
    with pytest.raises(InvalidCatalog, match="found the rule 'timeout' in it; expected one of both, server_error"):
        subjects([RULES[0], RULES[6]], FRAMES["failures"])
