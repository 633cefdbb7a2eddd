"""`python benchmarks/unbalanced`: see `unbalanced/__init__.py`."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from unbalanced.command import main  # noqa: E402 - found through the path set above

if __name__ == "__main__":
    sys.exit(main())
