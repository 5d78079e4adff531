"""The credential in a Key Vault: read, or stored where there is none yet."""

from faultbook.connecting.azure.cli import AzureCli
from faultbook.connecting.azure.troubles import AzureFailed
from faultbook.connecting.credentials import Credential, Scheme
from faultbook.connecting.progress import Change, Progress
from faultbook.errors import SettingError

VERSION = "7.4"
RESOURCE = "https://vault.azure.net"


def vault_credential(azure: AzureCli, vault: str, secret: str, scheme: Scheme, progress: Progress) -> Credential:
    """The credential of a secret; one that does not exist is generated and stored. ConnectFailed names the permission.

    `vault`: name, or the whole address of a vault in another cloud.
    """
    if not (vault and secret):
        raise SettingError(f"--key-vault: found {vault or secret!r}, expected VAULT/SECRET. Fix: name both.")
    host = vault if "://" in vault else f"https://{vault}.vault.azure.net"
    path = f"{host.rstrip('/')}/secrets/{secret}"
    name = f"{secret} in vault {vault}"
    try:
        found = azure.get(path, VERSION, resource=RESOURCE)
        if found is not None:
            progress.add(Change.KEPT, "secret", name)
            return Credential.from_text(str(found.get("value") or ""), scheme, f"--key-vault {vault}/{secret}")
        made = Credential.generated(scheme)
        azure.put(path, VERSION, {"value": made.text}, resource=RESOURCE)
    except AzureFailed as failed:
        needs = "the role Key Vault Secrets Officer on the vault" if failed.is_denied else ""
        fix = "" if failed.is_denied else "follow Azure's words"
        raise progress.failure(f"The secret {name}", str(failed), needs, fix) from failed
    progress.add(Change.MADE, "secret", name)
    return made
