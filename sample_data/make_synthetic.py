"""Write the synthetic sample study into sample_data/synthetic_campaign/.

Usage: python sample_data/make_synthetic.py [FOLDER]

12 regions x 8 stores, 104 weeks, 2 categories x 4 brands x 4 SKUs, seed 1. The campaign runs in Leipzig, Bremen and
Freiburg, three of the twelve regions, named before any result was looked at: several small regions spread over the
country tell more than one large one. The other nine are the control. What is in it, and how large the planted effect
is, stands in `lift.simulation.Options`; these are its defaults.
"""

import sys
from pathlib import Path

from lift.simulation import sample

FOLDER = Path(__file__).parent / "synthetic_campaign"

if __name__ == "__main__":
    print(sample(sys.argv[1] if len(sys.argv) > 1 else FOLDER))
