"""A copy of the project's bundle that a test may spoil."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from faultbook.bundle.tree import Bundle, read_bundle

PROJECT = Path(__file__).resolve().parents[2]
COPIED = (
    "databricks.yml",
    "faultbook.yml",
    "pyproject.toml",
    "resources",
    "notebooks",
    "dashboards",
    "catalog",
    "app.yaml",
)
GIVEN = {
    "catalog": "observability",
    "warehouse_id": "0123456789abcdef",
    "owner": "deployer@example.com",
    "readers_group": "log-readers",
    "operators_group": "log-operators",
    "admins_group": "log-admins",
}
"""Values of the variables that have no default, as CI gives them by --var."""
EXCLUDED_FROM_SYNC = ("tests", "fixtures", "samples", "docs", "bench", "evals", "pages")


@dataclass(frozen=True)
class Copy:
    """The bundle in a folder of its own."""

    root: Path

    def change(self, file: str, old: str, new: str) -> None:
        """Puts `new` for the first `old` in a file, which must hold it; an empty `old` makes a new file."""
        path = self.root / file
        text = path.read_text(encoding="utf-8") if old else ""
        assert old in text, f"{file} has no {old!r}; the planted mistake needs another place"
        path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")

    def read(self, target: str = "dev") -> Bundle:
        return read_bundle(self.root, target, given=GIVEN)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    for name in COPIED:
        source = PROJECT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    for name in EXCLUDED_FROM_SYNC:
        (tmp_path / name).mkdir()
        (tmp_path / name / "a_file").touch()
    return Copy(tmp_path)
