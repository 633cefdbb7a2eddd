"""Planted panels: store sales with a campaign whose true effect is known.

    >>> import lift
    >>> sim = lift.simulate(seed=1, uplift=0.12)
    >>> sim.sales, sim.stores, sim.products, sim.truth
    >>> sim.write("planted")

The package can be called: `lift.simulate(...)` is `lift.simulate.simulate(...)`, in whatever order things are imported.
"""

import sys
from types import ModuleType
from typing import Any

from lift.simulate.draw import Simulation, simulate
from lift.simulate.options import Options
from lift.simulate.sample import sample, sample_simulation

__all__ = ["Options", "Simulation", "sample", "sample_simulation", "simulate"]


class _Callable(ModuleType):
    """A package that stands for its main function: its name in `lift` is both."""

    def __call__(self, seed: int = 1, **options: Any) -> Simulation:
        return simulate(seed, **options)


sys.modules[__name__].__class__ = _Callable
