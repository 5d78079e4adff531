"""Regenerates outputs, reference pages and the picture.

`python -m pages [--without-tests] [--without-outputs] [--folder DIR]`

With --folder the demonstration stays in DIR and is used again by the next run.
"""

import argparse
import tempfile
from collections.abc import Callable
from pathlib import Path

from pages.blocks import Block, filled
from pages.outputs import ROOT, TEST_COMMAND, demonstrated, output
from pages.picture import PICTURE, picture
from pages.reference import REFERENCE
from pages.structure import picture as imports

README = ROOT / "README.md"
ARCHITECTURE = ROOT / "docs" / "architecture.md"


def main() -> None:
    """Runs the commands that the arguments select, and writes the files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--without-tests", action="store_true", help="leave the output of `make test` as it is")
    parser.add_argument(
        "--without-outputs", action="store_true", help="only the reference pages, read from code (no Spark)"
    )
    parser.add_argument("--folder", type=Path, help="folder of the demonstration (default: a temporary one)")
    options = parser.parse_args()
    for name, page in REFERENCE.items():
        (ROOT / name).write_text(page(), encoding="utf-8")
    ARCHITECTURE.write_text(with_imports(ARCHITECTURE.read_text("utf-8")), encoding="utf-8")
    if options.without_outputs:
        return
    with tempfile.TemporaryDirectory(prefix="faultbook-pages-") as temporary:
        folder = demonstrated((options.folder or Path(temporary)).absolute())
        (ROOT / PICTURE).write_text(picture(folder), encoding="utf-8")
        write_readme(lambda block: answer(block, folder))
        # Last, because the tests compare all of the above.
        if not options.without_tests:
            write_readme(lambda block: output(block, folder) if block.what == TEST_COMMAND else None)


def with_imports(page: str) -> str:
    """The page with the picture of the imports drawn again."""
    before, _, after = page.partition("```mermaid\n")
    return f"{before}```mermaid\n{imports(ROOT)}\n```{after.partition('```')[2]}"


def answer(block: Block, folder: Path) -> str | None:
    """The new text of an output, from the demonstration in `folder`; None for the tests."""
    return output(block, folder) if block.what != TEST_COMMAND else None


def write_readme(text_of: Callable[[Block], str | None]) -> None:
    """Writes README.md with the blocks for which `text_of` has a text."""
    README.write_text(filled(README.read_text("utf-8"), text_of), encoding="utf-8")


if __name__ == "__main__":
    main()
