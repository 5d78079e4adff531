"""The project's bundle has no mistake in any target, and means what the settings mean."""

import pytest

from faultbook.bundle.references import meanings, resolved
from faultbook.bundle.tree import read_bundle
from faultbook.settings import Settings, settings_from
from tests.bundle.checks import mistakes
from tests.bundle.checks.models import MODELS
from tests.bundle.conftest import GIVEN, PROJECT

TARGETS = ("dev", "prod", "classic")


@pytest.mark.parametrize("target", TARGETS)
def test_the_bundle_has_no_mistake(target):
    assert mistakes(read_bundle(PROJECT, target, given=GIVEN)) == []


def test_these_are_all_targets():
    content = read_bundle(PROJECT, given=GIVEN).files[PROJECT / "faultbook.yml"]
    assert tuple(content["targets"]) == TARGETS


@pytest.mark.parametrize("target", TARGETS)
def test_the_log_pipeline_is_whole(target):
    bundle = read_bundle(PROJECT, target, given=GIVEN)
    kinds = {kind: {resource.key for resource in bundle.resources(kind)} for kind in ("schemas", "volumes", "jobs")}
    assert kinds["schemas"] >= {"answers", "raw"}
    assert kinds["volumes"] >= {"landing", "checkpoints"}
    assert kinds["jobs"] >= {
        "setup",
        "ingest",
        "nightly",
        "reprocess",
        "redact",
        "maintenance",
        "reconcile",
        "baselines",
        "detect",
        "report",
        "cost",
        "poll",
        "respond",
    }


def test_variables_and_settings_have_the_same_defaults():
    bundle = read_bundle(PROJECT, "prod", given=GIVEN)
    own = {
        "catalog",
        "environment",
        "lease_wait_seconds",
        "errors_file",
        "formats_file",
        "services_file",
        "budgets_file",
        "access_file",
        "poll_file",
        "senders_file",
        "rules_folder",
        "incidents_file",
        "log_sources_file",
    }  # not as on a laptop
    shared = (bundle.variables.keys() & Settings.model_fields.keys()) - own
    arguments = [f"--{name}={resolved(f'${{var.{name}}}', meanings(bundle))}" for name in sorted(shared)]
    assert len(shared) >= 10
    assert settings_from(arguments).model_dump(include=shared) == Settings.model_construct().model_dump(include=shared)


@pytest.mark.parametrize("target", ["prod", "classic"])
def test_the_same_tasks_run_on_serverless_and_on_a_job_cluster(target):
    tasks = {job.key: job.fields["tasks"][0] for job in read_bundle(PROJECT, target, given=GIVEN).resources("jobs")}
    compute = {"prod": "environment_key", "classic": "job_cluster_key"}
    other = compute["classic" if target == "prod" else "prod"]
    assert all(compute[target] in task and other not in task for task in tasks.values())


@pytest.mark.parametrize("kind", ["jobs", "schemas", "volumes"])
def test_what_the_models_read_is_what_is_written(kind):
    bundle = read_bundle(PROJECT, "prod", given=GIVEN)
    for resource in bundle.resources(kind):
        read = MODELS[kind].resource_type.from_dict(resource.fields).as_dict()
        assert read == MODELS[kind].resource_type.from_dict(read).as_dict()
        assert resource.fields.keys() == read.keys()


def test_an_existing_volume_may_be_the_landing_folder(copy):
    copy.change(
        "faultbook.yml", "default: ${resources.volumes.landing.volume_path}", "default: /Volumes/ops/logs/in/app"
    )
    bundle = copy.read("prod")
    assert mistakes(bundle) == []
    assert resolved("${var.landing_path}", meanings(bundle)) == "/Volumes/ops/logs/in/app"


def test_the_landing_volume_may_be_external(copy):
    """The very lines that docs/deploy.md tells to write."""
    lines = (PROJECT / "docs" / "deploy.md").read_text(encoding="utf-8").split("```yaml\n")[1].split("```")[0]
    lines = "targets:\n  prod:\n    resources:\n      volumes:\n        landing:\n" + lines
    copy.change("databricks.yml", "# The parts.", f"{lines}\n# The parts.")
    bundle = copy.read("prod")
    landing = bundle.resource("volumes", "landing").fields
    assert mistakes(bundle) == []
    assert (landing["volume_type"], landing["storage_location"][:5]) == ("EXTERNAL", "s3://")
