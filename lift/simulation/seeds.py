"""One stream of random numbers per ingredient, so that changing one ingredient leaves the others as they were."""

import numpy as np

INGREDIENTS = (
    "sizes", "tastes", "prices", "trends", "promotions", "category shocks", "brand shocks", "SKU shocks",
    "absence", "rates", "units", "assignment", "campaign", "elasticities", "features",
)  # fmt: skip
"""The position is part of the seed: append only."""


def stream(seed: int, ingredient: str) -> np.random.Generator:
    """Return the generator of one ingredient: the child of `seed` at the ingredient's position."""
    key = INGREDIENTS.index(ingredient)
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(seed, spawn_key=(key,))))
