"""Files are merged for a target as `databricks bundle` merges them."""

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from faultbook.bundle.errors import BundleError
from faultbook.bundle.tree import find_bundle, merged, read_bundle

MAIN = """
bundle: {name: sample}
include: [resources/*.yml]
variables:
  a: {description: A, default: whole}
  b: {description: B, default: whole}
targets:
  dev:
    mode: development
    default: true
    variables: {a: short, b: {default: long}}
  prod:
    resources: {jobs: {j: {tags: {kept: x}}}}
"""
JOB = """
resources:
  jobs:
    j:
      name: sample
      tasks: [{task_key: t, max_retries: 1}, {task_key: u}]
targets:
  prod:
    resources: {jobs: {j: {tasks: [{task_key: t, environment_key: e}, {task_key: v}]}}}
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "databricks.yml").write_text(MAIN, encoding="utf-8")
    (tmp_path / "resources").mkdir()
    (tmp_path / "resources" / "j.job.yml").write_text(JOB, encoding="utf-8")
    return tmp_path


def test_the_default_target_is_taken_where_none_is_named(root):
    assert read_bundle(root).target == "dev"


def test_a_target_sets_variables_in_short_and_in_long(root):
    variables = read_bundle(root, "dev").variables
    assert {name: variable["default"] for name, variable in variables.items()} == {"a": "short", "b": "long"}
    assert variables["a"]["description"] == "A"
    assert read_bundle(root, "prod").variables["a"]["default"] == "whole"


def test_tasks_are_merged_by_their_key_and_in_their_order(root):
    assert read_bundle(root, "prod").resource("jobs", "j").fields == {
        "name": "sample",
        "tags": {"kept": "x"},
        "tasks": [{"task_key": "t", "max_retries": 1, "environment_key": "e"}, {"task_key": "u"}, {"task_key": "v"}],
    }


def test_another_target_changes_nothing(root):
    assert read_bundle(root, "dev").resource("jobs", "j").fields["tasks"] == [
        {"task_key": "t", "max_retries": 1},
        {"task_key": "u"},
    ]


@pytest.mark.parametrize(("target", "words"), [("test", "No target 'test'.*dev, prod")])
def test_an_unknown_target_is_refused_with_those_there_are(root, target, words):
    with pytest.raises(BundleError, match=words):
        read_bundle(root, target)


def test_an_unknown_resource_is_refused_with_those_there_are(root):
    with pytest.raises(BundleError, match=r"No 'k' among jobs.*expected one of: j\."):
        read_bundle(root).resource("jobs", "k")


def test_a_bundle_that_runs_faultbook_is_found_from_a_folder_below(root):
    below = root / "src" / "deep"
    below.mkdir(parents=True)
    task = {"task_key": "x", "python_wheel_task": {"package_name": "faultbook", "entry_point": "faultbook-x"}}
    (root / "resources" / "x.job.yml").write_text(yaml.dump({"resources": {"jobs": {"x": {"tasks": [task]}}}}))
    assert find_bundle(below) == root


def test_a_bundle_of_another_project_is_skipped(root):
    assert find_bundle(root) == find_bundle(root.parent)


def test_outside_any_bundle_it_is_the_one_of_this_checkout(tmp_path):
    assert (find_bundle(tmp_path) / "resources" / "ingest.job.yml").is_file()


trees = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3) | st.lists(inner, max_size=2),
    max_leaves=8,
)


@given(trees)
def test_nothing_laid_over_changes_nothing(tree):
    assert merged(tree, {}) == (tree if isinstance(tree, dict) else {})


@given(st.dictionaries(st.sampled_from("abc"), trees), st.dictionaries(st.sampled_from("abc"), trees))
def test_merging_keeps_every_key_and_spoils_neither_side(base, over):
    before = repr((base, over))
    assert merged(base, over).keys() == base.keys() | over.keys()
    assert repr((base, over)) == before
