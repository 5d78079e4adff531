"""What is polled, in a file: what may be in it, and the errors of what may not."""

# ruff: noqa: E501  (a case is a line of a table)

from pathlib import Path

import pytest

from faultbook.catalog.polling import read_poll_file
from faultbook.errors import InvalidCatalog

FACTORY = "  - source: data-factory\n    subscription: s\n    resource_group: g\n    factory: "
GOOD = f"""
pollers:
  - source: databricks-runs
    overlap_minutes: 0
  - source: databricks-libraries
  - source: synapse
    workspace: analytics
    identity: {{client_id: managed}}
  - source: azure-alert-rows
    cloud: usgov
    identity: {{client_id: managed}}
{FACTORY}loads
    identity:
      tenant_id: t
      client_id: c
      client_secret: ${{secret:faultbook/azure}}
{FACTORY}others
"""
WRONG = {
    "pollers:\n  - source: databricks-jobs": r":2: pollers\.0\.source: found 'databricks-jobs'; expected 'databricks-runs', 'databricks-clusters'",
    "pollers:\n  - source: data-factory\n    subscription: s": r":2: pollers\.0: found no resource_group; expected subscription, resource_group, factory for the source data-factory",
    "pollers:\n  - source: databricks-runs\n    factory: f": r"found factory; expected no name of a part for the source databricks-runs",
    "pollers:\n  - source: databricks-runs\n    identity: {client_id: c}": "found an identity; expected none for the source databricks-runs",
    "pollers:\n  - source: synapse\n    workspace: w\n    identity: {client_id: c, tenant_id: t}": "found one of tenant_id and client_secret; expected both",
    "pollers:\n  - source: synapse\n    workspace: w\n    identity: {client_id: c, tenant_id: t, client_secret: hunter2}": r"found a text that is no reference to a secret; expected \$\{env:NAME\} or",
    "pollers:\n  - source: synapse\n    workspace: w/../x": "found 'w/../x'",
    "pollers:\n  - source: databricks-runs\n    overlap_minutes: soon": "found 'soon'",
    "pollers:\n  - source: databricks-runs\n    overlap: 5": r":3: pollers\.0\.overlap: found an unknown key; expected some of source, overlap_minutes",
    "pollers:\n  - source: databricks-runs\n  - source: databricks-runs": "found databricks-runs more than once; expected each source once",
    "pollers:\n  databricks-runs: {}": "pollers",
    "pollers:\n  - source: azure-alert-rows\n    first_days: 7": "found first_days; expected none for the source azure-alert-rows: it reads one day of alerts",
    "pollers:\n  - source: azure-alert-rows\n    cloud: germany": "found 'germany'; expected 'public', 'usgov'",
    "pollers:\n  - source: synapse\n    workspace: w\n    cloud: china": "found cloud; expected none for the source synapse",
}


def written(tmp_path, text):
    path = tmp_path / "poll.yml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_good_file(tmp_path):
    runs, libraries, synapse, alert_rows, loads, others = read_poll_file(written(tmp_path, GOOD))
    assert (runs.overlap, runs.first_days, runs.scope) == (0, 7, "")
    assert libraries.overlap == 30 * 24 * 60
    assert (synapse.scope, synapse.identity.client_id) == ("analytics", "managed")
    assert (alert_rows.scope, alert_rows.cloud) == ("", "usgov")
    assert (loads.scope, others.scope) == ("s/g/loads", "s/g/others")


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_file_is_refused_with_its_place(tmp_path, text):
    with pytest.raises(InvalidCatalog, match=WRONG[text]) as raised:
        read_poll_file(written(tmp_path, text))
    assert "hunter2" not in str(raised.value) and "docs/polling.md" in str(raised.value)


def test_nothing_is_polled_without_a_file_or_an_entry(tmp_path):
    assert read_poll_file("") == []
    assert read_poll_file(written(tmp_path, "pollers: []")) == []


def test_the_shipped_file_names_sources_that_need_nothing_more():
    entries = read_poll_file(str(Path(__file__).parents[2] / "catalog" / "poll.yml"))
    assert [entry.source for entry in entries] == [
        "databricks-runs",
        "databricks-clusters",
        "databricks-libraries",
        "databricks-pipelines",
        "azure-alert-rows",
    ]
