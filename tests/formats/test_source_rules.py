"""Rules of sources: which files they match, what paths name, whose levels win."""

import pickle
import subprocess
import sys

import pytest

from faultbook.formats.path_patterns import glob_pattern
from faultbook.formats.port import ReadOptions
from faultbook.formats.source_rules import AS_SET, SourceRule, SourceRules

GLOBS = [
    ("nginx/**/*.log", ["nginx/a.log", "nginx/a/b/c.log"], ["a.log", "nginx/a.txt", "x/nginx/a.log", "nginxa.log"]),
    ("*.log", ["a.log", "x/y/a.log"], ["a.log.gz", "a.logs", "x.log/a"]),
    ("a/*.log", ["a/b.log"], ["a/b/c.log", "b/a/c.log"]),
    ("a/**", ["a/b", "a/b/c"], ["a", "b/a/c"]),
    ("**/x/?.log", ["x/1.log", "a/x/1.log"], ["x/12.log", "x//.log"]),
    ("a/*.{log,log.gz}", ["a/1.log", "a/1.log.gz"], ["a/1.gz", "a/1.log.gz2"]),
    ("a/[0-9].log", ["a/7.log"], ["a/x.log"]),
    ("a/[!0-9].log", ["a/x.log"], ["a/7.log", "a//.log"]),
    ("a/[b", ["a/[b"], ["a/b"]),
    ("a/b+c (1).log", ["a/b+c (1).log"], ["a/bbc 1.log"]),
]


@pytest.mark.parametrize(("glob", "matched", "others"), GLOBS)
def test_a_glob_matches_whole_paths(glob, matched, others):
    pattern = glob_pattern(glob)
    assert [path for path in (*matched, *others) if pattern.fullmatch(path)] == matched


def test_the_first_rule_that_matches_holds():
    rules = SourceRules((SourceRule(files=("a/*",), zone="Asia/Tokyo"), SourceRule(zone="Europe/Berlin")))
    assert rules.rule_for("a/x.log").zone == "Asia/Tokyo"
    assert rules.rule_for("b/x.log").zone == "Europe/Berlin"
    assert SourceRules().rule_for("a") is AS_SET


def test_a_path_names_fields_of_its_records():
    rule = SourceRule(path=r"(?<environment>[^/]+)/(?<pod_name>[^/]+)/(?:(?<host>\w+)/)?.*", service="pay")
    assert rule.fields_of("prod/pod-1/x.log") == {"service": "pay", "environment": "prod", "pod_name": "pod-1"}
    assert rule.fields_of("x.log") == {"service": "pay"}


def test_own_spellings_win_over_those_of_the_setting():
    setting = {"Error": ["err", "e"], "Warning": ["warn", "w"], "Info": []}
    rule = SourceRule(levels={"w": "Error", "schlimm": "Error"}, zone="Europe/Berlin", level_numbers="syslog")
    options = ReadOptions(severities=setting, code_pattern="x", max_line_bytes=5)
    changed = rule.options(options)
    assert changed.severities == {"Error": ("w", "schlimm", "err", "e"), "Warning": ("warn",), "Info": ()}
    assert (changed.zone, changed.level_numbers, changed.max_line_bytes) == ("Europe/Berlin", "syslog", 5)
    assert AS_SET.options(options) is options


def test_rules_are_sent_to_workers_that_have_no_pydantic():
    rules = SourceRules((SourceRule(files=("a/*",), path="(?<service>x)", levels={"e": "Error"}),))
    assert rules.rule_for("a/x").fields_of("x") == {"service": "x"}
    program = (
        "import pickle, sys; sys.modules['pydantic'] = None; "
        f"print(pickle.loads({pickle.dumps(rules)!r}).rule_for('a/1').levels)"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert printed.stdout == "{'e': 'Error'}\n"
