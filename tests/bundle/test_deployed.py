"""What a notebook beside a deployment finds: the names of the target that it was deployed with."""

import shutil

import pytest

from faultbook.bundle.deployed import deployed_bundle, deployed_parameters, run_deployed
from faultbook.bundle.deployment import deployment_from
from faultbook.bundle.deployment_file import render
from faultbook.bundle.errors import BundleError
from tests.bundle.conftest import PROJECT

ANSWERS = {
    "catalog": "observability",
    "schema_name": "errors",
    "parts": [],
    "owner": "deployer@example.com",
    "readers_group": "r",
    "operators_group": "o",
    "admins_group": "a",
}
PLACES = [
    ("Workspace/Users/first.last@example.com/.bundle/faultbook/dev/files", "dev_first_last_errors", "dev"),
    ("Workspace/Users/deployer@example.com/.bundle/faultbook/prod/files", "errors", "prod"),
    ("Workspace/Users/first.last@example.com/faultbook", "dev_first_last_errors", "dev"),
    ("clones/faultbook", "errors", "dev"),
]


def synced(root, *, filled: bool = True):
    root.mkdir(parents=True)
    for name in ("databricks.yml", "faultbook.yml", "resources", "catalog"):
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, root / name)
    if filled:
        (root / "databricks.yml").write_text(render(deployment_from(ANSWERS), root), encoding="utf-8")
    return root


@pytest.mark.parametrize(("place", "schema", "environment"), PLACES, ids=[place for place, _, _ in PLACES])
def test_names_are_those_of_the_deployment(tmp_path, place, schema, environment):
    root = synced(tmp_path / place)
    found = deployed_parameters(deployed_bundle(root), "ingest")
    assert (found["catalog"], found["schema_name"], found["environment"]) == ("observability", schema, environment)
    raw = schema.replace("errors", "faultbook_raw")
    assert found["landing"] == f"/Volumes/observability/{raw}/landing"
    assert found["formats_file"] == f"{root}/catalog/formats.yml"


def test_where_nothing_was_decided_a_run_names_what_to_fill_in(tmp_path):
    bundle = deployed_bundle(synced(tmp_path / "clone", filled=False))
    assert deployed_parameters(bundle, "ingest")["catalog"] == ""
    with pytest.raises(BundleError, match="catalog, landing, checkpoints is not given: fill in the widget, or run"):
        run_deployed(bundle, "ingest", {})
