"""``python -m scriptnb.cli``: where the ``scriptnb`` script is not on the path."""

import sys

from scriptnb.cli import main

sys.exit(main())
