"""Planted panels: store sales with a campaign whose true effect is known.

>>> import lift
>>> sim = lift.simulate(seed=1, uplift=0.12)
>>> sim.sales, sim.stores, sim.products, sim.truth
>>> sim.write("planted")
"""

from lift.simulation.draw import Simulation, simulate
from lift.simulation.options import Options
from lift.simulation.sample import sample, sample_simulation

__all__ = ["Options", "Simulation", "sample", "sample_simulation", "simulate"]
