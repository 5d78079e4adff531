"""Who is notified: no empty addresses, no more webhooks than an event takes."""

from collections.abc import Iterator
from typing import Any

from faultbook.bundle.references import deployed_references, texts
from faultbook.bundle.tree import Bundle

MOST_WEBHOOKS = 3


def addresses_are_not_empty(bundle: Bundle) -> Iterator[str]:
    for resource in bundle.resources():
        for name in ("email_notifications", "webhook_notifications"):
            for owner in (resource.fields, *(resource.fields.get("tasks") or [])):
                yield from _wrong_events(bundle, f"{resource.name}.{name}", owner.get(name) or {})
        for path, text in texts(resource.fields):
            if path.endswith(("user_email", "destination_id", "user_name")) and not text.strip():
                yield f"{resource.name}.{path} is empty"


def _wrong_events(bundle: Bundle, where: str, events: dict[str, Any]) -> Iterator[str]:
    for event, written in events.items():
        addresses = _value(bundle, written)
        if not isinstance(addresses, list):
            continue
        for address in addresses:
            text = address.get("id", "") if isinstance(address, dict) else address
            if not str(_value(bundle, text)).strip():
                yield f"{where}.{event} has an empty address"
        if where.endswith("webhook_notifications") and len(addresses) > MOST_WEBHOOKS:
            yield f"{where}.{event} has {len(addresses)} webhooks; expected {MOST_WEBHOOKS} at most"


def _value(bundle: Bundle, written: Any) -> Any:
    """A written value, or the default of the variable that it is."""
    references = deployed_references(written) if isinstance(written, str) else []
    if len(references) == 1 and written == f"${{{references[0]}}}" and references[0].startswith("var."):
        variable = bundle.variables.get(references[0].removeprefix("var."), {})
        return "looked up" if "lookup" in variable else variable.get("default")
    return written


CHECKS = (addresses_are_not_empty,)
