"""The registry of trackers: what a configuration names, and every mistake with its sentence."""

import pytest

from faultbook.errors import SettingError
from faultbook.trackers.registered import TRACKERS, TrackerConnection, open_tracker


def opened(**named):
    return open_tracker(TrackerConnection(**named), lambda: "hunter2")


def test_github_needs_no_address():
    assert opened(kind="github").api.address == "https://api.github.com"


def test_an_own_server_is_named_with_its_host():
    tracker = opened(kind="gitea", api="https://git.example.com:8443/api/v1/", hosts=(".example.com",))
    assert tracker.api.address == "https://git.example.com:8443/api/v1"


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"kind": "gihub"}, "kind: found 'gihub'; expected one of github"),
        ({"kind": "gitea"}, "api: found nothing; gitea has no usual address. Fix: name it"),
        ({"kind": "gitea", "api": "https://git.example.com"}, r"is none that is allowed \(none\)\. Fix: name it in"),
        (
            {"kind": "github", "api": "https://api.github.com.evil.example"},
            r"that is allowed \(api\.github\.com\)",
        ),
        ({"kind": "github", "api": "http://api.github.com"}, "api: found http; expected https"),
        ({"kind": "github", "api": "http://127.0.0.1:4001", "hosts": ("127.0.0.1",)}, "api: found http"),
        ({"kind": "github", "networks": ("10.0.0.1/8",)}, r"api: networks: .*; expected networks such as"),
        ({"kind": "github", "api": "https://hunter2@api.github.com"}, "api: the address names a user"),
    ],
)
def test_a_mistake_in_a_connection_is_a_sentence(named, words):
    with pytest.raises(SettingError, match=words) as raised:
        opened(**named)
    assert "hunter2" not in str(raised.value)


def test_every_kind_has_lengths_and_a_name():
    for name, kind in TRACKERS.items():
        assert kind.name == name and kind.most_label <= 50 <= kind.most_title < kind.most_body


def test_the_token_is_read_for_each_request():
    tokens = iter(("one", "two"))
    tracker = open_tracker(TrackerConnection("github"), lambda: next(tokens))
    assert [tracker.api.headers()["Authorization"] for _ in range(2)] == ["Bearer one", "Bearer two"]


def test_a_tracker_shows_no_token():
    tracker = opened(kind="github")
    assert "hunter2" not in repr(tracker) + repr(tracker.api)
