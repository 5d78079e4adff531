"""A bundle's files in, one tree for one target out, as `databricks bundle` merges them. References stay as written.

Mappings are merged key by key, lists are joined, and list entries with a key of their own (task_key) are merged by it.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from faultbook.bundle.errors import BundleError
from faultbook.bundle.parts import PRODUCT, Part, include_patterns
from faultbook.bundle.yaml_file import read_yaml

Tree = dict[str, Any]

# Lists whose entries have a name of their own: list -> the entry's key.
KEYED_LISTS = {"tasks": "task_key", "job_clusters": "job_cluster_key", "parameters": "name"}
TASK_OF_FAULTBOOK = "package_name: faultbook"
# What a target lays over the whole bundle; the rest of a target (mode, default ...) is about the target itself.
TARGET_PARTS = ("bundle", "workspace", "artifacts", "resources", "sync", "permissions", "presets", "run_as")


@dataclass(frozen=True)
class Resource:
    """One resource: its kind as written in the bundle (`jobs`), its key and its fields."""

    kind: str
    key: str
    fields: Tree

    @property
    def name(self) -> str:
        """How references and messages call it."""
        return f"resources.{self.kind}.{self.key}"


@dataclass(frozen=True)
class Bundle:
    """A bundle as one target sees it. `files` holds the content of each file."""

    root: Path
    target: str
    config: Tree
    files: dict[Path, Tree] = field(default_factory=dict)

    @property
    def variables(self) -> dict[str, Tree]:
        """The declared variables: name to description, type, default."""
        return self.config.get("variables") or {}

    def resources(self, kind: str | None = None) -> Iterator[Resource]:
        """All resources, or those of one kind, in the order of their files."""
        for found, by_key in (self.config.get("resources") or {}).items():
            if kind in (None, found):
                yield from (Resource(found, key, fields or {}) for key, fields in (by_key or {}).items())

    def resource(self, kind: str, key: str) -> Resource:
        """One resource; BundleError that names what there is where it is absent."""
        known = {resource.key: resource for resource in self.resources(kind)}
        if key not in known:
            raise BundleError(f"No {key!r} among {kind} of {self.root}; expected one of: {_listed(sorted(known))}.")
        return known[key]


def find_bundle(start: Path) -> Path:
    """The next folder from `start` upwards whose bundle runs faultbook, else faultbook's own; BundleError if none.

    Bundles of other projects are skipped. Faultbook's own is the checkout that it is installed from (editable), else
    the copy inside the installed package.
    """
    here = start.resolve()
    for folder in (here, *here.parents):
        if _runs_faultbook(folder):
            return folder
    package = Path(__file__).resolve().parent
    for folder in (package.parents[2], package / "project"):
        if (folder / "databricks.yml").is_file():
            return folder
    raise BundleError(f"No databricks.yml in {here} or above it, and none in {package}. Fix: install faultbook again.")


def _runs_faultbook(folder: Path) -> bool:
    files = [folder / "databricks.yml", *folder.glob("resources/*.yml")]
    return files[0].is_file() and any(TASK_OF_FAULTBOOK in path.read_text("utf-8", "replace") for path in files)


def read_bundle(
    root: Path,
    target: str | None = None,
    parts: Collection[Part] = (),
    given: Mapping[str, Any] | None = None,
) -> Bundle:
    """The bundle in `root` as `target` sees it (none: the default target); BundleError where files do not fit.

    `parts` are read also where the deployment did not choose them: on this machine every job can run. `given` are
    values of variables by name, as `--var` gives them.
    """
    main = root / "databricks.yml"
    files = {main: read_yaml(main)}
    also = include_patterns(parts, root) if parts else []
    for pattern in (*(files[main].get("include") or []), *also):
        files |= {path: read_yaml(path) for path in sorted(root.glob(str(pattern))) if path not in files}
    whole: Tree = {}
    for path, content in files.items():
        whole = _merged_file(whole, content, path)
    targets = whole.pop("targets", None) or {}
    name = target or _default_target(targets)
    if name not in targets:
        raise BundleError(f"No target {name!r} in {main}; expected one of: {_listed(targets)}.")
    config = _for_target(whole, targets[name] or {})
    for variable, value in (given or {}).items():
        if variable not in config["variables"]:
            raise BundleError(f"{variable} is no variable of {root / PRODUCT}; expected one of those that it declares.")
        declared = {key: field for key, field in config["variables"][variable].items() if key != "lookup"}
        config["variables"][variable] = declared | {"default": value}
    return Bundle(root, name, config, files)


def merged(base: Any, over: Any, list_key: str | None = None) -> Any:
    """`over` laid over `base`: mappings by key, lists joined or merged by their entries' key, the rest replaced."""
    if isinstance(base, dict) and isinstance(over, dict):
        both = {key: merged(base[key], over[key], KEYED_LISTS.get(key)) for key in base if key in over}
        return {**base, **over, **both}
    if isinstance(base, list) and isinstance(over, list):
        return _merged_lists(base, over, list_key) if list_key else base + over
    return over


def _merged_lists(base: list[Any], over: list[Any], list_key: str) -> list[Any]:
    if not all(isinstance(entry, dict) and list_key in entry for entry in base + over):
        return base + over
    later = {entry[list_key]: entry for entry in over}
    kept = [merged(entry, later.get(entry[list_key], {})) for entry in base]
    known = {entry[list_key] for entry in base}
    return kept + [entry for entry in over if entry[list_key] not in known]


def _merged_file(whole: Tree, content: Tree, path: Path) -> Tree:
    for kind, by_key in (content.get("resources") or {}).items():
        for key in by_key or {}:
            if key in ((whole.get("resources") or {}).get(kind) or {}):
                raise BundleError(f"{path} defines resources.{kind}.{key}, as another file does; expected one file.")
    result: Tree = merged(whole, content)
    return result


def _default_target(targets: Tree) -> str:
    chosen = [name for name, target in targets.items() if (target or {}).get("default")]
    return chosen[0] if chosen else next(iter(targets), "default")


def _for_target(whole: Tree, target: Tree) -> Tree:
    parts = {part: target[part] for part in TARGET_PARTS if part in target}
    about = {key: value for key, value in target.items() if key not in (*TARGET_PARTS, "variables")}
    variables = _variables(whole.get("variables") or {}, target.get("variables") or {})
    config: Tree = merged(whole, parts)
    return config | {"variables": variables, "target": about}


def _variables(declared: Tree, overrides: Tree) -> Tree:
    unknown = sorted(overrides.keys() - declared.keys())
    if unknown:
        raise BundleError(f"A target sets {', '.join(unknown)}, which the bundle does not declare under variables.")
    long_form = {name: value if _is_long_form(value) else {"default": value} for name, value in overrides.items()}
    return {name: {**(variable or {}), **long_form.get(name, {})} for name, variable in declared.items()}


def _is_long_form(value: Any) -> bool:
    return isinstance(value, dict) and bool({"default", "lookup"} & value.keys())


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "none at all"
