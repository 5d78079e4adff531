"""Trackers and assigners of the accounts that a file names. Nothing is sent yet, and no secret is read."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from faultbook.clients.secrets import secret_of
from faultbook.delivery.assigner import Assigner
from faultbook.delivery.assignment import Assignment
from faultbook.delivery.configured import TrackerAccount
from faultbook.trackers.assigners import CopilotAccount, TrackerAssigner
from faultbook.trackers.github import GitHub
from faultbook.trackers.issue_tracker import IssueTracker
from faultbook.trackers.registered import TrackerConnection, open_tracker

Client = Callable[[], Any]
"""Makes a WorkspaceClient, where a secret scope is named."""


def opened(account: TrackerAccount, client: Client) -> IssueTracker:
    """The tracker of an account. SettingError where its address is not allowed; its token is read when it is needed."""
    host = urlsplit(account.url).hostname
    connection = TrackerConnection(
        account.kind,
        account.url,
        account.account,
        hosts=(host, *account.hosts) if host else account.hosts,
        networks=account.networks,
        ca_file=account.ca_file,
    )
    return open_tracker(connection, partial(secret_of, account.token, client=client))


def copilot_account(account: TrackerAccount, client: Client) -> CopilotAccount | None:
    """The user for whom Copilot works; None where none is configured, or the tracker is not GitHub."""
    if account.user_token is None:
        return None
    user = opened(replace(account, token=account.user_token, account=""), client)
    token = partial(secret_of, account.user_token, client=client)
    return CopilotAccount(user, token) if isinstance(user, GitHub) else None


def opened_assigner(account: TrackerAccount, assignment: Assignment, client: Client) -> Assigner:
    """What assigns issues in the tracker of an account. SettingError where its address is not allowed."""
    tracker = opened(account, client)
    return TrackerAssigner(tracker, assignment.claude, assignment.copilot, copilot_account(account, client))
