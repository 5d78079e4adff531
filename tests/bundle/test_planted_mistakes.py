"""Every mistake that the Databricks CLI lets pass is planted in a copy of the bundle, and found.

A row: the mistake, the target, the file, what is put for what, and words of the message. An empty second text is a new file.
"""

# ruff: noqa: E501  (a mistake is a line of a table)

import pytest

from faultbook.bundle.errors import BundleError
from tests.bundle.checks import mistakes

pytestmark = pytest.mark.slow

INGEST = "resources/ingest.job.yml"
DAILY = "resources/nightly.job.yml"
MAIN = "databricks.yml"
PRODUCT = "faultbook.yml"
LANDING = "resources/landing.volume.yml"
APP = "resources/console/console.app.yml"
RAW = "resources/raw.schema.yml"
TASK = "        - task_key: ingest\n          timeout_seconds: ${var.task_timeout_seconds}\n          max_retries: 2\n"
EMAILS = "on_failure: ${var.failure_emails}"
HOOKS = "on_failure: ${var.failure_webhooks}"

PLANTED = [
    # fields, as the models know them
    ("an unknown field of a job", "dev", INGEST, "max_concurrent_runs: 1", "max_concurent_runs: 1", "max_concurent_runs"),
    ("an unknown field of a task", "dev", INGEST, "max_retries: 2", "max_retry: 2", "max_retry"),
    ("an unknown field of a volume", "dev", LANDING, "comment:", "volume_pth: x\n      comment:", "volume_pth"),
    ("a bad enum", "dev", INGEST, "max_retries: 2", "run_if: SOMETIMES", "SOMETIMES"),
    ("a missing field", "dev", RAW, "      name: ${var.raw_schema}\n", "", "name"),
    ("an unknown field of a target's override", "prod", PRODUCT, "prevent_destroy: true", "prevent_destroi: true", "destroi"),
    ("an unknown kind of resource", "dev", RAW, "  schemas:", "  shemas:", "no such kind"),
    ("an unknown key at the top", "dev", PRODUCT, "artifacts:", "artefacts:", "unknown key 'artefacts'"),
    ("an unknown key of a variable", "dev", PRODUCT, "type: complex", "kind: complex", "unknown key 'kind'"),
    ("an unknown key of the bundle", "dev", MAIN, "engine: direct", "motor: direct", "unknown key 'motor'"),
    # variables
    ("a variable that is not declared", "dev", INGEST, "${var.file_pattern}", "${var.files}", "var.files"),
    ("a variable without a value", "dev", PRODUCT, "    default: faultbook\n", "", "schema has no value in target dev"),
    ("a variable without a description", "dev", PRODUCT, "    description: Names of landed files that are read (glob, such as *.{log,log.gz}). Their formats are found in their content.\n", "", "file_pattern has no description"),
    # references
    ("a resource that does not exist", "dev", INGEST, "resources.schemas.raw.name", "resources.schemas.rows.name", "schemas.rows"),
    ("a field that does not exist", "dev", INGEST, "checkpoints.volume_path", "checkpoints.path", "checkpoints.path"),
    ("a reference to nothing known", "dev", INGEST, "${var.service}", "${vars.service}", "refers to nothing known"),
    ("a bundle value that does not exist", "dev", PRODUCT, "default: ${bundle.target}", "default: ${bundle.tarjet}", "bundle.tarjet"),
    ("a brace that is missing", "dev", INGEST, "${var.service}", "${var.service", "no reference"),
    ("a job parameter that is not declared", "dev", INGEST, "{{job.run_id}}", "{{job.parameters.typo}}", "typo"),
    ("a run value that does not exist", "dev", INGEST, "{{job.run_id}}", "{{job.runid}}", "job.runid"),
    ("a value of a task that does not exist", "dev", INGEST, "{{job.run_id}}", "{{tasks.other.values.n}}", "tasks.other"),
    ("a schema without its prefix", "dev", INGEST, "default: ${resources.schemas.raw.name}", "default: ${var.raw_schema}", "loses the prefix"),
    # names
    ("a space in a volume's name", "dev", LANDING, "name: landing", "name: lan ding/x", "letters, digits"),
    ("a space in a schema's name", "dev", PRODUCT, "default: faultbook_raw", "default: fault book", "letters, digits"),
    ("a tag with odd characters", "dev", INGEST, "tags: ${var.tags}", "tags: {Project: föö}", "tag"),
    ("two resources in one file", "dev", RAW, "    raw:\n", "    rows: {catalog_name: a, name: b}\n    raw:\n", "rows.schema.yml"),
    ("a key of two resources", "dev", "resources/raw.volume.yml", "", "resources:\n  volumes:\n    raw: {catalog_name: a, schema_name: b, name: c}\n", "raw is the key of 2 resources"),
    # files
    ("an include that matches nothing", "dev", MAIN, "  - resources/*.yml", "  - resources/*.yml\n  - resource/*.yml", "resource/*.yml"),
    ("a sync pattern that matches nothing", "dev", PRODUCT, "    - tests/**", "    - tets/**", "tets/**"),
    ("a notebook that does not exist", "dev", INGEST, "python_wheel_task:", "notebook_task: {notebook_path: ../notebooks/sertup.py}\n          python_wheel_task:", "does not exist"),
    ("a notebook that is none", "dev", INGEST, "python_wheel_task:", "notebook_task: {notebook_path: ../resources/raw.schema.yml}\n          python_wheel_task:", "does not begin with"),
    ("a wheel that nobody builds, on serverless", "dev", INGEST, "../dist/*.whl", "../dst/*.whl", "no artifact builds"),
    ("a wheel that nobody builds, on a cluster", "classic", INGEST, "whl: ../dist/*.whl", "whl: ./dist/*.whl", "no artifact builds"),
    ("a wheel without a build command", "dev", PRODUCT, "    build: >-", "    built: >-", "has no build"),
    ("a wheel that keeps its version", "dev", PRODUCT, "dynamic_version: true", "dynamic_version: false", "dynamic_version"),
    ("two notebooks of one stem", "dev", "notebooks/setup.sql", "", "-- Databricks notebook source\n", "2 notebooks are called setup"),
    # jobs
    ("a task twice", "dev", INGEST, TASK, TASK + "          environment_key: default\n        - task_key: ingest\n", "more than once"),
    ("a dependency on an unknown task", "dev", INGEST, TASK, TASK + "          depends_on: [{task_key: land}]\n", "waits for land"),
    ("a task that waits for itself", "dev", INGEST, TASK, TASK + "          depends_on: [{task_key: ingest}]\n", "circle"),
    ("an environment that does not exist", "dev", INGEST, "environment_key: default\n  prod", "environment_key: standard\n  prod", "'standard'"),
    ("a cluster that does not exist", "classic", INGEST, "job_cluster_key: classic\n              libraries", "job_cluster_key: small\n              libraries", "'small'"),
    ("a task without compute", "dev", INGEST, "              environment_key: default\n  prod", "              timeout_seconds: 0\n  prod", "no compute"),
    ("an entry point that does not exist", "dev", INGEST, "entry_point: faultbook-ingest", "entry_point: faultbook-injest", "faultbook-injest"),
    ("an entry point without its function", "dev", "pyproject.toml", "faultbook.jobs.ingest:main", "faultbook.jobs.ingest:mane", "does not exist"),
    ("a package of another name", "dev", INGEST, "package_name: faultbook", "package_name: faultbok", "'faultbok'"),
    ("a job parameter that is no setting", "dev", INGEST, "name: landing\n", "name: landing_zone\n", "landing_zone is no setting"),
    ("a named parameter that is no setting", "dev", INGEST, "run_id: ", "running_id: ", "running_id is no setting"),
    ("a task that gets no job parameters", "dev", INGEST, 'named_parameters:\n              run_id: "{{job.run_id}}"', 'parameters: ["--run_id={{job.run_id}}"]', "gets no parameter of the job"),
    ("a named parameter that the job overrides", "dev", INGEST, "run_id: ", "service: x\n              run_id: ", "the parameter service of the job overrides"),
    ("a value that its setting refuses", "dev", PRODUCT, 'default: "168"', 'default: "24"', "vacuum_retention_hours"),
    ("severities that are no JSON", "dev", PRODUCT, '{"Critical": [', "{Critical: [", "severities"),
    ("a parameter twice", "dev", INGEST, "        - name: service\n", "        - name: service\n          default: a\n        - name: service\n", "parameter service twice"),
    ("runs that overlap in development", "dev", INGEST, "      max_concurrent_runs: 1\n", "", "not written"),
    ("an environment version without quotes", "dev", PRODUCT, 'default: "5"\n  spark_version', "default: 5\n  spark_version", "version 5;"),
    ("an environment version that nobody knows", "dev", PRODUCT, 'default: "5"\n  spark_version', 'default: "99"\n  spark_version', "'99'"),
    ("the old name of the environment version", "dev", INGEST, "environment_version: ${var.environment_version}", 'client: "5"', "environment_version as a text"),
    # schedules and triggers
    ("an alert that nothing evaluates", "dev", "resources/alerts/detect.job.yml", "resources.alerts.laws_out_of_balance.id", "resources.alerts.error_spike.id", "alerts.laws_out_of_balance is paused, and no job evaluates it"),
    ("an alert that asks the warehouse each night", "prod", "resources/alerts/nightly.job.yml", "                - task_key: has_news\n                  outcome: \"true\"\n", "                - task_key: detect\n", "evaluates ${resources.alerts.error_spike.id} without news"),
    ("a value that no task sets", "dev", "resources/alerts/detect.job.yml", "values.has_news", "values.news", "no task sets news"),
    ("a value of a task that sets none", "dev", "resources/alerts/nightly.job.yml", "{{tasks.detect.", "{{tasks.report.", "the task report sets no values"),
    ("a schedule in English", "dev", DAILY, "0 0 4 * * ?", "every day", "2 fields"),
    ("a Unix cron", "dev", DAILY, "0 0 4 * * ?", "0 4 * * *", "5 fields"),
    ("a schedule without ?", "dev", DAILY, "0 0 4 * * ?", "0 0 4 * * *", "needs ?"),
    ("an hour that no day has", "dev", DAILY, "0 0 4 * * ?", "0 0 24 * * ?", "24 as its hour"),
    ("a time zone that does not exist", "dev", DAILY, "timezone_id: UTC", "timezone_id: Mars/Olympus", "Mars/Olympus"),
    ("a schedule that development would not pause", "dev", DAILY, "timezone_id: UTC", "timezone_id: UTC\n        pause_status: UNPAUSED", "UNPAUSED"),
    ("a trigger and a schedule", "dev", INGEST, "      trigger:\n", '      schedule: {quartz_cron_expression: "0 0 1 * * ?", timezone_id: UTC}\n      trigger:\n', "trigger and schedule"),
    ("an arrival url that is no path", "dev", INGEST, "url: ${var.landing_path}/", "url: landing", "'landing'"),
    ("an arrival url without / at its end", "dev", INGEST, "url: ${var.landing_path}/", "url: ${var.landing_path}", "with / at its end"),
    ("an arrival that waits too briefly", "dev", INGEST, "wait_after_last_change_seconds: 60", "wait_after_last_change_seconds: 5", "at least 60"),
    ("checkpoints inside the watched path", "dev", INGEST, "${resources.volumes.checkpoints.volume_path}", "${resources.volumes.landing.volume_path}/state", "trigger itself"),
    # who is notified
    ("an empty e-mail address", "dev", INGEST, EMAILS, 'on_failure: [""]', "empty address"),
    ("an empty e-mail address in a variable", "dev", PRODUCT, "default: []", 'default: [""]', "empty address"),
    ("an empty webhook", "dev", INGEST, HOOKS, 'on_failure: [{id: ""}]', "empty address"),
    ("four webhooks", "dev", INGEST, HOOKS, "on_failure: [{id: a}, {id: b}, {id: c}, {id: d}]", "3 at most"),
    # apps
    ("an app's name with capitals", "prod", APP, "name: ${var.app_name}", "name: Faultbook_", "lower-case letters"),
    ("a value from no resource of the app", "dev", APP, "value: ${var.warehouse_id}", "value_from: warehouse", "'warehouse'"),
    ("an app and another identity", "prod", PRODUCT, "    mode: production\n", "    mode: production\n    run_as: {service_principal_name: 00000000-0000-0000-0000-000000000000}\n", "runs as who deploys it"),
    ("an app that may change a warehouse", "dev", APP, "      user_api_scopes:", "      resources: [{name: w, sql_warehouse: {id: a, permission: CAN_MANAGE}}]\n      user_api_scopes:", "reads only"),
    ("an app that reads as itself", "dev", APP, "        - sql\n", "        - sql\n        - files.files\n", "as who looks"),
    ("an app that starts nothing", "dev", APP, "faultbook.cli", "faultbook.clj", "expected python -m"),
    ("an app file that differs", "dev", "app.yaml", "--port=8000", "--port=8080", "app.yaml starts"),
    # targets
    ("a production schema that a slip destroys", "prod", PRODUCT, "        raw:\n          lifecycle:\n            prevent_destroy: true\n", "", "schemas.raw has no"),
    ("a production landing volume that a slip destroys", "classic", PRODUCT, "      volumes:\n        landing:\n          lifecycle:\n            prevent_destroy: true\n", "", "volumes.landing has no"),
    ("production without a folder", "prod", PRODUCT, "      root_path: /Workspace", "      state_path: /Workspace", "has no workspace.root_path"),
    ("a folder that two targets share", "prod", PRODUCT, "${bundle.name}/${bundle.target}\n", "${bundle.name}\n", "shares its"),
    ("a development folder of nobody", "dev", PRODUCT, "    default: true\n", "    default: true\n    workspace: {root_path: /Workspace/x}\n", "not the user's own"),
    ("no default target", "dev", PRODUCT, "    default: true\n", "", "0 targets are the default"),
    ("a target without a mode", "dev", PRODUCT, "    mode: development\n", "", "mode None"),
]  # fmt: skip

