"""The keys of tickets: what may be in them, and the errors of what may not."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from faultbook.catalog.delivery import read_delivery
from faultbook.catalog.incidents import read_inhibit_rules, read_policy
from faultbook.delivery.assignment import NOBODY, Assignee, AssigneeKind, ClaudeTrigger, CopilotChoice, Rotation
from faultbook.delivery.configured import Delivery, TrackerAccount
from faultbook.delivery.labels import Labels
from faultbook.delivery.place import Target
from faultbook.delivery.policy import Limits
from faultbook.errors import InvalidCatalog
from faultbook.incidents.policy import Policy
from faultbook.trackers.accounts import opened

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "catalog" / "incidents.yml"
PLAIN = "ghp_0123456789abcdefghijklmnopqrstuvwxyz"
ONE = "trackers:\n  github: {kind: github, token: '${env:TOKEN}'}\n"
TWO = ONE + "  forge: {kind: gitea, url: 'https://git.example.com/api/v1/', token: '${secret:faultbook/forge}'}\n"
FULL = (
    TWO
    + """
repositories:
  rules: {http_5xx: forge:acme/functions}
  services: {orders: github:acme/orders}
  job_tags: {team=billing: github:acme/billing}
  paths:
    - codeowners: CODEOWNERS
      owners: {'@acme/etl': github:acme/etl}
  default: github:acme/data
labels:
  managed: bot
  severity_prefix: 'sev/'
  rule_prefix: null
  always: [auto-detected]
  routes:
    - matchers: ['severity=~"high|critical"']
      labels: [bug]
assignment:
  default: {person: ann}
  rules: {http_5xx: {rotation: [ann, bob], every: 7d, start: 2026-11-02}, slow: claude}
  repositories: {github:acme/etl: {alternate: [claude, none]}}
link_hosts: [logs.example.com]
console_url: https://faultbook.example.com/app/
templates:
  title: "{{ failure_name }}"
rate_limits: {max_issues_per_hour: 30, max_issues_per_repository_and_hour: 10, max_updates_per_hour: 300}
"""
)


def read(folder: Path, text: str) -> Delivery:
    (folder / "incidents.yml").write_text(text, "utf-8")
    return read_delivery(str(folder / "incidents.yml"))


def test_the_shipped_file_delivers_nothing():
    assert read_delivery(str(SHIPPED)) == read_delivery("") == Delivery()


def test_the_example_of_the_shipped_file_can_be_used(tmp_path):
    lines = SHIPPED.read_text("utf-8").partition("# Tickets")[2].splitlines()[1:]
    example = "\n".join(
        line.removeprefix("#").removeprefix(" ") for line in lines if line.startswith("#  ") or line.startswith("# ")
    )
    delivery = read(tmp_path, example)
    assert set(delivery.trackers) == {"github"} and delivery.repositories.default is not None


def test_a_file_sets_every_part(tmp_path):
    (tmp_path / "CODEOWNERS").write_text("etl/ @acme/etl\n")
    delivery = read(tmp_path, FULL)
    assert delivery.trackers == {
        "github": TrackerAccount("github", "github", "https://api.github.com", "${env:TOKEN}"),
        "forge": TrackerAccount("forge", "gitea", "https://git.example.com/api/v1", "${secret:faultbook/forge}"),
    }
    repositories = delivery.repositories
    assert repositories.rules == {"http_5xx": Target("forge", "acme/functions")}
    assert repositories.services == {"orders": Target("github", "acme/orders")}
    assert repositories.job_tags == {"team=billing": Target("github", "acme/billing")}
    assert repositories.paths[0].paths.owners("etl/load.py") == ("@acme/etl",)
    assert repositories.hosts == {"github.com": "github", "git.example.com": "forge"}
    assert repositories.default == Target("github", "acme/data")
    assert delivery.labels.routes[0].labels == ("bug",)
    assert (delivery.labels.managed, delivery.labels.severity_prefix, delivery.labels.rule_prefix) == (
        "bot",
        "sev/",
        None,
    )
    ann, bob = (Assignee(AssigneeKind.PERSON, login) for login in ("ann", "bob"))
    assert delivery.assignment is not None and delivery.assignment.default == ann
    assert delivery.assignment.rules == {
        "http_5xx": Rotation((ann, bob), timedelta(days=7), datetime(2026, 11, 2, tzinfo=UTC)),
        "slow": Assignee(AssigneeKind.CLAUDE),
    }
    alternate = Rotation((Assignee(AssigneeKind.CLAUDE), NOBODY))
    assert delivery.assignment.repositories == {Target("github", "acme/etl"): alternate}
    assert delivery.link_hosts == ("logs.example.com",)
    assert delivery.console_url == "https://faultbook.example.com/app"
    assert delivery.templates == {"title": "{{ failure_name }}"}
    assert delivery.limits == Limits(30, 10, 300)


def test_with_one_tracker_repositories_need_no_name_of_it(tmp_path):
    delivery = read(tmp_path, ONE + "repositories: {default: acme/data}")
    assert delivery.repositories.default == Target("github", "acme/data")
    assert (delivery.labels, delivery.assignment, delivery.limits) == (Labels(), None, Limits())


def test_keys_of_tickets_change_nothing_about_incidents(tmp_path):
    (tmp_path / "CODEOWNERS").write_text("")
    read(tmp_path, FULL)
    assert read_policy(str(tmp_path / "incidents.yml")) == Policy()


KEYS_OF_A_TRACKER = """trackers:
  forge:
    kind: gitea
    url: https://git.example.com/api/v1
    token: '${env:TOKEN}'
    account: my-app[bot]
    hosts: [files.example.com, .example.org]
    networks: [10.20.0.0/16, 'fd00::/8']
    ca_file: certificates/ca.pem
