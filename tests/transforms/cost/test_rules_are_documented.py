"""docs/cost.md lists every rule with the levels that it has."""

from pathlib import Path

import pytest

from faultbook.transforms.cost.opportunities.rules import RULES

PAGE = (Path(__file__).parents[3] / "docs" / "cost.md").read_text("utf-8")


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_in_the_page_with_its_levels(name):
    rule = RULES[name]
    [line] = [line for line in PAGE.splitlines() if line.startswith(f"| `{name}` |")]
    assert f"| {rule.measure} | {rule.warn_at:g} | {rule.critical_at:g} | {rule.min_samples} {rule.sample} |" in line
