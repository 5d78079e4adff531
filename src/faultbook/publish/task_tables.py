"""Which tables each task of the jobs writes and reads, and under which leases: read from the syntax trees of `jobs`.

Nothing is imported or run. The result names too many tables rather than too few: a function counts as called where it
is named. Tables whose name is only known at run time (views that a question names) are not found.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from faultbook.tables import RECORD_TABLES, TABLES, Lease
from faultbook.tables.text_columns import TEXT_TABLES

PACKAGE = Path(__file__).parents[1]
WRITES = {
    *("append", "append_rows", "replace", "replace_rows", "replace_where", "upsert"),
    *("delete", "delete_rows", "update", "change_rows"),
}
"""Methods of a lakehouse that write the table of their first argument; writers of batches have such methods too."""
READS = {"read", "fetch", "largest"}
KNOWN_NAMES = {
    "TABLES": frozenset(TABLES),
    "TEXT_TABLES": frozenset(table.name for table in TEXT_TABLES),
    "RECORD_TABLES": frozenset(table.name for table in RECORD_TABLES),
    "TABLE_OF": frozenset(table.name for table in RECORD_TABLES),
}
"""Groups of tables that are defined outside `jobs`."""

Function = ast.FunctionDef
Sink = tuple[str, str]
"""What a parameter is used for (`writes` or `reads`), and the parameter's name."""


@dataclass(frozen=True)
class TaskTables:
    """What a task does with tables, by name, sorted. `leases` are those that it takes, in their order."""

    writes: tuple[str, ...]
    reads: tuple[str, ...]
    leases: tuple[Lease, ...]


@dataclass(frozen=True)
class Module:
    """A module's functions (methods and inner functions among them), constants and imports, by name.

    Each constant is among the functions too.
    """

    name: str
    functions: Mapping[str, list[Function]]
    methods: Mapping[str, list[Function]]
    constants: Mapping[str, ast.expr]
    imports: Mapping[str, tuple[str, str]]


@dataclass(frozen=True)
class Place:
    """A function and the module that contains it."""

    module: Module
    function: Function = field(hash=False, compare=False)
    line: int = 0

    def __hash__(self) -> int:
        """By place in the source."""
        return hash((self.module.name, self.line))

    def __eq__(self, other: object) -> bool:
        """Equal where module and line are."""
        return isinstance(other, Place) and (self.module.name, self.line) == (other.module.name, other.line)


def tables_of_tasks(package: Path = PACKAGE) -> dict[str, TaskTables]:
    """The tables of each task, by the name of its module: the modules of `jobs` that have `main` and `run`."""
    program = Program(package)
    found = {}
    for name, module in program.modules.items():
        is_task = name.count(".") == 2 and {"main", "run"} <= set(module.functions)
        if is_task:
            found[name.rpartition(".")[2]] = program.tables_of(module)
    return found


