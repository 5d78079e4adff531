"""The parts of a connection on their own: credentials, what Azure has and what is wanted, errors, waiting."""

import copy
from datetime import UTC, datetime
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faultbook.connecting.arrival import LocalEvents, NoEvents, Watch, open_events
from faultbook.connecting.azure.cli import AzureCli
from faultbook.connecting.azure.troubles import AzureFailed, failure_of
from faultbook.connecting.azure.wanted import covers
from faultbook.connecting.credentials import Credential, Receiver, Scheme, hide, secrets_in
from faultbook.connecting.databricks.failing_job import run_of
from faultbook.connecting.databricks.notifications import JobEvent, add_destination, without_destination
from faultbook.errors import SettingError
from faultbook.events.envelope import Envelope

WORDS = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs"]), min_size=1, max_size=20
)
USERS = WORDS.filter(lambda text: ":" not in text)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(USERS, WORDS)
def test_an_address_gives_back_user_and_password(user, password):
    receiver = Receiver.of("https://events.example.com:8443/in/", "azure-monitor")
    found = urlsplit(receiver.with_credential(Credential(password, user)))
    assert (unquote(found.username), unquote(found.password)) == (user, password)
    assert (found.hostname, found.port, found.path, found.query) == (
        "events.example.com",
        8443,
        "/in/azure-monitor",
        "",
    )


@given(WORDS)
def test_an_address_gives_back_the_token(token):
    receiver = Receiver.of("https://events.example.com", "azure-monitor", Scheme.TOKEN, "key")
    address = receiver.with_credential(Credential(token))
    assert parse_qs(urlsplit(address).query) == {"key": [token]}
    assert receiver.is_of(address)
    assert not Receiver.of("https://events.example.com", "azure-monitor").is_of(address)


@given(USERS, st.text(st.characters(min_codepoint=33, max_codepoint=0x2FFF, exclude_categories=["Cs"]), min_size=8))
def test_no_text_keeps_a_secret(user, password):
    receiver = Receiver.of("https://events.example.com", "azure-monitor")
    address = receiver.with_credential(Credential(password, user))
    text = hide(f"Bad Request: {address} and {password}!", secrets_in(address))
    assert password not in text.replace("[redacted]", "")
    assert unquote(urlsplit(address).password) == password


def test_a_credential_is_in_no_representation():
    made = Credential.generated(Scheme.BASIC)
    assert made.secret not in repr(made)
    assert Credential.from_text(made.text, Scheme.BASIC) == made
    with pytest.raises(SettingError, match="expected USER:PASSWORD") as wrong:
        Credential.from_text("only-a-password", Scheme.BASIC)
    assert "only-a-password" not in str(wrong.value)


@given(JSON)
def test_what_is_there_covers_itself_whatever_azure_adds(value):
    assert covers(_grown(value), value)


def _grown(value):
    """The value with more fields in each object, and objects of lists in another order."""
    if isinstance(value, dict):
        return {**{name: _grown(each) for name, each in value.items()}, "a field that azure adds": 1}
    if isinstance(value, list):
        grown = [_grown(each) for each in value]
        return grown[::-1] if all(isinstance(each, dict) for each in value) else grown
    return copy.copy(value)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        ({"a": 1}, {"a": 2}),
        ({}, {"a": None, "b": False}),
        ({"a": ["x"]}, {"a": ["x", "y"]}),
        ({"a": ["y", "x"]}, {"a": ["x", "y"]}),
        ({"a": [{"b": 1}]}, {"a": [{"b": 2}]}),
        ({"a": "X"}, {"a": "x"}),
        ("text", {"a": 1}),
    ],
)
def test_a_difference_is_found(found, wanted):
    assert not covers(found, wanted)


def test_ids_are_the_same_in_any_case():
    assert covers(
        "/subscriptions/1/resourcegroups/rg/providers/microsoft.insights/x",
        "/subscriptions/1/resourceGroups/RG/providers/Microsoft.Insights/x",
    )


@pytest.mark.parametrize(
    ("stderr", "code", "words"),
    [
        ("ERROR: Please run 'az login' to setup account.", "NotSignedIn", "run az login"),
        ("ERROR: AADSTS700082: The refresh token has expired", "NotSignedIn", "run az login"),
        (
            'ERROR: Forbidden({"error":{"code":"AuthorizationFailed","message":"no action \'A/b/write\' over"}})',
            "AuthorizationFailed",
            "you may not do that (Azure: AuthorizationFailed, A/b/write)",
        ),
        (
            "WARNING: x\nERROR: (MissingSubscriptionRegistration) It is not registered\nCode: M\nMessage: y",
            "MissingSubscriptionRegistration",
            "run az provider register",
        ),
        ('ERROR: Bad Request({"error":{"code":"X","message":"why"}})', "X", "Azure answered X: why"),
        ("ERROR: Bad Gateway({broken})", "Bad Gateway", "Azure answered Bad Gateway"),
        ('ERROR: Not Found({"code":"ResourceNotFound"})', "ResourceNotFound", "Azure answered ResourceNotFound"),
        ("", "an error", "Azure answered an error"),
        ("Traceback ...\nKeyError: 1", "an error", "Azure answered an error: Traceback ... KeyError: 1"),
    ],
)
def test_errors_of_az_become_a_code_and_words(stderr, code, words):
    found = failure_of(stderr)
    assert found.code == code
    assert words in str(found)


