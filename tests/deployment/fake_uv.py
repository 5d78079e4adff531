"""A uv that builds a small wheel at once, whatever the project."""

from pathlib import Path

from tests.deployment.index import small_wheel


def main() -> None:
    """Writes dist/faultbook-0.1.0-py3-none-any.whl."""
    name, content = small_wheel("faultbook", "0.1.0")
    folder = Path("dist")
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
