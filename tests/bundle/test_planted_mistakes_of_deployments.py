"""What stopped a first deployment is planted again in a copy of the bundle, and found.

A row: the mistake, the target, the file, what is put for what, and words of the message.
"""

# ruff: noqa: E501  (a mistake is a line of a table)

import pytest

from tests.bundle.checks import deployments, mistakes

pytestmark = pytest.mark.slow

PRODUCT = "faultbook.yml"
INGEST = "resources/ingest.job.yml"
ANSWERS = "resources/answers.schema.yml"
SPACE = "resources/genie/error_answers.genie_space.yml"
BOARD = "resources/dashboard/board.dashboard.yml"
APP = "resources/console/console.app.yml"
READERS = "            - level: CAN_READ\n              group_name: ${var.readers_group}\n"

PLANTED = [
    ("a catalog that is guessed", "dev", PRODUCT, "calls its own as it likes.\n", "calls its own as it likes.\n    default: main\n", "catalog has a default"),
    ("a warehouse that is guessed", "dev", PRODUCT, "jobs run without one.\n", "jobs run without one.\n    lookup:\n      warehouse: Serverless Starter Warehouse\n", "warehouse_id has a lookup"),
    ("one console for all developers", "dev", PRODUCT, "default: fb-${workspace.current_user.domain_friendly_name}", "default: faultbook-${bundle.target}", "is the same for two developers"),
    ("the bill without its part", "prod", "resources/spend.alert.yml", "", "resources:\n  alerts:\n    spend: {display_name: a, warehouse_id: '${var.warehouse_id}', query_text: 'SELECT count(*) AS n FROM `${var.catalog}`.`${resources.schemas.answers.name}`.cost_ledger', schedule: {quartz_cron_schedule: 0 0 1 * * ?, timezone_id: UTC}, evaluation: {comparison_operator: GREATER_THAN, source: {name: n}, threshold: {value: {double_value: 0}}, empty_result_state: OK}}\n", "reads cost_ledger, and is deployed without the part bill"),
    ("a space of the bill beside that of the logs", "prod", SPACE, ".readers_schema}.error_frequency_daily", ".readers_schema}.cost_ledger", "reads cost_ledger, and is deployed without the part bill"),
    ("an alert that all must have", "prod", "resources/burst.alert.yml", "", "resources: {alerts: {burst: {display_name: a, query_text: SELECT 1 AS n}}}\n", "is deployed without the part alerts"),
    ("a job that needs a warehouse", "prod", INGEST, "          python_wheel_task:", "          sql_task: {warehouse_id: '${var.warehouse_id}'}\n          python_wheel_task:", "needs a warehouse, which the logs do not have"),
    ("production for each who deploys", "prod", PRODUCT, "/Workspace/Users/${var.owner}", "/Workspace/Users/${workspace.current_user.userName}", "a second engineer would plan everything as new"),
    ("nobody but the owner may run a job", "prod", PRODUCT, "      - level: CAN_RUN\n        group_name: ${var.operators_group}\n", "", "lack ${var.operators_group} with CAN_RUN"),
    ("nobody but the owner may deploy", "classic", PRODUCT, "      - level: CAN_MANAGE\n        group_name: ${var.admins_group}\n", "", "lack ${var.admins_group} with CAN_MANAGE"),
    ("readers who see a space and no rows", "prod", ANSWERS, "            - principal: ${var.readers_group}\n              privileges: ${var.readers_on_answers}\n", "", "${var.readers_group} has nothing; expected SELECT, USE_SCHEMA"),
    ("readers of messages", "prod", "resources/raw.schema.yml", "            - principal: ${var.operators_group}\n", "            - principal: ${var.readers_group}\n              privileges: [USE_SCHEMA, SELECT]\n            - principal: ${var.operators_group}\n", "${var.readers_group} has SELECT, USE_SCHEMA; expected nothing"),
    ("a space that readers may not ask", "prod", SPACE, "level: CAN_RUN\n            group_name: ${var.readers_group}", "level: CAN_READ\n            group_name: ${var.readers_group}", "lack ${var.readers_group} with CAN_RUN"),
    ("a dashboard that readers do not see", "prod", BOARD, READERS, "", "lack ${var.readers_group} with CAN_READ"),
    ("a console that nobody else may open", "classic", APP, "            - level: CAN_USE\n              group_name: ${var.readers_group}\n", "", "lack ${var.readers_group} with CAN_USE"),
    ("pages of a bill that is not deployed", "prod", "databricks.yml", "  - resources/bill/*.yml\n", "", "lacks the part bill, and its console is without none"),
    ("a variable of an app without a text", "prod", PRODUCT, "    default: none\n", '    default: ""\n', "FAULTBOOK_WITHOUT is empty"),
    ("pages that follow from nothing", "prod", APP, "          - name: FAULTBOOK_WITHOUT\n            value: ${var.without}\n", "", "expected FAULTBOOK_WITHOUT"),
    ("a warehouse that only its manager can give", "prod", APP, "      user_api_scopes:", "      resources: [{name: w, sql_warehouse: {id: '${var.warehouse_id}', permission: CAN_USE}}]\n      user_api_scopes:", "takes CAN MANAGE on it to deploy"),
    ("a volume that nobody may land in", "prod", "resources/landing.volume.yml", "[READ_VOLUME, WRITE_VOLUME]", "[READ_VOLUME]", "has READ_VOLUME; expected READ_VOLUME, WRITE_VOLUME"),
    ("grants in a developer's own schema", "dev", ANSWERS, "  prod: &shared", "  dev: &shared", "has grants in a development target"),
    ("knowledge of somebody else", "dev", "catalog/services.yml", "services: {}", "services: {payments-api: {owner: a}}", "services holds payments-api; expected comments only"),
    ("a job that never ends", "dev", INGEST, "      timeout_seconds: ${var.job_timeout_seconds}\n", "", "jobs.ingest has no timeout_seconds"),
    ("a task that never ends", "dev", INGEST, "          timeout_seconds: ${var.task_timeout_seconds}\n", "", "ingest.ingest has no timeout_seconds"),
    ("a failure that nobody hears of", "dev", INGEST, "        on_failure: ${var.failure_emails}\n", "", "no recipient of failed runs"),
    ("a cluster that no policy limits", "classic", INGEST, "                policy_id: ${var.cluster_policy_id}\n", "", "has no policy_id"),
    ("a cluster of one size", "classic", INGEST, "                autoscale:\n                  min_workers: ${var.node_count}\n                  max_workers: ${var.most_nodes}\n", "                num_workers: 1\n", "has no autoscale"),
    ("a serverless job that nobody is charged for", "prod", INGEST, "          budget_policy_id: ${var.budget_policy_id}\n", "", "has no budget_policy_id"),
    ("vendored wheels that a job leaves out", "dev", INGEST, "../dist/*.whl", "../dist/faultbook-*.whl", "installs ../dist/faultbook-*.whl; expected dist/*.whl"),
    ("a package that an index must have", "prod", INGEST, "- ../dist/*.whl", "- ../dist/*.whl\n                  - pyyaml", "installs ../dist/*.whl, pyyaml"),
    ("a package for a cluster that an index must have", "classic", INGEST, "- whl: ../dist/*.whl", "- whl: ../dist/*.whl\n                - pypi: {package: pyyaml}", "expected dist/*.whl"),
    ("a job without tags", "dev", INGEST, "      tags: ${var.tags}\n", "", "has no tags"),
]  # fmt: skip


@pytest.mark.parametrize("row", PLANTED, ids=[row[0] for row in PLANTED])
def test_what_stopped_a_deployment_is_found(copy, row):
    _, target, file, old, new, words = row
    copy.change(file, old, new)
    found = mistakes(copy.read(target))
    assert any(words in mistake for mistake in found), found


def test_an_unspoiled_copy_has_no_mistake(copy):
    for target in ("dev", "prod", "classic"):
        bundle = copy.read(target)
        assert [mistake for check in deployments.CHECKS for mistake in check(bundle)] == []
