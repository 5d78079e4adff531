"""Inputs under `fixtures/` have their origin beside them, and a wrong name is explained."""

import pytest

from tests.fixture_files import FIXTURES, ROOT, fixture_path

FOLDERS = sorted(path.name for path in FIXTURES.iterdir() if path.is_dir() and path.name != "__pycache__")


@pytest.mark.parametrize("folder", FOLDERS)
def test_each_folder_names_its_origin_in_words(folder):
    origin = (FIXTURES / folder / "ORIGIN.md").read_text("utf-8")
    title, *text = origin.splitlines()
    assert title.startswith("# ")
    assert len(" ".join(text).split()) >= 20, f"fixtures/{folder}/ORIGIN.md: who made these files, when, from what?"


def test_no_file_is_outside_a_folder():
    assert [path.name for path in FIXTURES.iterdir() if path.is_file()] == []


def test_a_file_is_found_by_its_name(fixture_file):
    assert fixture_file("cases/01/auth.log").is_file()


def test_a_wrong_name_lists_the_folders():
    with pytest.raises(FileNotFoundError, match=r"found no fixtures/case/01; the folders are: cases, contract-v1, "):
        fixture_path("case/01")


def test_no_test_goes_to_the_folder_by_a_path_of_its_own():
    own = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if path.name not in ("fixture_files.py", "test_fixture_files.py") and '/ "fixtures"' in path.read_text("utf-8")
    ]
    assert own == []
