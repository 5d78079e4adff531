"""Where the small real inputs of the tests are: folders below `fixtures/`, each with its origin in ORIGIN.md.

Tests take them with the pytest fixture `fixture_file`.
"""

from pathlib import Path

ROOT = Path(__file__).parents[1]
FIXTURES = ROOT / "fixtures"


def fixture_path(name: str) -> Path:
    """The file or folder `name` below `fixtures/`; FileNotFoundError that lists the folders where it is absent."""
    path = FIXTURES / name
    if not path.exists():
        folders = ", ".join(sorted(each.name for each in FIXTURES.iterdir() if each.is_dir()))
        raise FileNotFoundError(f"found no fixtures/{name}; the folders are: {folders}")
    return path
