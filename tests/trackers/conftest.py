"""Trackers that are signed in at a stand-in on this machine."""

import pytest
import stamina

from faultbook.trackers.registered import TrackerConnection, open_tracker
from tests.trackers.stand_in import serving

REPOSITORY = "acme/pipelines"
TOKEN = "token-of-the-bot"


def opened(stand_in, token=TOKEN, seconds=20.0, **more):
    """A tracker at the stand-in. `seconds`: how long it waits for an answer."""
    api = stand_in.address if stand_in.dialect == "github" else f"{stand_in.address}/api/v1"
    connection = TrackerConnection(stand_in.dialect, api=api, hosts=("127.0.0.1",), networks=("127.0.0.0/8",), **more)
    tracker = open_tracker(connection, lambda: token)
    tracker.api.seconds = seconds
    return tracker


@pytest.fixture(autouse=True)
def quickly():
    """Without pauses between the attempts of a read, of which there are three."""
    with stamina.set_testing(True, attempts=3):
        yield


@pytest.fixture(params=["github", "gitea"])
def stand_in(request):
    """Each dialect in turn, with one repository."""
    with serving(request.param) as found:
        found.repository(REPOSITORY)
        yield found


@pytest.fixture
def tracker(stand_in):
    return opened(stand_in)


@pytest.fixture
def github():
    """GitHub's dialect alone."""
    with serving("github") as found:
        found.repository(REPOSITORY)
        yield found
