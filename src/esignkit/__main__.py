"""`python -m esignkit` is the command line."""

import sys

from esignkit.cli import main

sys.exit(main())
