"""`rules` as a user types it: no Spark, no Java, exit codes, redacted values."""

import json

import pytest

from faultbook.cli import run_command_line

RIGHT = """
title: Answers 5xx
name: http_5xx
level: high
detection:
  failed: {http_status|re: '^5', service|exists: true}
  condition: failed
tests:
  - {event: {http_status: '503', service: shop}, matches: true}
  - {event: {http_status: 404, service: shop}, matches: false}
---
title: Three in ten minutes
name: three
correlation: {type: event_count, rules: [http_5xx], group-by: [service], timespan: 10m, condition: {gte: 3}}
tests:
  - {events: {every: 1m, count: 3, like: {http_status: 503, service: shop}}, fires_at: 2m}
  - {events: {every: 9m, count: 3, like: {http_status: 503, service: shop}}, fires_at: never}
"""
WRONG = "title: Wrong\nname: wrong\ndetection: {a: {messgae: x}, condition: a}\n"
SECRET = "dapi" + "0123456789abcdef" * 2
HOSTILE = "\x1b]0;owned\x07 [bold red]x[/] \u202e"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "right.yml").write_text(RIGHT)
    return tmp_path


@pytest.fixture
def command(capsys, monkeypatch, folder):
    monkeypatch.setenv("COLUMNS", "100")

    def run(*words: str) -> tuple[int, str, str]:
        code = run_command_line(["rules", *words, *([] if words == ("schema",) else ["--folder", str(folder)])])
        return code, *capsys.readouterr()

    return run


def test_rules_are_listed_with_what_they_read(command, folder):
    code, out, remark = command("list")
    assert code == 0
    assert "3 in 10m of http_5xx" in out
    assert remark.splitlines()[-1] == "2 rules, 0 wrong"
    (folder / "wrong.yml").write_text(WRONG)
    code, out, remark = command("list")
    assert code == 1
    assert "wrong.yml:3: rule wrong: found the field 'messgae'" in out
    assert remark.splitlines()[-1] == "2 rules, 1 wrong"


def test_tests_pass_or_name_what_fails(command, folder):
    assert command("test")[:2] == (0, "4 tests of 2 rules, all pass\n")
    assert command("test", "three")[:2] == (0, "2 tests of 1 rules, all pass\n")
    (folder / "right.yml").write_text(RIGHT.replace("'503', service: shop}, matches: true", "'403'}, matches: true"))
    code, out, _ = command("test")
    assert code == 1
    assert out.splitlines()[0] == (
        "right.yml:9: rule http_5xx, test 1: expected a match, found none: http_status is '403'; the rule needs "
        "http_status has the expression '^5'; service is not there; the rule needs service is there."
    )
    assert out.splitlines()[-1] == "4 tests of 2 rules, 1 of them fail"


def test_lint_fails_for_mistakes_and_with_strict_for_warnings(command, folder):
    assert command("lint", "--strict")[0] == 0
    (folder / "right.yml").write_text(RIGHT.replace("matches: false", "matches: true"))
    assert command("lint")[0] == 0
    code, out, _ = command("lint", "--strict")
    assert code == 1
    assert "found no test with `matches: false`" in out
    (folder / "right.yml").write_bytes(b"\xff")
    code, out, _ = command("lint")
    assert (code, out.splitlines()[0]) == (
        1,
        "right.yml:1: found bytes that are not UTF-8; expected a text file in UTF-8.",
    )


def test_an_event_is_explained_part_by_part(command, folder):
    event = folder / "event.json"
    event.write_text(json.dumps({"http_status": 404, "service": "shop", "message": HOSTILE}))
    code, out, _ = command("explain", "http_5xx", str(event))
    assert code == 1
    assert "- failed: all of" in out
    assert "- http_status has the expression '^5'  (it is '404')" in out
    assert "+ service is there  (it is 'shop')" in out
    assert "fails: http_status is '404'; the rule needs http_status has the expression '^5'" in out
    event.write_text(json.dumps({"http_status": 503, "service": f"token {SECRET} {HOSTILE}"}))
    code, out, _ = command("explain", "http_5xx", str(event))
    assert code == 0
    assert "rule http_5xx matches" in out
    assert SECRET not in out and "\x1b" not in out and "\u202e" not in out


def test_a_correlation_is_explained_by_its_distance(command, folder):
    event = folder / "events.json"
    events = [
        {"http_status": 503, "service": "shop", "happened_at": f"2026-11-30T08:0{minute}:00Z"} for minute in range(2)
    ]
    event.write_text(json.dumps([*events, {"http_status": 503, "happened_at": "2026-11-30T08:00:00Z"}]))
    code, out, _ = command("explain", "three", str(event))
    assert code == 1
    assert "does not fire for service=shop: at most 2 of 3, at 2026-11-30 08:01:00; 1 missing" in out
    event.write_text(json.dumps([*events, {**events[0], "happened_at": "2026-11-30T08:09:30Z"}]))
    code, out, _ = command("explain", "three", str(event))
    assert (code, "fires at 2026-11-30 08:09:30 with 3 for service=shop" in out) == (0, True)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("explain", "http_4xx", "event.json"),
            "RULE: found 'http_4xx', and there is no such rule; the nearest is 'http_5xx'.",
        ),
        (("explain", "http_5xx", "nowhere.json"), "cannot be read"),
        (("explain", "http_5xx", "odd.json"), "is no JSON"),
        (("explain", "http_5xx", "list.json"), "found no event"),
        (("explain", "http_5xx", "field.json"), "expected 'http_status'"),
        (("explain", "three", "event.json"), "has no happened_at"),
        (("test", "http_4xx"), "there is no such rule"),
    ],
)
def test_wrong_words_are_a_sentence(command, folder, words, sentence):
    (folder / "event.json").write_text("{}")
    (folder / "odd.json").write_text("{")
    (folder / "list.json").write_text("[1]")
    (folder / "field.json").write_text('{"http_stats": 5}')
    code, out, remark = command(*(str(folder / word) if word.endswith(".json") else word for word in words))
    assert code == 2
    assert out == ""
    assert sentence in remark


def test_the_schema_takes_the_starter_set(command):
    code, out, _ = command("schema")
    assert code == 0
    assert json.loads(out)["title"] == "A rule of faultbook"
