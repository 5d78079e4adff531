"""The pages match the code: every command, target, path, table and output in them is checked."""

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from faultbook.bundle.tree import read_bundle
from faultbook.serve.questions import QUESTIONS
from faultbook.stores.views import published_views
from faultbook.tables import TABLES
from pages.__main__ import ARCHITECTURE, answer, with_imports
from pages.blocks import blocks, filled, masked, only_parts
from pages.commands import known_commands
from pages.outputs import DEMO_COMMAND, LAKEHOUSE, ROOT, TEST_COMMAND, demonstrated, results
from pages.picture import PICTURE, picture, words
from pages.reference import REFERENCE
from tests.oracles.spark_formats.json_lines.reasons import reject_reasons as json_reasons
from tests.oracles.spark_formats.tab_separated.reasons import reject_reasons

README = (ROOT / "README.md").read_text("utf-8")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
BY_NAME = pytest.mark.parametrize("page", PAGES, ids=[path.relative_to(ROOT).as_posix() for path in PAGES])
OUR_FOLDERS = (
    *("src/", "samples/", "tests/", "docs/", "resources/", "notebooks/", "pages/", "bench/", "evals/", "catalog/"),
    *("dashboards/", "fixtures/", ".ci/"),
)
LARGEST_PICTURE = 150_000
LARGEST_README = 6_600
MADE_HERE = {"__pycache__", "build", "dist", "spark-warehouse", "metastore_db", "derby.log"}


def code_in(page: str) -> Iterator[str]:
    """Every line of the code blocks, without a prompt, and every code span."""
    fences = re.findall(r"^```\w*\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    yield from (line.strip().removeprefix("$ ") for fence in fences for line in fence.splitlines())
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", page, flags=re.DOTALL | re.MULTILINE))


def commands_in(page: str) -> Iterator[list[str]]:
    """The words of every `faultbook` command, but for those of any command."""
    for line in code_in(page):
        if re.match("faultbook [a-z]", line) and "COMMAND" not in line:
            yield [word for word in shlex.split(line, comments=True)[1:] if word != "[OPTIONS]"]


def parsed(command: list[str]) -> dict[str, object]:
    """What a command's own parser makes of its words, with 1 for a placeholder; fails where it would."""
    name, *rest = command
    known = dict(known_commands())
    if rest and f"{name} {rest[0]}" in known:
        name, rest = f"{name} {rest[0]}", rest[1:]
    assert name in known, f"faultbook {name}: no such command"
    given = ["1" if word == "BATCH" else word for word in rest]
    return known[name].make_context(name, given).params


def targets_of(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", REFERENCE)
def test_reference_pages_are_current(page):
    assert (ROOT / page).read_text("utf-8") == REFERENCE[page](), "run: make readme"


def test_every_page_of_the_reference_is_generated():
    pages = {path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "reference").iterdir()}
    assert pages == {page for page in REFERENCE if page.startswith("docs/reference/")}


def test_the_front_page_is_short():
    assert len(README) < LARGEST_README


def test_the_picture_of_the_imports_is_current():
    page = ARCHITECTURE.read_text("utf-8")
    assert page == with_imports(page), "run: make readme"


def test_every_step_of_a_data_flow_is_a_name_in_its_file():
    steps = re.findall(r"^\d+\. `([\w/.]+)` `(\w+)`", ARCHITECTURE.read_text("utf-8"), re.MULTILINE)
    assert len(steps) > 20
    assert [(path, name) for path, name in steps if name not in defined_in(ROOT / path)] == []


def defined_in(path: Path) -> set[str]:
    """The functions and classes of a module."""
    body = ast.parse(path.read_text("utf-8")).body
    return {node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)}


