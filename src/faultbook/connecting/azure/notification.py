"""A test alert: Azure sends one to the webhook, and it has to arrive in the events folder."""

from faultbook.connecting.arrival import Watch
from faultbook.connecting.azure.action_group import Webhook
from faultbook.connecting.azure.cli import AzureCli, Json
from faultbook.connecting.azure.troubles import AzureFailed
from faultbook.connecting.azure.wanted import MONITORING
from faultbook.connecting.progress import Progress

SOURCE = "azure-monitor"
ALERT_TYPE = "logalertv2"
DELIVERED = frozenset({"succeeded", "completed", "complete"})
STEP = "The test alert"


def send_test(azure: AzureCli, group: str, action_group: str, webhook: Webhook, progress: Progress) -> None:
    """Lets Azure send a test alert; ConnectFailed where Azure could not deliver it, with what the receiver answered."""
    try:
        answer = azure.test_notification(group, action_group, ALERT_TYPE, webhook.words, webhook.uri)
    except AzureFailed as failed:
        needs = f"Microsoft.Insights/createNotifications/write on the resource group ({MONITORING})"
        fix = "" if failed.is_denied else "follow Azure's words"
        raise progress.failure(STEP, str(failed), needs if failed.is_denied else "", fix) from failed
    wrong = [each for each in _deliveries(answer) if each["status"].casefold() not in DELIVERED]
    if wrong:
        reasons = "; ".join(f"{each['status']} {each['detail']}".strip() for each in wrong)
        raise progress.failure(
            STEP,
            f"Azure could not deliver it: {reasons}",
            fix="let the receiver be reached from Azure (action groups call from the addresses of the service tag "
            "ActionGroup), with the credential that catalog/receive.yml has for azure-monitor",
        )


def wait_for_test(watch: Watch, seconds: float, progress: Progress) -> str:
    """The id of the envelope of the test alert, or of an alert that was faster; ConnectFailed after the seconds."""
    found = watch.wait(lambda envelope: b"azureMonitorCommonAlertSchema" in envelope.body, seconds)
    if found is None:
        raise progress.failure(
            STEP,
            f"Azure delivered it, and no envelope of {SOURCE} arrived in the events folder within {seconds:.0f} s",
            fix="let --events name the folder that the receiver writes to (FAULTBOOK_EVENTS there)",
        )
    return found.envelope_id


def _deliveries(answer: Json) -> list[dict[str, str]]:
    """What became of each delivery, whatever the case of the fields: the API and the CLI differ."""
    fields = {name.casefold(): value for name, value in answer.items()}
    found = []
    for each in fields.get("actiondetails") or []:
        row = {name.casefold(): value for name, value in each.items()}
        found.append({"status": str(row.get("status") or "unknown"), "detail": str(row.get("detail") or "")})
    return found
