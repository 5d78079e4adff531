"""`python -m faultbook.cli`: the command line where the script `faultbook` is not on the path."""

from faultbook.cli import main

main()
