"""One YAML file in, plain mappings and lists out, with every text knowing the file and line that it was written in.

Stricter than the Databricks CLI in one point: a key that is given twice is an error; there the last one wins.
"""

from pathlib import Path
from typing import Any

import yaml

from faultbook.bundle.errors import BundleError


class Written(str):
    """A text of a YAML file. `file` and `line` say where it was written; relative paths count from there."""

    file: Path
    line: int

    def __new__(cls, text: str, file: Path, line: int) -> "Written":
        """The text itself, with its place; lines count from 1."""
        written = super().__new__(cls, text)
        written.file = file
        written.line = line
        return written

    @property
    def place(self) -> str:
        """File and line, as a message shows them."""
        return f"{self.file.parent.name}/{self.file.name}:{self.line}"


_FastestSafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_FastestSafeLoader):  # type: ignore[misc]  # mypy knows no class that is chosen at run time
    """Safe YAML that remembers where texts were written."""

    path: Path

    def construct_written(self, node: yaml.ScalarNode) -> Written:
        return Written(self.construct_scalar(node), self.path, node.start_mark.line + 1)

    def construct_int(self, node: yaml.ScalarNode) -> Written | int:
        # 17:00 is no number of base 60, as YAML 1.1 has it: the platform's CLI and Alertmanager read a text.
        return self.construct_written(node) if ":" in node.value else self.construct_yaml_int(node)

    def construct_float(self, node: yaml.ScalarNode) -> Written | float:
        return self.construct_written(node) if ":" in node.value else self.construct_yaml_float(node)

    def construct_timestamp(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.construct_yaml_timestamp(node)
        except ValueError:
            return self.construct_written(node)  # such as 2026-02-30: who reads it knows what is expected


_Loader.add_constructor("tag:yaml.org,2002:str", _Loader.construct_written)
_Loader.add_constructor("tag:yaml.org,2002:int", _Loader.construct_int)
_Loader.add_constructor("tag:yaml.org,2002:float", _Loader.construct_float)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_timestamp)


def read_yaml(path: Path) -> dict[str, Any]:
    """The file's top mapping, empty for an empty file; BundleError where it is no YAML or no mapping."""
    loader = _Loader(path.read_text(encoding="utf-8"))
    loader.path = path
    try:
        node = loader.get_single_node()
        _refuse_keys_given_twice(node, path)
        content = loader.construct_document(node) if node else None
    except yaml.YAMLError as wrong:
        raise BundleError(f"{path} is no YAML: {' '.join(str(wrong).split())}") from wrong
    finally:
        loader.dispose()
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise BundleError(f"{path} holds a {type(content).__name__} at its top; expected a mapping.")
    return content


def _refuse_keys_given_twice(node: yaml.Node | None, path: Path) -> None:
    if isinstance(node, yaml.SequenceNode):
        for entry in node.value:
            _refuse_keys_given_twice(entry, path)
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                raise BundleError(f"{path}:{key.start_mark.line + 1}: key {key.value!r} is given twice; expected once.")
            seen.add(key.value)
            _refuse_keys_given_twice(value, path)