"""


def test_a_tracker_in_the_network_of_a_company_has_its_keys(tmp_path):
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "ca.pem").write_text("")
    account = read(tmp_path, KEYS_OF_A_TRACKER).trackers["forge"]
    assert (account.account, account.hosts) == ("my-app[bot]", ("files.example.com", ".example.org"))
    assert account.networks == ("10.20.0.0/16", "fd00::/8")
    assert account.ca_file == str(tmp_path / "certificates" / "ca.pem")
    tracker = opened(replace(account, ca_file=""), lambda: None)
    assert tracker.account == "my-app[bot]" and tracker.api.address == "https://git.example.com/api/v1"


def test_how_assistants_are_assigned(tmp_path):
    more = "assignment: {default: claude, claude: {mention: '@claude'}, copilot: {base_branch: main, model: m}}"
    assignment = read(tmp_path, ONE + more).assignment
    assert assignment is not None
    assert assignment.claude == ClaudeTrigger("", "@claude")
    assert assignment.copilot == CopilotChoice("main", model="m")
    assert read(tmp_path, ONE + "assignment: {default: claude}").assignment.claude == ClaudeTrigger("claude")


def test_instructions_are_a_template_of_their_own(tmp_path):
    delivery = read(tmp_path, ONE + "templates: {instructions: 'Look at {{ issue }}.', title: x}")
    assert (delivery.instructions, delivery.templates) == ("Look at {{ issue }}.", {"title": "x"})


WRONG = {
    f"trackers:\n  github: {{kind: github, token: {PLAIN}}}": r"found a text that looks like a secret; expected",
    "trackers:\n  github: {kind: github, token: abc}": r":2: trackers\.github\.token: found a value that is no",
    "trackers:\n  github: {kind: github}": r":2: trackers\.github: found no token; expected one",
    "trackers:\n  GitHub: {kind: github, token: '${env:A}'}": r"found the name 'GitHub'; expected lower-case letters",
    "trackers:\n  a: {kind: jira, token: '${env:A}'}": r"trackers\.a\.kind: found 'jira'; expected 'github' or 'gitea'",
    "trackers:\n  a: {kind: gitea, token: '${env:A}'}": r"trackers\.a: found no url; expected the address of its API",
    "trackers:\n  a: {kind: gitea, url: 'http://git.example.com', token: '${env:A}'}": r"trackers\.a\.url: found an",
    "trackers:\n  a: {kind: gitea, url: 'https://u:swordfish9@x.example.com', token: '${env:A}'}": r"like a secret",
    ONE + "repositories: {default: acme}": r":3: repositories\.default: found 'acme'; expected owner/name",
    ONE + "repositories:\n  default: forge:acme/x": r"line 4: found the tracker 'forge'; expected one of github",
    TWO
    + "repositories:\n  services:\n    a: acme/x": r"line 6: found 'acme/x' without a tracker; expected one of github, "
    r"forge before it, as github:acme/x",
    "repositories: {default: acme/x}": r"found the repository acme/x, and no trackers; expected one under trackers",
    ONE + "repositories: {job_tags: {orders: acme/x}}": r"found 'orders'; expected a tag and its value, as team=orders",
    ONE
    + "repositories:\n  paths:\n    - {codeowners: NONE, owners: {a: acme/x}}": r"NONE: found no text file; expected a "
    r"file CODEOWNERS\. Fix: make it",
    ONE
    + "repositories:\n  paths:\n    - {codeowners: WRONG, owners: {a: acme/x}}": r"WRONG: line 2: found the pattern",
    KEYS_OF_A_TRACKER: r":9: trackers\.forge\.ca_file: found no file .*ca\.pem; expected cert",
    ONE.replace("token", "networks: [10.0.0.1/8], token"): r"networks\.0: found '10\.0\.0\.1/8'; expected a net",
    ONE.replace("token", "hosts: ['https://a'], token"): r"hosts\.0: found 'https://a'; expected a host",
    ONE.replace("token", "account: 'a b', token"): r"account: found 'a b'; expected the login",
    "assignment: {claude: {label: a, mention: b}}": r"assignment\.claude: found both label and mention, or none",
    "assignment: {claude: {mention: 'hey you'}}": r"claude\.mention: found 'hey you'; expected what",
    "templates: {instructions: '{{ why }}'}": r"template instructions, line 1: found the variable .why.",
    "labels:\n  always: ["
    + "x" * 51
    + "]": r":2: labels\.always\.0: found a label of 51 characters; expected at most 50",
    "labels: {managed: 'a,b'}": r"labels\.managed: found the label 'a,b'; expected visible characters without commas",
    "labels: {managed: ''}": r"labels\.managed: found the label ''",
    "labels: {severity_prefix: " + "x" * 43 + "}": r"labels\.severity_prefix: found '.*'; expected at most 42 visible",
    "labels:\n  routes:\n    - {matchers: ['severity'], labels: [a]}": r":3: labels\.routes\.0\.matchers.*'severity'",
    "labels:\n  routes:\n    - {matchers: [a=b], labels: []}": r"labels\.routes\.0\.labels: found \[\]",
    "assignment: {default: jane}": r"assignment\.default: found 'jane'; expected none, copilot, claude, \{person:",
    "assignment: {default: {person: '@jane'}}": r"found '@jane'; expected a login of the tracker, without @",
    "assignment: {default: {people: jane}}": r"found the keys people; expected none, copilot",
    "assignment: {default: {rotation: [a]}}": r":1: assignment\.default: found no every; expected one",
    ONE + "assignment: {default: copilot}": r"found copilot, and no tracker with a user_token; expected one",
    ONE + "assignment: {repositories: {forge:acme/x: none}}": r"found the tracker 'forge'; expected one of github",
    "templates:\n  titel: x": r":2: templates\.titel: found the template 'titel'; expected one of title",
    "templates:\n  title: '{{ nam }}'": r"templates: template title, line 1: found the variable 'nam'; expected one of",
    "templates:\n  body: |\n    a\n    {{ x": r"templates: template body, line 2: ",
    "templates:\n  body: '{{ stack_trace[:9] }}'": r"template body, line 1: 'Value' object is not subscriptable",
    "templates:\n  body: 'password=Zq9X7v4kP2mR'": r"line 2: found a text that looks like a secret",
    "link_hosts: ['https://a.example']": r"found 'https://a.example'; expected a host in lower case without https://",
    "console_url: http://console.example.com": r"console_url: found an address that is not that of the console; expec",
    "console_url: 'https://a.example/?token=1'": r"console_url: found an address that is not that of the console; exp",
    "console_url: 'https://a.example/a b'": r"console_url: found an address with blanks or signs that no link has; ex",
    "rate_limits: {max_issues_per_hour: 0}": r"rate_limits\.max_issues_per_hour: found 0; expected greater",
    "rate_limits: {max_issues: 1}": r"found an unknown key; expected some of max_issues_per_hour",
}


@pytest.mark.parametrize(("text", "message"), WRONG.items(), ids=range(len(WRONG)))
def test_an_error_has_place_found_and_expected_and_no_secret(tmp_path, text, message):
    (tmp_path / "WRONG").write_text("a @b\n!a @b\n")
    with pytest.raises(InvalidCatalog, match=message) as wrong:
        read(tmp_path, text)
    shown = str(wrong.value)
    assert "Fix" in shown
    assert PLAIN not in shown and "swordfish9" not in shown and "Zq9X7v4kP2mR" not in shown
    path = str(tmp_path / "incidents.yml")
    assert (read_policy(path), read_inhibit_rules(path)) == (Policy(), ()), "the judge reads its own keys only"


def test_a_wrong_key_about_incidents_stops_the_judge_alone(tmp_path):
    assert read(tmp_path, ONE + "ending: {good_runs: none}").trackers
    with pytest.raises(InvalidCatalog, match=r":3: ending\.good_runs"):
        read_policy(str(tmp_path / "incidents.yml"))


def test_a_key_that_is_unknown_stops_both(tmp_path):
    for reader in (read_delivery, read_policy):
        (tmp_path / "incidents.yml").write_text("tracker: {}", "utf-8")
        with pytest.raises(InvalidCatalog, match=r"found an unknown key; expected some of .*trackers"):
            reader(str(tmp_path / "incidents.yml"))


def test_the_example_of_the_page_can_be_used(tmp_path):
    page = (ROOT / "docs" / "tickets.md").read_text("utf-8")
    (tmp_path / "CODEOWNERS").write_text("etl/ @acme/etl\n")
    delivery = read(tmp_path, page.partition("```yaml\n")[2].partition("```")[0])
    assert set(delivery.trackers) == {"github", "forge"} and delivery.limits == Limits(30, 10, 300)
