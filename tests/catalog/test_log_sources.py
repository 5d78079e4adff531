"""The file of log sources: what it may hold, and what its errors name."""

from datetime import timedelta
from pathlib import Path

import pytest

from faultbook.catalog.log_sources import read_log_sources_file
from faultbook.errors import InvalidCatalog

SHIPPED = Path(__file__).parent.parent.parent / "catalog" / "log_sources.yml"
WORKSPACE = "0b6a2f38-6f4d-4f3e-9c55-1de1fbb0f7a1"
TABLE = f"log_analytics: {{workspace: {WORKSPACE}, table: AppTraces}}"


def written(folder: Path, *lines: str) -> str:
    path = folder / "log_sources.yml"
    path.write_text("logs:\n" + "\n".join(lines) + "\n", "utf-8")
    return str(path)


def test_no_file_and_the_shipped_file_have_no_source():
    assert read_log_sources_file("") == []
    assert read_log_sources_file(str(SHIPPED)) == []


def test_the_examples_of_the_shipped_file_hold(tmp_path):
    text = SHIPPED.read_text("utf-8")
    examples = text.partition("logs: []\n")[2].replace("#  ", "  ").replace("#    ", "    ")
    found = read_log_sources_file(written(tmp_path, examples))
    assert [entry.name for entry in found] == ["shop-exceptions", "factory", "own-table", "orders-lambda", "shop-gke"]
    assert found[0].every == timedelta(minutes=10)
    assert found[2].fields == {"message": ["Text_s"], "level": ["Level_s"], "service": ["Machine_s"]}


def test_times_are_numbers_with_a_unit_and_recheck_may_be_off(tmp_path):
    (found,) = read_log_sources_file(
        written(tmp_path, "  - name: a", f"    {TABLE}", "    every: 1h", "    settle: 90s", "    recheck: off")
    )
    assert (found.every, found.settle, found.recheck) == (timedelta(hours=1), timedelta(seconds=90), None)


WRONG = [
    (["  - name: Shop", f"    {TABLE}"], 2, "'Shop'; expected 1 to 64 lower-case letters"),
    (["  - name: a", f"    {TABLE}", "    every: soon"], 4, "'soon'; expected a number and s, m, h or d"),
    (["  - name: a", f"    {TABLE}", "    every: 10s"], 2, "expected 1m to 1d"),
    (["  - name: a", f"    {TABLE}", "    recheck: 1m"], 2, "expected a longer time, or off"),
    (["  - name: a"], 2, "found none of them; expected one of log_analytics, cloudwatch, cloud_logging"),
    (["  - name: a", "    log_analytics: {workspace: shop, table: T}"], 3, "expected the workspace id"),
    (["  - name: a", f"    log_analytics: {{workspace: {WORKSPACE}, table: 'T | take 1'}}"], 3, "expected a name of"),
    (
        ["  - name: a", f"    log_analytics: {{workspace: {WORKSPACE}, table: T, where: {{'A) or (1': 2}}}}"],
        3,
        "expected a name of",
    ),
    (["  - name: a", f"    {TABLE}", "    fields: {mesage: Text}"], 2, "'mesage'; expected one of message"),
    (["  - name: a", f"    {TABLE}", "    fields: {message: 'A; B'}"], 4, "expected a column"),
    (["  - name: a", f"    {TABLE}", f"  - name: a\n    {TABLE}"], 0, "the name a twice"),
    (
        ["  - name: a", "    cloud_logging: {resource: projects/p, filter: 'a) OR (b'}"],
        3,
        "expected a filter with closed quotes and parentheses",
    ),
    (["  - name: a", "    cloud_logging: {resource: shop}"], 3, "expected projects/NAME"),
    (["  - name: a", "    cloudwatch: {region: europe, log_group: x}"], 3, "expected a region"),
    (
        ["  - name: a", "    cloudwatch: {region: eu-central-1, log_group: x, access_key_id: '${env:K}'}"],
        3,
        "expected both",
    ),
    (
        ["  - name: a", "    cloudwatch: {region: eu-central-1, log_group: x}", "    levels: {a: b}"],
        2,
        "log_analytics only",
    ),
]


@pytest.mark.parametrize(("lines", "line", "named"), WRONG)
def test_a_mistake_is_named_with_its_line(tmp_path, lines, line, named):
    with pytest.raises(InvalidCatalog) as wrong:
        read_log_sources_file(written(tmp_path, *lines))
    assert named in str(wrong.value)
    assert not line or f"log_sources.yml:{line}: " in str(wrong.value)


@pytest.mark.parametrize(
    "given",
    [
        f"log_analytics: {{workspace: {WORKSPACE}, table: T, identity: {{tenant_id: t, client_id: c, "
        "client_secret: hunter2secret}}",
        "cloudwatch: {region: eu-central-1, log_group: x, access_key_id: hunter2secret, secret_access_key: '${env:S}'}",
        "cloud_logging: {resource: projects/p, service_account: hunter2secret}",
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(tmp_path, given):
    with pytest.raises(InvalidCatalog) as wrong:
        read_log_sources_file(written(tmp_path, "  - name: a", f"    {given}"))
    assert "no reference to a secret" in str(wrong.value)
    assert "hunter2secret" not in str(wrong.value)
