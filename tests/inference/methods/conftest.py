"""Panels of single items are shared by the inferences' tests; they are not a package."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
