"""Many studies together, from their results alone."""

from lift.synthesis.portfolio import portfolio as portfolio

__all__ = ["portfolio"]
