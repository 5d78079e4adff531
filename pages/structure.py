"""Figures of the code's structure, read from the syntax trees: `python -m pages.structure [ROOT ...]`.

Prints a Markdown table: modules, lines, folders, imports between packages, imports against the layers, and cycles. Each
ROOT is a checkout of this repository (default: this one) and a column, so that versions can be compared.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from statistics import median

Graph = Mapping[str, set[str]]
"""What each node imports."""

DISTRIBUTIONS = ("src/faultbook", "samples/src/faultbook_samples")


def main() -> None:
    """Prints the table of the checkouts."""
    roots = [Path(name).absolute() for name in sys.argv[1:]] or [Path(__file__).parents[1].absolute()]
    columns = [dict(figures(root)) for root in roots]
    print(f"| figure | {' | '.join(root.name for root in roots)} |\n|{'---|' * (len(roots) + 1)}")
    for name in dict.fromkeys(name for column in reversed(columns) for name in column):
        print(f"| {name} | {' | '.join(column.get(name, '') for column in columns)} |")


def figures(root: Path) -> Iterator[tuple[str, str]]:
    """Name and value of each figure of the checkout at `root`."""
    for folder in filter(Path.is_dir, (root / name for name in DISTRIBUTIONS)):
        files = modules(folder)
        lines = {path: len(path.read_text("utf-8").splitlines()) for path in files}
        yield f"`{folder.name}`: modules, lines", f"{len(files):,}, {sum(lines.values()):,}"
    package = root / DISTRIBUTIONS[0]
    yield from _sizes(package)
    yield from _imports(package, layers(root))


def modules(folder: Path) -> list[Path]:
    """The Python files below a folder that contain more than a docstring."""
    return sorted(path for path in folder.rglob("*.py") if len(ast.parse(path.read_text("utf-8")).body) > 1)


def layers(root: Path) -> dict[str, int]:
    """The layer of each top-level package, larger is higher: from docs/architecture.md, else from the older test."""
    page = root / "docs" / "architecture.md"
    if page.exists():
        rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", page.read_text("utf-8"), re.MULTILINE)
        return {name: int(layer) for layer, name in rows}
    tree = ast.parse((root / "tests" / "test_architecture.py").read_text("utf-8"))
    [layer_names] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "FLOORS"
    ]
    return {name: layer for layer, names in enumerate(layer_names) for name in sorted(names)}


def import_graph(package: Path) -> dict[str, set[str]]:
    """The modules of a package, dotted, and which of them each imports, wherever the import is written."""
    names = {_dotted(path, package): path for path in sorted(package.rglob("*.py"))}
    return {
        name: {found for wanted in _imported(path) if (found := _known(wanted, names)) and found != name}
        for name, path in names.items()
    }


def folded(graph: Graph, depth: int | None) -> dict[str, set[str]]:
    """The graph of packages of `depth` parts (1: top level); None: of the folders that the modules are in.

    A module beside the top-level packages counts as a package of its own.
    """

    def of(module: str) -> str:
        parts = module.split(".")[1:]
        return ".".join(parts[:depth] if depth else parts[:-1] or parts)

    result: dict[str, set[str]] = {}
    for module, imports in graph.items():
        result.setdefault(of(module), set()).update(of(other) for other in imports)
    return {name: others - {name} for name, others in result.items()}


def cycles(graph: Graph) -> list[list[str]]:
    """Groups of nodes that import each other, directly or through others (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def picture(root: Path) -> str:
    """The top-level packages, their layers and what they import, as a Mermaid flowchart.

    An import is left out where a longer path leads to the same package.
    """
    graph = folded(import_graph(root / DISTRIBUTIONS[0]), 1)
    graph.pop("__init__", None)
    layer_of = layers(root)
    lines = ["flowchart TD"]
    lines += [f'  {name}["{name}<br/>{layer}"]' for name, layer in layer_of.items()]
    for name in sorted(graph, key=lambda each: (-layer_of[each], each)):
        imports = graph[name] - {"__init__"}
        further = set().union(*(_reachable(graph, other) for other in imports)) if imports else set()
        if direct := sorted(imports - further, key=lambda each: (-layer_of[each], each)):
            lines.append(f"  {name} --> {' & '.join(direct)}")
    return "\n".join(lines)


def _reachable(graph: Graph, start: str) -> set[str]:
    """What a package imports, directly or through others."""
    found: set[str] = set()
    waiting = set(graph.get(start, ()))
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= set(graph.get(name, ())) - found
    return found


def _sizes(package: Path) -> Iterator[tuple[str, str]]:
    top = [path for path in package.iterdir() if path.name not in ("__pycache__", "generated")]
    folders: dict[str, int] = {}
    lines: dict[str, int] = {}
    for path in modules(package):
        name = path.relative_to(package).as_posix()
        folder = path.parent.relative_to(package).as_posix()
        folders[folder] = folders.get(folder, 0) + 1
        lines[name] = len(path.read_text("utf-8").splitlines())
    loose = sorted(path.stem for path in top if path.suffix == ".py" and path.stem != "__init__")
    yield "top-level packages", str(sum(path.is_dir() for path in top))
    yield "modules beside them", f"{len(loose)} ({', '.join(loose)})"
    yield "folders with modules", str(len(folders))
    yield "modules per folder: median, largest", f"{median(folders.values()):g}, {_largest(folders)}"
    yield "folders with more than 20 modules", _names(name for name, count in folders.items() if count > 20)
    yield "lines per module: median, largest", f"{median(lines.values()):g}, {_largest(lines)}"
    yield "modules of more than 300 lines", str(sum(count > 300 for count in lines.values()))


def _imports(package: Path, layer_of: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    graph = import_graph(package)
    top, folders = folded(graph, 1), folded(graph, None)
    top.pop("__init__", None)
    pairs = [(name, other) for name, others in top.items() for other in others if other != "__init__"]
    upward = [f"{a} → {b}" for a, b in pairs if layer_of.get(a, 0) <= layer_of.get(b, 0)]
    yield "imports between modules", f"{sum(map(len, graph.values())):,}"
    yield "imports between top-level packages (pairs)", str(len(pairs))
    yield "imports between folders (pairs)", str(sum(map(len, folders.values())))
    yield "imports up or beside, against the layers", _names(upward)
    yield "cycles of top-level packages", _groups(cycles(top))
    yield "cycles of folders", _groups(cycles(folders))
    yield "cycles of modules", _groups(cycles(graph))


def _dotted(path: Path, package: Path) -> str:
    parts = [package.name, *path.relative_to(package).with_suffix("").parts]
    return ".".join(parts)


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _known(wanted: str, names: Mapping[str, Path]) -> str | None:
    """The module that an imported name is or is defined in; None for other libraries."""
    parts = wanted.split(".")
    for length in range(len(parts), 0, -1):
        name = ".".join(parts[:length])
        for candidate in (name, f"{name}.__init__"):
            if candidate in names:
                return candidate
    return None


def _largest(counts: Mapping[str, int]) -> str:
    name = max(counts, key=lambda key: counts[key])
    return f"{counts[name]} (`{name}`)"


def _names(found: Iterable[str]) -> str:
    names = sorted(found)
    return f"{len(names)} ({', '.join(names)})" if names else "0"


def _groups(found: list[list[str]]) -> str:
    return f"{len(found)} ({'; '.join(', '.join(group) for group in found)})" if found else "0"


if __name__ == "__main__":
    main()
