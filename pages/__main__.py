"""Writes every output, table and picture anew: `python -m pages [--without-tests] [--without-outputs] [--folder DIR]`.

With --folder the demonstration stays in DIR and is used again by the next run.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from pages.blocks import Block, filled
from pages.environment import env_example
from pages.outputs import ROOT, TEST_COMMAND, demonstrated, output
from pages.picture import PICTURE, picture
from pages.registered import TABLES_OF_README, commands_page, settings_page

README = ROOT / "README.md"
WRITTEN_WHOLE = {"docs/commands.md": commands_page, "docs/settings.md": settings_page, ".env.example": env_example}


def main() -> None:
    """Runs what is asked for and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-tests", action="store_true", help="leave the output of `make test` as it is")
    parser.add_argument("--without-outputs", action="store_true", help="only what is read from code (no Spark)")
    parser.add_argument("--folder", type=Path, help="where the demonstration lives (default: a temporary folder)")
    asked = parser.parse_args()
    for name, page in WRITTEN_WHOLE.items():
        (ROOT / name).write_text(page(), encoding="utf-8")
    write_readme(lambda block: TABLES_OF_README[block.what]() if block.kind == "table" else None)
    if asked.without_outputs:
        return
    with tempfile.TemporaryDirectory(prefix="faultbook-pages-") as temporary:
        folder = demonstrated((asked.folder or Path(temporary)).absolute())
        (ROOT / PICTURE).write_text(picture(folder), encoding="utf-8")
        write_readme(lambda block: answer(block, folder))
        # Last, because the tests compare all of the above.
        if not asked.without_tests:
            write_readme(lambda block: output(block, folder) if block.what == TEST_COMMAND else None)


def answer(block: Block, folder: Path) -> str | None:
    """The new text of an output, from the demonstration in `folder`; None for the tests and for tables."""
    return output(block, folder) if block.kind == "output" and block.what != TEST_COMMAND else None


def write_readme(text_of: Callable[[Block], str | None]) -> None:
    """Writes README.md with the blocks for which `text_of` has a text."""
    README.write_text(filled(README.read_text("utf-8"), text_of), encoding="utf-8")


if __name__ == "__main__":
    main()
