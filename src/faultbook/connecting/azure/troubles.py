"""Errors of the Azure CLI in plain words: the code that Azure gives, what it means, what to do."""

import json
import re

from faultbook.errors import FaultbookError

LONGEST = 300
NOT_SIGNED_IN = "NotSignedIn"
NOT_FOUND = frozenset({"ResourceNotFound", "NotFound", "Not Found", "ParentResourceNotFound", "SecretNotFound"})
DENIED = frozenset({"AuthorizationFailed", "LinkedAuthorizationFailed", "Forbidden", "ForbiddenByRbac"})

_MEANINGS = {
    NOT_SIGNED_IN: "nobody is signed in to the Azure CLI, or the login has ended; run az login",
    "AuthorizationFailed": "you may not do that",
    "LinkedAuthorizationFailed": "you may not use a resource that this one refers to",
    "Forbidden": "you may not do that",
    "ForbiddenByRbac": "you may not do that",
    "ResourceGroupNotFound": "there is no resource group of that name; name another by --resource-group",
    "SubscriptionNotFound": "there is no subscription of that id, or you cannot see it; name it by --subscription",
    "MissingSubscriptionRegistration": (
        "the subscription does not use that service yet; run az provider register --namespace Microsoft.Insights"
    ),
    "RequestDisallowedByPolicy": "a policy of the organisation forbids it; ask who keeps the policies",
    "ScopeLocked": "a lock is on the resource or its group; ask who set it",
    "Conflict": "another setting sends the same logs to the same place, or somebody changes it now",
    "TooManyRequests": "Azure gets too many requests; wait a minute",
}


class AzureFailed(FaultbookError):
    """A command of the Azure CLI failed."""

    exit_code = 3

    def __init__(self, code: str, text: str = "", action: str = "") -> None:
        """`code`: Azure's own word for it; `text`: Azure's message, without secrets; `action`: what was denied."""
        super().__init__(code, text, action)
        self.code, self.text, self.action = code, text, action

    def __str__(self) -> str:
        """One sentence without a full stop, so that it can be part of another."""
        known = _MEANINGS.get(self.code)
        if known is None:
            return f"Azure answered {self.code}: {self.text}" if self.text else f"Azure answered {self.code}"
        return f"{known} (Azure: {self.code}{', ' + self.action if self.action else ''})"

    @property
    def is_denied(self) -> bool:
        """Whether a permission is missing."""
        return self.code in DENIED

    @property
    def is_absent(self) -> bool:
        """Whether the resource does not exist."""
        return self.code in NOT_FOUND


def failure_of(stderr: str) -> AzureFailed:
    """What the Azure CLI wrote on standard error: `ERROR: Forbidden({json})`, `ERROR: (Code) message`, or words."""
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("WARNING")]
    text = " ".join(line.strip() for line in lines).removeprefix("ERROR: ")
    if re.search(r"az login|AADSTS\d+|InvalidAuthenticationToken|ExpiredAuthenticationToken", text):
        return AzureFailed(NOT_SIGNED_IN)
    code, message = _of_json(text) or _of_words(text)
    action = re.search(r"action '([\w./*-]+)'", text)
    return AzureFailed(code, message[:LONGEST].strip(), action[1] if action else "")


def _of_json(text: str) -> tuple[str, str] | None:
    """`Forbidden({"error": {"code", "message", "innererror"}})`."""
    found = re.match(r"([A-Za-z ]+)\((\{.*\})\)", text)
    if found is None:
        return None
    try:
        body = json.loads(found[2])
    except ValueError:
        return found[1].strip(), ""
    error = body.get("error", body) if isinstance(body, dict) else {}
    if not isinstance(error, dict):
        return found[1].strip(), str(error)
    inner = error.get("innererror")
    code = (inner.get("code") if isinstance(inner, dict) else None) or error.get("code") or found[1].strip()
    return str(code), str(error.get("message") or "")


def _of_words(text: str) -> tuple[str, str]:
    found = re.match(r"\((\w+)\)\s*(.*)", text)
    return (found[1], found[2].partition(" Code: ")[0]) if found else ("an error", text)