# What cannot even be read.
UNREADABLE = [
    ("a key given twice", INGEST, "      queue:\n", "      max_concurrent_runs: 2\n      queue:\n", "given twice"),
    ("a resource in two files", "resources/raw2.schema.yml", "", "resources: {schemas: {raw: {name: x}}}\n", "as another file does"),
    ("a target that sets what is not declared", PRODUCT, "    variables:\n      readers_group", "    variables:\n      katalog: x\n      readers_group", "katalog"),
    ("no YAML", INGEST, "resources:\n", "resources: [\n", "no YAML"),
    ("a list at the top", "resources/list.yml", "", "- a\n", "expected a mapping"),
]  # fmt: skip


@pytest.mark.parametrize("row", PLANTED, ids=[row[0] for row in PLANTED])
def test_a_planted_mistake_is_found(copy, row):
    _, target, file, old, new, words = row
    copy.change(file, old, new)
    found = mistakes(copy.read(target))
    assert any(words in mistake for mistake in found), found


@pytest.mark.parametrize("row", UNREADABLE, ids=[row[0] for row in UNREADABLE])
def test_what_cannot_be_read_is_refused(copy, row):
    _, file, old, new, words = row
    copy.change(file, old, new)
    with pytest.raises(BundleError, match=words):
        copy.read()


def test_an_unspoiled_copy_has_no_mistake(copy):
    assert mistakes(copy.read()) == []


def test_a_new_resource_is_covered_without_touching_a_check(copy):
    copy.change(
        "resources/burst.alert.yml",
        "",
        """
resources:
  alerts:
    burst:
      display_name: Burst
      warehouse_id: ${var.warehouse}
      query_text: SELECT 1 AS n FROM ${var.schema}.t
      schedule: {quartz_cron_schedule: hourly, timezone_id: Nowhere, pause_status: UNPAUSED}
      evaluation:
        comparison_operator: GREATER
        source: {name: n}
        notification: {subscriptions: [{user_email: ""}]}
""",
    )
    found = "\n".join(mistakes(copy.read()))
    for words in (
        "var.warehouse",
        "loses the prefix",
        "1 fields",
        "Nowhere",
        "UNPAUSED",
        "GREATER",
        "user_email is empty",
    ):
        assert words in found
