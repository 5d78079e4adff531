"""Terraform's language as it is written here is what a parser of its own reads."""

import json

import hcl2
from hypothesis import given
from hypothesis import strategies as st

from faultbook.connecting.hcl import Block, Expression, render

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40)
NAMES = st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True).filter(lambda name: name not in {"for", "if", "in"})


@given(st.dictionaries(NAMES, TEXTS | st.booleans() | st.integers(-(2**31), 2**31), max_size=5))
def test_attributes_are_read_as_they_were_written(attributes):
    read = hcl2.loads(render([Block("resource", ["kind", "name"], attributes)]))
    ((found,),) = (entry.values() for entry in read["resource"])
    fields = {key: value for key, value in found['"name"'].items() if not key.startswith("__")}
    assert {name: _value(value) for name, value in fields.items()} == attributes


def _value(value):
    """What Terraform makes of a value that hcl2 gives with its quotes: no template is left in it."""
    if not isinstance(value, str):
        return value
    assert value[0] == value[-1] == '"'
    assert "${" not in value.replace("$${", "")
    assert "%{" not in value.replace("%%{", "")
    return json.loads(value.replace("$${", "${").replace("%%{", "%{"))


def test_neighbouring_single_lines_are_aligned_as_terraform_fmt_does():
    block = Block("a", ["b"], {"x": 1, "long": "t", "m": {"k": Expression("v.w")}, "yy": True}, [Block("c")])
    assert block.render() == (
        'a "b" {\n  x    = 1\n  long = "t"\n  m = {\n    k = v.w\n  }\n  yy = true\n\n  c {\n\n  }\n}'
    )