def test_every_word_leads_to_a_file():
    table = ARCHITECTURE.read_text("utf-8").split("## Find the file from the word")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([^|`]+) \| ([^|]+) \|$", table, re.MULTILINE)[1:]
    assert len(rows) > 30
    assert [word for word, files in rows if not re.search(r"`[\w./]+/[\w./]+`", files)] == []


def test_each_of_ten_changes_names_its_file_and_what_follows():
    page = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    changes = page.split("## Ten changes")[1].split("\n## ")[0].split("\n### ")[1:]
    assert len(changes) == 10
    assert [change for change in changes if not re.search(r"`src/faultbook/[^`]+`", change)] == []
    assert [change for change in changes if "\n- Then: " not in change] == []


def test_every_top_level_path_has_its_reason():
    table = ARCHITECTURE.read_text("utf-8").split("## Top level")[1]
    named = {
        name.strip("/")
        for row in re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", row)
    }
    usual = {"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "pyproject.toml"}
    there = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert there - usual - named - MADE_HERE == set()


@BY_NAME
def test_every_command_is_one_with_options_that_it_has(page):
    for command in commands_in(page.read_text("utf-8")):
        parsed(command)


def test_the_page_of_assistants_names_every_tool_and_no_other():
    page = (ROOT / "docs" / "mcp.md").read_text("utf-8")
    named = {name for row in re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", row)}
    assert named == {name for name, question in QUESTIONS.items() if question.is_tool}


@BY_NAME
def test_every_view_column_and_job_that_a_command_names_exists(page):
    columns = {name: {column.name for column in view.columns} for name, view in published_views().items()}
    columns |= {name: set(table.column_names) for name, table in TABLES.items()}
    jobs = {job.key for job in read_bundle(ROOT).resources("jobs")}
    for command in commands_in(page.read_text("utf-8")):
        given = parsed(command)
        match command:
            case ["show", source, *_] if source.islower():
                shown = set(filter(None, str(given["columns"]).split(",")))
                assert shown <= columns[source], command
            case ["run", job, *_] if job.islower():
                assert job in jobs, command


@BY_NAME
def test_every_make_target_exists(page):
    targets = targets_of((ROOT / "Makefile").read_text("utf-8"))
    for line in code_in(page.read_text("utf-8")):
        if line.startswith("make "):
            wanted = [word for word in line.split("#")[0].split()[1:] if "=" not in word]
            assert set(wanted) <= targets, line


@BY_NAME
def test_links_lead_to_pages_and_headings(page):
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in link:
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors_of(target), link


@BY_NAME
def test_paths_that_are_named_exist(page):
    for path in code_in(page.read_text("utf-8")):
        if path.startswith(OUR_FOLDERS) and re.fullmatch(r"[\w./-]+", path) and not re.search(r"[A-Z]{3}", path):
            assert (ROOT / path).exists(), path


def test_every_page_is_in_the_index():
    index = (ROOT / "docs" / "README.md").read_text("utf-8")
    there = {path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")} - {"README.md"}
    assert there <= set(re.findall(r"\]\(([^)\s]+)\)", index))


def test_the_reasons_of_the_format_are_those_of_the_parser():
    by_tabs, _, as_json = (ROOT / "docs" / "format.md").read_text("utf-8").partition("## JSON lines")
    named = re.compile(r"^\| `(\w+)` \|", re.MULTILINE)
    reasons = reject_reasons(code_pattern="", max_line_bytes=1)
    assert named.findall(by_tabs) == [reason.name for reason in reasons]
    of_json = [reason.name for reason in json_reasons(max_line_bytes=1)]
    assert "| `too_long`, `bad_encoding` | as above |" in as_json
    assert ["too_long", "bad_encoding", *named.findall(as_json)[: len(of_json) - 2]] == of_json


def test_the_three_commands_to_a_workspace_are_those_of_the_deployment_page():
    deploy = (ROOT / "docs" / "deploy.md").read_text("utf-8")
    three = re.findall(r"```sh\n((?:databricks bundle [^\n]+\n){3})```", README)
    assert len(three) == 1
    assert three[0] in deploy


def test_the_front_page_exports_the_environment_of_its_outputs():
    for name, value in LAKEHOUSE.items():
        assert f"export {name}={value}\n" in README
    recipe = (ROOT / "Makefile").read_text("utf-8").split("\ndemo:")[1].split("\n\n")[0]
    assert "/faultbook demo" in recipe


def test_every_output_is_there():
    outputs = {block.what: block.text for block in blocks(README)}
    assert {DEMO_COMMAND, TEST_COMMAND} <= set(outputs)
    del outputs[TEST_COMMAND]  # `make readme` runs this very test to fill it; the slow test below reads it
    for command, text in outputs.items():
        assert f"$ {command}\n" in text, "run: make readme"


def test_the_picture_is_small_and_complete_and_shows_the_sum_of_the_page():
    svg = (ROOT / PICTURE).read_text("utf-8")
    text = " ".join(words(svg)).replace("&#160;", " ")
    [sum_of_lines] = re.findall(r"^[\d,]+ lines = .*$", README, re.MULTILINE)
    assert f"]({PICTURE.as_posix()})" in README
    assert len(svg.encode()) < LARGEST_PICTURE
    assert not re.search(r"url\(\"?http|<image|<script|@import", svg)
    assert sum_of_lines in text


PAGE = """before
<!-- output: faultbook jobs -->
old
<!-- end -->
between
<!-- output: make demo; parts: A, B c -->
<!-- end -->
"""


def test_blocks_are_found_and_filled_and_the_rest_stays():
    assert [(block.what, block.parts) for block in blocks(PAGE)] == [
        ("faultbook jobs", ()),
        ("make demo", ("A", "B c")),
    ]
    once = filled(PAGE, lambda block: None if block.parts else "new")
    assert once == PAGE.replace("\nold\n", "\n\nnew\n\n")
    assert filled(once, lambda block: None if block.parts else "new") == once


def test_parts_are_kept_whole_and_gaps_are_marked():
    output = (
        "What landed\n5 files\n\nHow bad: a view\nrow\n\nsecond paragraph\n\nWhich messages\nrow\n\nWhere 7 s went\nx\n"
    )
    kept = "What landed\n5 files\n\n…\n\nWhich messages\nrow\n\n…"
    assert only_parts(output, ("What landed", "Which messages")) == kept
    assert only_parts(output, ("How bad",)) == "…\n\nHow bad: a view\nrow\n\nsecond paragraph\n\n…"
    with pytest.raises(ValueError, match="No such"):
        only_parts(output, ("No such part",))


def test_only_what_a_clock_decides_is_masked():
    assert masked("took   9.9 s\n") == masked("took 12.3 s\n")
    assert masked("at 2026-11-21T11:20:04.781305Z") == masked("at 2027-01-01T00:00:00.000001Z")
    assert masked("a\n\nWhere 1.0 s went\nx 1 s\n\nNext") == masked("a\n\nWhere 22.0 s went\ny 2 s\nz 3 s\n\nNext")
    assert masked("8 of 67 rows 2026-02-03T23:50:08Z") == "8 of 67 rows 2026-02-03T23:50:08Z"


def test_of_a_test_run_the_sums_are_kept():
    text = 'x/python -m pytest -m "not verify"\n.... [ 50%]\n.... [100%]\n== 9 passed, 1 skipped in 3.21s ==\n'
    assert results(text) == "…\n9 passed, 1 skipped in 3.21s"


@pytest.mark.parametrize("line", ["faultbook shwo x", "faultbook show", "faultbook jobs --no-such-option"])
def test_a_wrong_command_in_a_page_is_found(line):
    [command] = commands_in(f"```sh\n{line}\n```\n")
    with pytest.raises(Exception, match=r"(?i)no such command|missing|no such option"):
        parsed(command)


@pytest.mark.verify
def test_the_test_run_that_is_shown_is_a_run_that_passed():
    [text] = [block.text for block in blocks(README) if block.what == TEST_COMMAND]
    assert " passed" in text, "run: make readme"
    assert " failed" not in text


@pytest.mark.verify
def test_outputs_and_picture_are_current(tmp_path):
    folder = demonstrated(tmp_path)
    again = filled(README, lambda block: answer(block, folder))
    shown = [(block.what, masked(block.text)) for block in blocks(README)]
    assert [(block.what, masked(block.text)) for block in blocks(again)] == shown, "run: make readme"
    assert words(picture(folder)) == words((ROOT / PICTURE).read_text("utf-8")), "run: make readme"
