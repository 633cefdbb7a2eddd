"""What a planned campaign could show: the detectable uplift of several designs, and the chance of proof by effect."""

import math
from collections.abc import Sequence
from typing import Any

from matplotlib.axes import Axes

from lift.core.power import Chance, Detectable, Power
from lift.core.words import Level
from lift.report.figures import canvas
from lift.report.names import item_label, short
from lift.report.numerals import Language, Numbers
from lift.report.words import periods, text

SIZE = (9.2, 4.2)
_DASHES = ("-", "--", "-.", ":", (0, (1, 3)))
_MARKERS = ("o", "s", "^", "D", "v")


def power(found: Power, level: Level = "promoted", ax: Axes | None = None, language: Language = "en") -> Axes:
    """The smallest detectable uplift by length of campaign, one line a number of test units.

    The ring is the study's own plan with its 95 % interval; a diamond stands for scattered test stores.
    """
    numbers = Numbers(language, found.currency, found.frequency)
    ax = canvas.axes(ax, SIZE)
    rows = [r for r in _first(found, level) if r.scenario in {"plan", "alternative"} and math.isfinite(r.detectable)]
    tops = [r.detectable for r in rows]
    for at, units in enumerate(sorted({r.units for r in rows})):
        line = sorted((r for r in rows if r.units == units), key=lambda r: r.periods)
        own = any(r.scenario == "plan" for r in line)
        color = canvas.TEST if own else canvas.EXPECTED
        ax.plot([r.periods for r in line], [r.detectable for r in line], color=color, linewidth=1.6,
                linestyle=_DASHES[at % len(_DASHES)], marker=_MARKERS[at % len(_MARKERS)], markersize=4.5)  # fmt: skip
        words = units_in_words(found, units, language)
        _beside(ax, (line[-1].periods, line[-1].detectable), words, color, "bold" if own else "normal")
    for row in (r for r in rows if r.scenario == "plan"):
        high = row.high if math.isfinite(row.high) else row.detectable
        ax.plot([row.periods] * 2, [row.low, high], color=canvas.TEST, linewidth=1.2)
        ax.plot([row.periods], [row.detectable], "o", markersize=10, markerfacecolor="none", color=canvas.TEST)
        tops.append(high)
    for row in (r for r in _first(found, level) if r.scenario == "scattered" and math.isfinite(r.detectable)):
        ax.plot([row.periods], [row.detectable], "D", markersize=7, color=canvas.EFFECT)
        words = text("power.figure.scattered", language, stores=numbers.number(row.stores))
        _beside(ax, (row.periods, row.detectable), words, canvas.EFFECT_INK)
    lengths = sorted({r.periods for r in rows})
    canvas.ticks(ax.xaxis, lengths, [periods(n, found.frequency, language) for n in lengths])
    top = 1.15 * max([*tops, 0.01])
    ax.set_ylim(0.0, top)
    canvas.round_ticks(ax.yaxis, 0.0, top, lambda v: numbers.percent(v, 0, sign=True))
    canvas.grid(ax, "y")
    words = text("power.figure.axis", language, item=item_label(level, _first(found, level)[0].item, language))
    ax.set_ylabel(words, fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax


def power_curve(found: Power, ax: Axes | None = None, language: Language = "en") -> Axes:
    """How often the plan would call an effect proven, by its size: promoted set, brands, categories."""
    numbers = Numbers(language, found.currency, found.frequency)
    ax = canvas.axes(ax, SIZE)
    keys = [(r.level, r.item) for r in found.plan if r.level != "sku"]
    ax.axhline(found.power, color=canvas.EXPECTED, linewidth=1.0, linestyle="--")
    right = 0.0
    for at, key in enumerate(keys):
        line: Sequence[Chance] = [p for p in found.curve if (p.level, p.item) == key]
        if not line:
            continue
        color = canvas.TEST if key[0] == "promoted" else canvas.EXPECTED
        drawn: dict[str, Any] = {"color": color, "linewidth": 1.8, "linestyle": _DASHES[at % len(_DASHES)]}
        ax.plot([p.uplift for p in line], [p.chance for p in line], **drawn)
        # Curves of levels that are nearly one and the same end in one place: their names stand where no curve runs.
        y = 0.06 + 0.07 * (len(keys) - 1 - at)
        ax.plot([0.66, 0.72], [y, y], transform=ax.transAxes, **drawn)
        canvas.label(ax, 0.735, y, short(item_label(*key, language), 28), color=color, transform=ax.transAxes)
        right = max(right, line[-1].uplift)
    ax.set_xlim(0.0, 1.25 * right or 1.0)
    ax.set_ylim(0.0, 1.0)
    canvas.round_ticks(ax.xaxis, 0.0, 1.25 * right or 1.0, lambda v: numbers.percent(v, 0, sign=True), 8)
    canvas.round_ticks(ax.yaxis, 0.0, 1.0, lambda v: numbers.percent(v, 0))
    canvas.grid(ax, "both")
    ax.set_xlabel(text("power.figure.uplift", language), fontsize=canvas.SMALL, color=canvas.MUTED)
    ax.set_ylabel(text("power.figure.chance", language), fontsize=canvas.SMALL, color=canvas.MUTED)
    return ax


def _beside(ax: Axes, at: tuple[float, float], words: str, color: str, weight: str = "normal") -> None:
    """Words to the right of a point."""
    note = ax.annotate(words, at, (9, 0), textcoords="offset points", va="center", fontsize=canvas.SMALL, color=color,
                       weight=weight, annotation_clip=False)  # fmt: skip
    note.set_parse_math(False)


def units_in_words(found: Power, count: int, language: Language) -> str:
    """A number of test units: "3 test regions", "1 Testmarkt"."""
    number = "one" if count == 1 else "many"
    return text(f"power.units.{found.assignment}.{number}", language, n=count)


def _first(found: Power, level: Level) -> list[Detectable]:
    """The rows of the first item of a level."""
    item = next(row.item for row in found.plan if row.level == level)
    return [row for row in found.rows if (row.level, row.item) == (level, item)]
