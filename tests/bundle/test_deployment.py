"""What a deployment decides: what does not fit is refused in a sentence; what fits is written and read back."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faultbook.bundle.deployment import Deployment, deployment_from
from faultbook.bundle.deployment_file import (
    as_in_dev,
    host_of,
    read_deployment,
    render,
    with_dev,
    write_deployment,
)
from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import EVERYTHING, SURFACES, Part
from faultbook.bundle.tree import read_bundle
from tests.bundle.checks import mistakes
from tests.bundle.conftest import PROJECT

LEAST = {"catalog": "observability", "parts": []}
WAREHOUSE = {"warehouse_name": "Starter"}
PRODUCTION = {"owner": "deployer@example.com", "readers_group": "r", "operators_group": "o", "admins_group": "a"}
PRINCIPAL = "5f0c3c1e-0000-4000-8000-000000000000"

WRONG = [
    ({"parts": []}, "catalog: found nothing; field required."),
    (LEAST | {"catalog": "my catalog"}, "catalog: found 'my catalog'; expected letters, digits, _ and - only."),
    (LEAST | {"raw_schema_name": "faultbook"}, "Both schemas are 'faultbook'; expected two"),
    (LEAST | {"host": "adb-1"}, "host: found 'adb-1'; expected the address of a workspace"),
    (LEAST | {"parts": ["genie", "bill"]}, "No SQL warehouse is given, and genie ask one; give its id or name"),
    (LEAST | WAREHOUSE | {"warehouse_id": "1"}, "given by id and by name; expected one of the two"),
    (LEAST | {"owner": "me@example.com"}, "readers_group, operators_group, admins_group is not given"),
    (LEAST | {"run_as": PRINCIPAL}, "run_as is given without an owner"),
    (LEAST | PRODUCTION | {"readers_group": "users"}, "readers_group: found 'users'; a group of the workspace"),
    (LEAST | PRODUCTION | {"admins_group": "o"}, "Two groups are the same (r, o, o); expected three"),
    (LEAST | PRODUCTION | WAREHOUSE | {"parts": ["console"], "run_as": PRINCIPAL}, "run_as and the part console"),
    (LEAST | {"parts": ["costs"]}, "parts.0: found 'costs'; input should be 'bill', 'incidents'"),
    (LEAST | {"app_name": "My_App"}, "app_name: found 'My_App'; expected 2 to 30 lower-case letters"),
    (LEAST | {"dev_app_name": "fb-" + "x" * 30}, "expected 2 to 30 lower-case letters"),
    (LEAST | {"failure_emails": ["oncall"]}, "'oncall' is no e-mail address"),
    (LEAST | {"failure_webhooks": ["a", "b", "c", "d"]}, "expected at most 3 ids"),
    (LEAST | {"colour": "red"}, "colour: found 'red'; extra inputs are not permitted"),
]


@pytest.mark.parametrize(("answers", "words"), WRONG, ids=[words for _, words in WRONG])
def test_what_does_not_fit_is_refused_in_a_sentence(answers, words):
    with pytest.raises(BundleError) as refused:
        deployment_from(answers)
    assert words in str(refused.value)


def test_a_principal_that_deploys_itself_may_have_the_console():
    answers = LEAST | PRODUCTION | WAREHOUSE | {"parts": ["console"], "owner": PRINCIPAL, "run_as": PRINCIPAL}
    assert deployment_from(answers).run_as == PRINCIPAL


def test_a_value_of_no_variable_is_refused():
    deployment = deployment_from(LEAST | {"values": {"record_retention": "9"}})
    with pytest.raises(BundleError, match="values: found record_retention, which is no variable"):
        render(deployment, PROJECT)


names = st.from_regex(r"\A[a-z][a-z0-9_]{0,9}\Z")


@st.composite
def deployments(draw: st.DrawFn) -> Deployment:
    """Any deployment that fits."""
    parts = draw(st.frozensets(st.sampled_from(Part)))
    answers = {
        "catalog": draw(names),
        "raw_schema_name": draw(names) + "_raw",
        "parts": parts,
        draw(st.sampled_from(["warehouse_id", "warehouse_name"])): draw(names),
        "failure_emails": draw(st.lists(st.just("oncall@example.com"), max_size=1)),
        "failure_webhooks": draw(st.lists(names, max_size=3)),
        "alert_emails": draw(st.lists(st.just("team@example.com"), max_size=1)),
        "own_files": draw(st.sampled_from([[], ["mine/landing.yml", "bill/*.yml"]])),
        "dev_app_name": draw(st.sampled_from(["", "fb-me"])),
        "values": draw(st.dictionaries(st.just("records_retention_days"), st.just("90"))),
    }
    if draw(st.booleans()):
        answers |= PRODUCTION | {"production": draw(st.sampled_from(["prod", "classic"])), "app_name": "errors"}
        if Part.CONSOLE not in parts:
            answers["run_as"] = draw(st.sampled_from(["", PRINCIPAL, PRODUCTION["owner"]]))
    return deployment_from(answers)


@given(deployments())
def test_what_is_written_is_read_back(tmp_path_factory, deployment):
    root = tmp_path_factory.mktemp("bundle")
    for name in ("faultbook.yml", "resources"):
        (root / name).symlink_to(PROJECT / name)
    (root / "databricks.yml").write_text(render(deployment, root), encoding="utf-8")
    assert read_deployment(root) == deployment


SOME_PARTS = [
    frozenset(),
    {Part.BILL},
    {Part.INCIDENTS},
    *({part} for part in SURFACES),
    {Part.BILL, Part.ALERTS},
    EVERYTHING,
]


@pytest.mark.slow
@pytest.mark.parametrize("target", ["dev", "prod", "classic"])
@pytest.mark.parametrize("parts", SOME_PARTS, ids=lambda parts: "-".join(sorted(parts)) or "logs")
def test_every_choice_of_parts_is_a_bundle_without_a_mistake(copy, parts, target):
    production = "classic" if target == "classic" else "prod"
    answers = LEAST | PRODUCTION | WAREHOUSE | {"parts": parts, "production": production}
    (copy.root / "databricks.yml").write_text(render(deployment_from(answers), copy.root), encoding="utf-8")
    bundle = read_bundle(copy.root, target)
    assert mistakes(bundle) == []
    jobs = {job.key for job in bundle.resources("jobs")}
    assert ("cost" in jobs, "poll" in jobs) == (Part.BILL in parts, Part.INCIDENTS in parts)
    kinds = {"genie_spaces": Part.GENIE, "dashboards": Part.DASHBOARD, "alerts": Part.ALERTS, "apps": Part.CONSOLE}
    assert {kind for kind in kinds if any(bundle.resources(kind))} == {
        kind for kind, part in kinds.items() if part in parts
    }


def test_without_a_warehouse_nothing_needs_one(copy):
    (copy.root / "databricks.yml").write_text(render(deployment_from(LEAST), copy.root), encoding="utf-8")
    bundle = read_bundle(copy.root)
    assert bundle.variables["warehouse_id"]["default"] == ""
    assert mistakes(bundle) == []


@pytest.mark.parametrize("of_part", [{}, {"events": ["READ_VOLUME", "WRITE_VOLUME"]}], ids=["logs", "incidents"])
def test_jobs_of_another_principal_are_granted_what_they_do(copy, of_part):
    answers = LEAST | PRODUCTION | {"run_as": PRINCIPAL, "parts": ["incidents"] if of_part else []}
    (copy.root / "databricks.yml").write_text(render(deployment_from(answers), copy.root), encoding="utf-8")
    bundle = read_bundle(copy.root, "prod")
    assert mistakes(bundle) == []
    grants = {
        resource.key: {grant["principal"]: grant["privileges"] for grant in resource.fields["grants"]}.get(PRINCIPAL)
        for kind in ("schemas", "volumes")
        for resource in bundle.resources(kind)
    }
    assert grants == {
        "answers": ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"],
        "raw": ["USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"],
        "landing": ["READ_VOLUME"],
        "checkpoints": ["READ_VOLUME", "WRITE_VOLUME"],
        **of_part,
    }
    assert bundle.config["run_as"] == {"service_principal_name": PRINCIPAL}


@pytest.mark.parametrize(("parts", "level"), [((), "CAN_VIEW"), ((Part.ALERTS,), "CAN_RUN")])
def test_who_runs_the_jobs_may_evaluate_the_alerts(copy, parts, level):
    answers = LEAST | PRODUCTION | {"run_as": PRINCIPAL, "parts": parts, "warehouse_id": "0123456789abcdef"}
    (copy.root / "databricks.yml").write_text(render(deployment_from(answers), copy.root), encoding="utf-8")
    bundle = read_bundle(copy.root, "prod")
    assert mistakes(bundle) == []
    assert {"level": level, "service_principal_name": PRINCIPAL} in bundle.config["permissions"]


def test_the_bundle_that_everybody_clones_is_nobodys_deployment():
    assert read_deployment(PROJECT) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("- resources/*.yml\n", "", "holds include"),
        ("targets:", "variables: {catalog: {default: x}}\ntargets:", "holds variables"),
        ("engine: direct", "engine: terraform", r"holds bundle\.engine"),
    ],
)
def test_what_was_written_by_hand_is_not_lost(copy, old, new, words):
    text = render(deployment_from(LEAST), copy.root)
    (copy.root / "databricks.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BundleError, match=f"{words}.*would be lost"):
        read_deployment(copy.root)


KEPT = [
    ("engine: direct", "engine: direct\n  deployment: {lock: {enabled: true}}"),
    ("targets:", "sync: {exclude: [mine/**]}\ntargets:\n  staging: {mode: production}"),
    (
        "  prod:\n",
        "  prod:\n    resources: {volumes: {landing: {volume_type: EXTERNAL, storage_location: s3://b/logs}}}\n",
    ),
    ("    variables:\n      catalog: observability\n", "    variables:\n      catalog: lab\n"),
    ("  prod:\n    variables:\n", "  prod:\n    variables:\n      landing_path: /Volumes/ops/logs/incoming\n"),
    ("  prod:\n    variables:\n", "  prod:\n    variables:\n      alert_subscriptions: [{destination_id: d1}]\n"),
    ("targets:\n  dev:\n", "targets:\n  dev:\n    workspace: {host: https://dev.example}\n"),
]
"""What docs/deploy.md and faultbook.yml invite people to write by hand."""


@pytest.mark.parametrize(("old", "new"), KEPT, ids=[new.strip().splitlines()[-1].strip() for _, new in KEPT])
def test_what_people_write_beside_the_answers_is_kept(copy, old, new):
    file = copy.root / "databricks.yml"
    text = render(deployment_from(LEAST | PRODUCTION), copy.root)
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = read_deployment(copy.root)
    before = yaml.safe_load(file.read_text("utf-8"))
    write_deployment(found, copy.root)
    assert yaml.safe_load(file.read_text("utf-8")) == before
    assert read_deployment(copy.root) == found


def test_dev_changes_without_production(copy):
    both = deployment_from(LEAST | PRODUCTION | {"production": "prod", "values": {"baseline_days": "14"}})
    dev = as_in_dev(both)
    assert not dev.has_production
    assert (dev.catalog, dev.values) == (both.catalog, both.values)
    assert with_dev(both, dev) == both
    changed = with_dev(both, dev.model_copy(update={"catalog": "lab", "host": "https://dev.example"}))
    write_deployment(changed, copy.root)
    targets = yaml.safe_load((copy.root / "databricks.yml").read_text("utf-8"))["targets"]
    assert (targets["dev"]["variables"]["catalog"], targets["prod"]["variables"]["catalog"]) == ("lab", "observability")
    assert host_of(copy.root, "dev") == "https://dev.example"
    assert read_deployment(copy.root) == changed


def test_a_part_for_both_brings_its_warehouse_to_both(copy):
    both = deployment_from(LEAST | PRODUCTION)
    dev = deployment_from(as_in_dev(both).model_dump() | {"parts": ["genie"], "warehouse_id": "w1"})
    changed = with_dev(both, dev)
    assert (changed.parts, changed.warehouse_id) == ({Part.GENIE}, "w1")
    write_deployment(changed, copy.root)
    assert mistakes(read_bundle(copy.root, "prod")) == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("targets:", "targets: all\nother:", "targets holds 'all'; expected a mapping"),
        ("    variables:", "    variables: none\n    other:", "variables holds 'none'; expected a mapping"),
        ("warehouse_id: ''", "warehouse_id: {lookup: starter}", "lookup holds 'starter'; expected a mapping"),
        ("bundle:", "bundle: mine\nother:", "bundle holds 'mine'; expected a mapping"),
        ("- faultbook.yml", "- ''\n- faultbook.yml", "would be lost"),
    ],
)
def test_a_file_of_another_shape_is_a_sentence(copy, old, new, words):
    text = render(deployment_from(LEAST), copy.root)
    assert old in text
    (copy.root / "databricks.yml").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BundleError, match=words):
        read_deployment(copy.root)


def test_a_file_that_cannot_be_written_is_left_as_it_was(copy, monkeypatch):
    file = copy.root / "databricks.yml"
    before = file.read_text("utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(BundleError, match=r"databricks\.yml could not be written: No space left on device"):
        write_deployment(deployment_from(LEAST), copy.root)
    assert file.read_text("utf-8") == before
    assert [path.name for path in copy.root.iterdir() if "databricks.yml" in path.name] == ["databricks.yml"]
