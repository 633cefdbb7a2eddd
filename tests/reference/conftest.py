"""Made markets and the dense noise model are shared by several areas; they are not a package."""

import sys
from pathlib import Path

for folder in ("contract", "reference"):
    sys.path.insert(0, str(Path(__file__).parents[1] / folder))
