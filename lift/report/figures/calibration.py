"""False positive rate of every method on false campaigns, against what it promises."""

from matplotlib.axes import Axes

from lift.core.calibration import Calibration
from lift.core.words import Level
from lift.report.figures import canvas
from lift.report.numerals import Language, Numbers
from lift.report.words import text

BEST = 0.3
"""The axis reaches at least to this rate."""


def calibration_size(found: Calibration, level: Level = "promoted") -> tuple[float, float]:
    """Width and height in inches for so many methods."""
    return (9.2, 1.2 + 0.32 * sum(t.level == level and t.campaigns > 0 for t in found.tried))


def calibration(
    found: Calibration, level: Level = "promoted", ax: Axes | None = None, language: Language = "en"
) -> Axes:
    """Each method's share of false campaigns called significant at the study's level, with its interval.

    A filled marker is a method whose interval reaches down to what it promises, the dashed line.
    """
    numbers = Numbers(language)
    nominal = 1.0 - found.confidence
    shown = [t for t in found.tried if t.level == level and t.campaigns]
    ax = canvas.axes(ax, calibration_size(found, level))
    right = min(1.0, max([BEST, *(t.rate(nominal)[2] + 0.05 for t in shown)]))
    ax.set_xlim(0.0, right)
    ax.axvline(nominal, color=canvas.EXPECTED, linewidth=1.2, linestyle="--")
    for y, seen in enumerate(reversed(shown)):
        rate, low, high = seen.rate(nominal)
        color = canvas.TEST if seen.honest(nominal) else canvas.EFFECT_INK
        ax.plot([low, high], [y, y], color=color, linewidth=1.8, solid_capstyle="butt")
        ax.plot([rate], [y], marker="o", color=color, markerfacecolor=color if seen.honest(nominal) else "white")
        weight = "bold" if seen.method == found.recommended else "normal"
        canvas.aside(ax, y, 0.0, seen.method, weight=weight)
        canvas.aside(ax, y, 1.0, numbers.percent(rate), weight=weight)
    ax.set_ylim(-0.7, len(shown) - 0.3)
    ax.set_yticks([])
    canvas.round_ticks(ax.xaxis, 0.0, right, lambda v: numbers.percent(v, 0), 8)
    canvas.grid(ax, "x")
    ax.spines["left"].set_visible(False)
    words = text("calibration.axis", language, nominal=numbers.share(nominal))
    ax.set_xlabel(words, fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax
