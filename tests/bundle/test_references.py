"""References are found in texts and resolved to what a deployment would put there."""

from pathlib import Path

import pytest

from faultbook.bundle.errors import BundleError
from faultbook.bundle.references import deployed_references, meanings, resolved, resolved_at_run, run_references, texts
from faultbook.bundle.tree import Bundle

BUNDLE = Bundle(
    Path("/project"),
    "prod",
    {
        "bundle": {"name": "sample"},
        "variables": {
            "catalog": {"default": "main"},
            "landing": {"default": "${resources.volumes.in.volume_path}"},
            "round": {"default": "${var.round}"},
            "empty": {"default": ""},
            "list": {"default": [], "type": "complex"},
            "unset": {"description": "nothing"},
        },
        "resources": {
            "schemas": {"s": {"name": "answers"}},
            "volumes": {
                "in": {"catalog_name": "${var.catalog}", "schema_name": "${resources.schemas.s.name}", "name": "in"}
            },
        },
    },
)

RESOLVED = [
    ("no reference", "no reference"),
    ("${var.catalog}", "main"),
    ("a ${bundle.name} of ${bundle.target}!", "a sample of prod!"),
    ("${resources.schemas.s.name}", "answers"),
    ("${resources.volumes.in.volume_path}", "/Volumes/main/answers/in"),
    ("${var.landing}/", "/Volumes/main/answers/in/"),
    ("[${var.empty}]", "[]"),
    ("costs $5 {x}", "costs $5 {x}"),
]


@pytest.mark.parametrize(("text", "expected"), RESOLVED)
def test_a_reference_means_what_a_deployment_puts_there(text, expected):
    assert resolved(text, meanings(BUNDLE)) == expected


@pytest.mark.parametrize(
    "reference",
    ["var.nothing", "var.unset", "var.list", "workspace.host", "resources.schemas.s.comment", "nonsense", ""],
)
def test_a_reference_without_a_value_is_refused_by_name(reference):
    with pytest.raises(BundleError, match="has no value in target 'prod'"):
        resolved(f"${{{reference}}}", meanings(BUNDLE))


def test_a_reference_to_an_unknown_resource_names_those_there_are():
    with pytest.raises(BundleError, match=r"No 'out' among volumes.*expected one of: in"):
        resolved("${resources.volumes.out.volume_path}", meanings(BUNDLE))


def test_a_circle_of_references_is_refused():
    with pytest.raises(BundleError, match="still refers on"):
        resolved("${var.round}", meanings(BUNDLE))


def test_what_is_known_here_comes_before_the_bundle():
    known = {"var.catalog": "./tables", "resources.volumes.in.volume_path": "logs"}
    assert resolved("${var.catalog} ${var.landing}", meanings(BUNDLE, known)) == "./tables logs"


def test_values_of_a_run_are_put_in_once():
    values = {"job.run_id": "7", "job.parameters.pattern": "{{job.run_id}}"}
    assert resolved_at_run("--a={{job.parameters.pattern}} {{ job.run_id }}", values) == "--a={{job.run_id}} 7"


def test_an_unknown_value_of_a_run_is_refused_with_those_there_are():
    with pytest.raises(BundleError, match=r"\{\{job.id\}\} is unknown here; known: job.run_id"):
        resolved_at_run("{{job.id}}", {"job.run_id": "7"})


def test_references_are_listed_as_written():
    assert deployed_references("${var.a}/${ bundle.name }") == ["var.a", "bundle.name"]
    assert run_references("{{job.run_id}} {{tasks.t.values.v}}") == ["job.run_id", "tasks.t.values.v"]


def test_every_text_of_a_tree_has_a_path():
    tree = {"a": [{"b": "x"}, "y"], "c": 1, "d": {"e": "z"}}
    assert list(texts(tree)) == [("a[0].b", "x"), ("a[1]", "y"), ("d.e", "z")]
