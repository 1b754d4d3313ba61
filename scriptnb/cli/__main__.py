"""``python -m scriptnb.cli``: the command where ``scriptnb`` is not on the ``PATH``."""

import sys

from scriptnb.cli import main

sys.exit(main())
