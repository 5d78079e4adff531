"""Writes Terraform's language: blocks with attributes. Texts are quoted so that nothing in them is a template."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Expression:
    """A piece of the language as it is: `azurerm_monitor_action_group.receiver.id`."""

    text: str


@dataclass(frozen=True)
class Block:
    """A block: its type, its labels, its attributes and the blocks in it."""

    kind: str
    labels: Sequence[str] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    blocks: Sequence["Block"] = ()

    def render(self, indent: str = "") -> str:
        """The block as `terraform fmt` writes it: equal signs of neighbouring single lines are aligned."""
        inner = indent + "  "
        head = " ".join([self.kind, *(json.dumps(label) for label in self.labels)])
        values = {name: _value(value, inner) for name, value in self.attributes.items()}
        lines = [f"{inner}{name}{' ' * gap}= {values[name]}" for name, gap in _gaps(values).items()]
        parts = (["\n".join(lines)] if lines else []) + [block.render(inner) for block in self.blocks]
        return f"{indent}{head} {{\n" + "\n\n".join(parts) + f"\n{indent}}}"


def render(blocks: Sequence[Block]) -> str:
    """A file of blocks."""
    return "\n\n".join(block.render() for block in blocks) + "\n"


def _gaps(values: Mapping[str, str]) -> dict[str, int]:
    """How many blanks are behind each name: those of neighbouring values of one line are aligned."""
    gaps: dict[str, int] = {}
    run: list[str] = []
    for name, value in [*values.items(), ("", "\n")]:
        if "\n" in value:
            width = max((len(each) for each in run), default=0)
            gaps |= {each: width - len(each) + 1 for each in run}
            run = []
            gaps |= {name: 1} if name else {}
        else:
            run.append(name)
    return {name: gaps[name] for name in values}


def _value(value: Any, indent: str) -> str:
    match value:
        case Expression():
            return value.text
        case bool() | int() | float() | None:
            return json.dumps(value)
        case str():
            return _text(value)
        case Mapping():
            if not value:
                return "{}"
            width = max(len(_key(name)) for name in value)
            inner = indent + "  "
            rows = [f"{inner}{_key(name):<{width}} = {_value(each, inner)}" for name, each in value.items()]
            return "{\n" + "\n".join(rows) + f"\n{indent}}}"
        case Sequence():
            return "[" + ", ".join(_value(each, indent) for each in value) + "]"
    raise TypeError(f"no value of Terraform: {value!r}")


def _key(name: str) -> str:
    return name if name.isidentifier() else _text(name)


def _text(text: str) -> str:
    # Terraform reads \uNNNN as JSON does; ${ and %{ begin templates.
    return json.dumps(text, ensure_ascii=False).replace("${", "$${").replace("%{", "%%{")