class Program:
    """The modules of `jobs` and what they use of `lakehouse` to write batches."""

    def __init__(self, package: Path) -> None:
        """Parses the modules."""
        paths = [*sorted((package / "jobs").rglob("*.py")), package / "lakehouse" / "batches.py"]
        self.modules = {module.name: module for module in (_parsed(path, package) for path in paths)}

    def tables_of(self, module: Module) -> TaskTables:
        """What `run` of a module does, and all that it calls."""
        places = self._reachable([Place(module, each, each.lineno) for each in module.functions["run"]])
        used: dict[str, set[str]] = {"writes": set(), "reads": set()}
        leases: set[str] = set()
        for place in places:
            for kind, tables in self._uses(place):
                used[kind] |= tables
            leases |= set(self._leases(place))
        return TaskTables(
            tuple(sorted(used["writes"])),
            tuple(sorted(used["reads"])),
            tuple(lease for lease in Lease if lease.name in leases),
        )

    def _uses(self, place: Place) -> Iterator[tuple[str, set[str]]]:
        for call in _calls(place.function):
            for kind, argument in self._table_arguments(place, call):
                yield kind, self._tables(argument, place.module, self._loops(place))

    def _table_arguments(self, place: Place, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        """Arguments of a call that are tables which it writes or reads."""
        found = self._positions(place, call)
        return ((kind, argument) for kind, argument in found if not isinstance(argument, ast.Subscript))

    def _positions(self, place: Place, call: ast.Call) -> Iterator[tuple[str, ast.expr]]:
        name = _called(call)
        if isinstance(call.func, ast.Attribute) and call.args:
            if name in WRITES:
                yield "writes", call.args[0]
            if name in READS:
                yield "reads", call.args[0]
        for function, is_method in self._functions(place.module, call):
            parameters = [argument.arg for argument in function.args.args][is_method:]
            for kind, parameter in self.sinks.get((function.name, function.lineno), ()):
                keywords = {keyword.arg: keyword.value for keyword in call.keywords}
                at = parameters.index(parameter) if parameter in parameters else len(call.args)
                if parameter in keywords:
                    yield kind, keywords[parameter]
                elif at < len(call.args):
                    yield kind, call.args[at]

    @cached_property
    def sinks(self) -> dict[tuple[str, int], set[Sink]]:
        """Functions that write or read a table which they get as an argument: name and line -> uses of parameters."""
        self.__dict__["sinks"] = found = dict[tuple[str, int], set[Sink]]()
        places = [
            Place(module, function, function.lineno)
            for module in self.modules.values()
            for functions in module.functions.values()
            for function in functions
        ]
        size = -1
        while size != sum(map(len, found.values())):
            size = sum(map(len, found.values()))
            for place in places:
                parameters = {argument.arg for argument in place.function.args.args}
                for call in _calls(place.function):
                    for kind, argument in self._table_arguments(place, call):
                        if isinstance(argument, ast.Name) and argument.id in parameters:
                            found.setdefault((place.function.name, place.line), set()).add((kind, argument.id))
        return found

    def _functions(self, module: Module, call: ast.Call) -> Iterator[tuple[Function, bool]]:
        name = _called(call)
        if isinstance(call.func, ast.Name):
            yield from ((place.function, False) for place in self._named(module, name))
        elif isinstance(call.func, ast.Attribute):
            yield from ((place.function, True) for place in self._methods(module, name))

    def _named(self, module: Module, name: str) -> Iterator[Place]:
        if name in module.functions:
            yield from (Place(module, function, function.lineno) for function in module.functions[name])
        elif name in module.imports:
            source, original = module.imports[name]
            if source in self.modules:
                yield from self._named(self.modules[source], original)

    def _methods(self, module: Module, name: str) -> Iterator[Place]:
        sources = {source for source, _ in module.imports.values()} & set(self.modules)
        for each in (module, *(self.modules[source] for source in sorted(sources))):
            yield from (Place(each, function, function.lineno) for function in each.methods.get(name, ()))

    def _reachable(self, start: Iterable[Place]) -> set[Place]:
        seen: set[Place] = set()
        waiting = list(start)
        while waiting:
            place = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            for node in ast.walk(place.function):
                if isinstance(node, ast.Name):
                    waiting += self._named(place.module, node.id)
                elif isinstance(node, ast.Attribute):
                    waiting += self._methods(place.module, node.attr)
        return seen

    def _loops(self, place: Place) -> dict[str, set[str]]:
        """Variables of loops over tables -> those tables."""
        found: dict[str, set[str]] = {}
        for node in ast.walk(place.function):
            if isinstance(node, ast.For | ast.comprehension):
                tables = self._tables(node.iter, place.module, found)
                for target in ast.walk(node.target):
                    if isinstance(target, ast.Name) and tables:
                        found.setdefault(target.id, set()).update(tables)
        return found

    def _tables(self, expression: ast.expr, module: Module, loops: Mapping[str, set[str]]) -> set[str]:
        """Tables that an expression names, by way of constants and of functions without arguments."""
        found: set[str] = set()
        for node in ast.walk(expression):
            if isinstance(node, ast.Attribute) and node.attr == "table":
                found |= self._tables_of_formats()
            elif isinstance(node, ast.Name):
                found |= self._tables_of_name(node.id, module, loops)
        return found

    def _tables_of_name(self, name: str, module: Module, loops: Mapping[str, set[str]]) -> set[str]:
        if name in KNOWN_NAMES:
            return set(KNOWN_NAMES[name])
        if name.isupper() and name.lower() in TABLES:
            return {name.lower()}
        if name in loops:
            return loops[name]
        if name in module.constants:
            return self._tables(module.constants[name], module, {})
        if name in module.imports and module.imports[name][0] in self.modules:
            source, original = module.imports[name]
            return self._tables_of_name(original, self.modules[source], {})
        bodies = [function for function in module.functions.get(name, ()) if not function.args.args]
        values = (node.value for body in bodies for node in ast.walk(body) if isinstance(node, ast.Return | ast.Assign))
        return {table for value in values if value is not None for table in self._tables(value, module, {})}

    def _tables_of_formats(self) -> set[str]:
        module = self.modules.get("faultbook.jobs.ingestion.formats")
        if module is None:
            return set()
        made = [node for node in module.constants.values() if isinstance(node, ast.Call) and _called(node) == "Format"]
        return {table for call in made for table in self._tables(call.args[0], module, {})}

    def _leases(self, place: Place) -> Iterator[str]:
        """Names of the leases that a function takes; all where it takes them in a loop over all."""
        for call in _calls(place.function):
            if _called(call) == "writer_lease":
                yield from _leases_in([*call.args[1:]], place.function)


def _leases_in(arguments: Iterable[ast.expr], function: Function) -> Iterator[str]:
    loops = {
        node.target.id: node.iter
        for node in ast.walk(function)
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name)
    }
    for argument in arguments:
        if isinstance(argument, ast.Attribute):
            yield argument.attr
        elif isinstance(argument, ast.Name) and argument.id in loops and _names_leases(loops[argument.id]):
            yield from (node.attr for node in ast.walk(loops[argument.id]) if isinstance(node, ast.Attribute))
        else:
            yield from (lease.name for lease in Lease)


def _names_leases(expression: ast.expr) -> bool:
    return any(isinstance(node, ast.Attribute) for node in ast.walk(expression))


def _calls(function: Function) -> Iterator[ast.Call]:
    return (node for node in ast.walk(function) if isinstance(node, ast.Call))


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    found: dict[str, ast.expr] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign):
            found |= {target.id: node.value for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value is not None:
            found[node.target.id] = node.value
    return found


def _function_of(name: str, value: ast.expr) -> Function:
    """A constant as a function that returns it: what its lambdas call is called where the constant is named."""
    body = ast.copy_location(ast.Return(value), value)
    nothing = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    return ast.copy_location(ast.FunctionDef(name=name, args=nothing, body=[body], decorator_list=[]), value)


def _parsed(path: Path, package: Path) -> Module:
    tree = ast.parse(path.read_text("utf-8"))
    parts = path.relative_to(package.parent).with_suffix("").parts
    functions: dict[str, list[Function]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            functions.setdefault(node.name, []).append(node)
    for name, value in _constants(tree).items():
        functions.setdefault(name, []).append(_function_of(name, value))
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef)]
    methods: dict[str, list[Function]] = {}
    for method in (node for each in classes for node in each.body if isinstance(node, ast.FunctionDef)):
        methods.setdefault(method.name, []).append(method)
    imports = {
        alias.asname or alias.name: (node.module or "", alias.name)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return Module(".".join(parts), functions, methods, _constants(tree), imports)
