"""`python -m faultbook.publish [--check]`: writes or compares the generated files."""

import sys

from faultbook.publish.generate import main

sys.exit(main())
