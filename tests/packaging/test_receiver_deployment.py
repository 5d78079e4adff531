"""The files that deploy the receiver: container, compose, Terraform. Read and compared, since neither runs here."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import hcl2
import pytest
import yaml

from faultbook.receive.settings import PREFIX, ReceiveSettings

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
TERRAFORM = DEPLOY / "terraform"


def plain(value: Any) -> Any:
    """What hcl2 reads, without its quotes and marks."""
    if isinstance(value, dict):
        return {plain(key): plain(each) for key, each in value.items() if key != "__is_block__"}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value[1:-1] if isinstance(value, str) and len(value) > 1 and value[0] == value[-1] == '"' else value


@pytest.fixture(scope="module")
def files() -> list[dict[str, Any]]:
    return [plain(hcl2.loads(path.read_text("utf-8"))) for path in sorted(TERRAFORM.glob("*.tf"))]


@pytest.fixture(scope="module")
def resources(files) -> dict[str, dict[str, Any]]:
    """`type.name` -> the resource."""
    return {
        f"{kind}.{name}": resource
        for file in files
        for entry in file.get("resource", [])
        for kind, named in entry.items()
        for name, resource in named.items()
    }


@pytest.fixture(scope="module")
def app(resources):
    return resources["azurerm_container_app.receiver"]


@pytest.fixture(scope="module")
def container(app):
    return app["template"][0]["container"][0]


def variables(files) -> dict[str, Any]:
    return {name: one for file in files for entry in file.get("variable", []) for name, one in entry.items()}


def test_every_variable_is_used_and_described(files):
    text = "".join(path.read_text("utf-8") for path in TERRAFORM.glob("*.tf"))
    declared = variables(files)
    assert set(re.findall(r"\bvar\.(\w+)", text)) == set(declared)
    assert [name for name, one in declared.items() if not one.get("description")] == []


def test_every_reference_names_a_resource(resources):
    text = "".join(path.read_text("utf-8") for path in TERRAFORM.glob("*.tf"))
    named = {f"{kind}.{name}" for kind, name in re.findall(r"\b(azurerm_\w+)\.(\w+)", text)}
    assert named <= set(resources)


def test_the_identity_signs_in_and_there_is_no_other_credential(app, container, resources):
    own = "${azurerm_user_assigned_identity.receiver.id}"
    assert app["identity"] == [{"type": "UserAssigned", "identity_ids": [own]}]
    environment = {each["name"]: each["value"] for each in container["env"]}
    assert environment["ARM_USE_MSI"] == "true"
    assert environment["ARM_CLIENT_ID"] == "${azurerm_user_assigned_identity.receiver.client_id}"
    assert not {"DATABRICKS_TOKEN", "DATABRICKS_CLIENT_SECRET", "ARM_CLIENT_SECRET"} & set(environment)
    assert resources["azurerm_role_assignment.reads_secrets"]["role_definition_name"] == "Key Vault Secrets User"
    (secrets,) = [each["secret"] for each in app["dynamic"] if "secret" in each]
    assert secrets["content"][0]["key_vault_secret_id"] == "${secret.value.id}"
    assert secrets["content"][0]["identity"] == own
    assert [each["name"] for each in app["secret"]] == ["receive-file"]


def test_the_container_gets_settings_that_exist(container):
    names = [each["name"] for each in container["env"] if each["name"].startswith("FAULTBOOK_")]
    known = {"FAULTBOOK_EVENTS", *(f"{PREFIX}{name.upper()}" for name in ReceiveSettings.model_fields)}
    assert set(names) <= known
    mounts = {each["name"]: each["path"] for each in container["volume_mounts"]}
    values = {each["name"]: each["value"] for each in container["env"]}
    assert values["FAULTBOOK_RECEIVE_SPOOL"] == mounts["spool"]
    assert Path(values["FAULTBOOK_RECEIVE_FILE"]).parent == Path(mounts["endpoints"])
    assert Path(values["FAULTBOOK_RECEIVE_FILE"]).name == "receive-file"


def test_the_spool_outlives_a_replica(app, resources):
    volumes = {each["name"]: each for each in app["template"][0]["volume"]}
    assert volumes["spool"]["storage_type"] == "AzureFile"
    assert volumes["spool"]["storage_name"] == "${azurerm_container_app_environment_storage.spool.name}"
    assert resources["azurerm_container_app_environment_storage.spool"]["access_mode"] == "ReadWrite"
    account = resources["azurerm_storage_account.spool"]
    assert (account["min_tls_version"], account["https_traffic_only_enabled"]) == ("TLS1_2", True)
    assert account["allow_nested_items_to_be_public"] is False


def test_one_replica_is_always_there_and_has_time_to_stop(app):
    template = app["template"][0]
    assert template["min_replicas"] == 1
    drain = ReceiveSettings.model_fields["drain_seconds"].default
    assert template["termination_grace_period_seconds"] >= 2 * drain
    compose = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    assert int(compose["services"]["receiver"]["stop_grace_period"].rstrip("s")) >= 2 * drain


def test_senders_reach_it_by_tls_only(app):
    (ingress,) = app["ingress"]
    assert (ingress["allow_insecure_connections"], ingress["target_port"]) == (False, 8081)
    (restriction,) = [each["ip_security_restriction"] for each in ingress["dynamic"]]
    assert restriction["for_each"] == "${var.allowed_addresses}"


def test_probes_ask_what_the_receiver_serves(container):
    probes = {name: container[f"{name}_probe"][0] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["path"] for name, probe in probes.items()} == {
        "startup": "/health",
        "liveness": "/health",
        "readiness": "/ready",
    }
    assert {probe["port"] for probe in probes.values()} == {8081}


def test_a_virtual_network_and_private_endpoints_are_options(resources):
    environment = resources["azurerm_container_app_environment.receiver"]
    assert "var.subnet_id" in environment["infrastructure_subnet_id"]
    assert "var.is_private" in environment["internal_load_balancer_enabled"]
    endpoints = {
        resources[f"azurerm_private_endpoint.{name}"]["private_service_connection"][0]["subresource_names"][0]
        for name in ("spool", "vault")
    }
    assert endpoints == {"file", "vault"}
    for name in ("spool", "vault"):
        assert "var.private_endpoint_subnet_id" in resources[f"azurerm_private_endpoint.{name}"]["count"]
    assert (
        "var.private_endpoint_subnet_id" in resources["azurerm_storage_account.spool"]["public_network_access_enabled"]
    )


def test_the_files_are_formatted():
    terraform = shutil.which("terraform")
    if terraform is None:
        pytest.skip("terraform is not installed, so the format of deploy/terraform was NOT checked.")
    done = subprocess.run([terraform, "fmt", "-check", "-diff", TERRAFORM], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_container_runs_as_nobody_special_and_installs_the_receiver_only():
    text = (DEPLOY / "receiver.Containerfile").read_text("utf-8")
    assert re.findall(r"\[(\w+)\]\"", text) == ["receive"]
    assert "USER 10001" in text
    assert text.rstrip().endswith('ENTRYPOINT ["faultbook", "receive"]')
    named = set(re.findall(r"FAULTBOOK_RECEIVE_(\w+)=", text))
    assert named <= {name.upper() for name in ReceiveSettings.model_fields}


@pytest.mark.parametrize("file", ["Dockerfile", "deploy/receiver.Containerfile"])
def test_a_container_copies_what_the_wheel_is_built_from(file):
    text = (ROOT / file).read_text("utf-8")
    copied = {name for line in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.MULTILINE) for name in line.split()}
    allowed = set(re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text("utf-8"), re.MULTILINE))
    assert copied <= allowed
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    included = set(re.findall(r'^"(\S+)" = "faultbook/bundle/project/', project, re.MULTILINE))
    assert included <= copied


def test_compose_keeps_the_spool_and_gives_no_rights():
    (service,) = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"].values()
    assert "spool:/var/spool/faultbook" in service["volumes"]
    assert service["environment"]["FAULTBOOK_RECEIVE_SPOOL"] == "/var/spool/faultbook"
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