@given(st.text())
def test_no_error_of_az_breaks_its_reader(stderr):
    assert str(failure_of(stderr))


DESTINATIONS = st.lists(st.sampled_from("abcdefg"), unique=True, max_size=3).map(
    lambda ids: [{"id": each} for each in ids]
)
NOTIFICATIONS = st.dictionaries(st.sampled_from(["on_failure", "on_success", "on_start"]), DESTINATIONS, max_size=3)
SETTINGS = st.builds(
    lambda own, tasks: {
        "webhook_notifications": own,
        "tasks": [{"task_key": str(n), "webhook_notifications": each} for n, each in enumerate(tasks)],
    },
    NOTIFICATIONS,
    st.lists(NOTIFICATIONS, max_size=3),
)


@given(SETTINGS, st.booleans(), st.sets(st.sampled_from(JobEvent)))
def test_a_destination_is_added_once_and_its_removal_restores_the_job(settings, to_tasks, events):
    before = copy.deepcopy(settings)
    change = add_destination(settings, "new", sorted(events), to_tasks=to_tasks)
    assert settings == before
    after = _updated(settings, change.settings)
    assert add_destination(after, "new", sorted(events), to_tasks=to_tasks).settings == {}
    for holder in (after, *after["tasks"]):
        for listed in holder["webhook_notifications"].values():
            assert len(listed) <= 3
    left = _updated(after, without_destination(after, "new").settings)
    for holder, was in zip((left, *left["tasks"]), (before, *before["tasks"]), strict=True):
        # An event without a destination is as good as no event.
        was["webhook_notifications"] = {event: ids for event, ids in was["webhook_notifications"].items() if ids}
        holder["webhook_notifications"] = {event: ids for event, ids in holder["webhook_notifications"].items() if ids}
    assert left == before


def _updated(settings, change):
    """What jobs/update makes of it."""
    tasks = {task["task_key"]: task for task in change.get("tasks", [])}
    return {**settings, **change, "tasks": [tasks.get(task["task_key"], task) for task in settings["tasks"]]}


def envelope(body=b"{}", source="azure-monitor", delivery=None):
    return Envelope(source=source, received_at=datetime.now(UTC), body=body, delivery_id=delivery)


def land(root, found, name=None):
    path = root / (name or found.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(found.to_line())


class Clock:
    """A clock that moves when somebody sleeps, and does something then."""

    def __init__(self, *happens):
        self.seconds, self.happens = 0.0, list(happens)

    def __call__(self):
        return self.seconds

    def sleep(self, seconds):
        self.seconds += seconds
        if self.happens:
            self.happens.pop(0)()


def test_only_what_arrives_afterwards_counts(tmp_path):
    land(tmp_path, envelope(b'{"old": 1}'))
    clock = Clock(
        lambda: land(tmp_path, envelope(b'{"other": 1}')),
        lambda: (tmp_path / "azure-monitor" / f"{datetime.now(UTC).date()}" / "bad.json").write_text("no envelope\n"),
        lambda: land(tmp_path, envelope(b'{"wanted": 1}'), f"azure-monitor/{datetime.now(UTC).date()}/poll.jsonl"),
    )
    watch = Watch(LocalEvents(tmp_path), "azure-monitor", clock=clock, sleep=clock.sleep)
    assert watch.wait(lambda each: b"old" in each.body, 1) is None
    found = watch.wait(lambda each: b"wanted" in each.body, 60)
    assert found is not None
    assert found.body == b'{"wanted": 1}'
    assert clock.seconds == pytest.approx(6, abs=2)


def test_waiting_ends_at_its_limit_or_when_it_is_over(tmp_path):
    clock = Clock()
    watch = Watch(open_events(str(tmp_path / "absent"), lambda: None), "azure-monitor", clock=clock, sleep=clock.sleep)
    assert watch.wait(lambda _: True, 10) is None
    assert 10 <= clock.seconds <= 12
    assert isinstance(open_events("", lambda: None), NoEvents)
    watch = Watch(NoEvents(), "azure-monitor", clock=clock, sleep=clock.sleep)
    before = clock.seconds
    assert watch.wait(lambda _: True, 10, lambda: clock.seconds > before + 3) is None
    assert clock.seconds < before + 6


@pytest.mark.parametrize(
    ("body", "run"),
    [
        (b'{"run": {"run_id": 7}}', 7),
        (b'{"run": {"run_id": "7"}}', 7),
        (b'{"run": 7}', None),
        (b'{"run": {"run_id": null}}', None),
        (b'{"run": {"run_id": []}}', None),
        (b"[1]", None),
        (b"\xff", None),
    ],
)
def test_a_notification_names_its_run_or_none(body, run):
    assert run_of(envelope(body, "databricks-monitor")) == run


def test_a_call_of_az_that_hangs_is_given_up(tmp_path, monkeypatch):
    program = tmp_path / "az"
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    program.chmod(0o755)
    with pytest.raises(AzureFailed, match="az account show took longer than 0 s"):
        AzureCli(program=str(program), seconds=0.2).account()
