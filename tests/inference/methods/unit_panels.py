"""Panels of single items from sales by unit and period, designs over them, and small estimators to ask."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from lift.core.design import Design
from lift.core.expected import Expected
from lift.core.panel import Item, Panel, Span, Windows


def panel(sales: np.ndarray, pre: int, *windows: int) -> Panel:
    """A panel from sales [U, T, K]: every unit lists every item always; campaign and after of so many periods."""
    U, T, K = sales.shape
    assert pre + sum(windows) == T
    names = tuple(f"u{i:02d}" for i in range(U))
    total = np.stack([sales, sales])
    weight = np.broadcast_to(total[:, :, :pre].mean(axis=2, keepdims=True), total.shape)
    end = pre + windows[0]
    full = np.full((U, K), pre)
    return Panel(
        pd.date_range("2023-01-02", periods=T, freq="7D").to_numpy(),
        Windows(Span(0, 0), Span(0, pre), Span(pre, end), Span(end, T)), "week", names, names, np.ones(U, int),
        tuple(Item("sku", str(k), None, (str(k),)) for k in range(K)), total, weight, total, full, full,
    )  # fmt: skip


def design(made: Panel, test: int, control: int, assignment: str = "stores") -> Design:
    names = made.units
    return Design(
        assignment, names[:test], names[test : test + control], (1 / control,) * control, names[test + control :]
    )


def noise(seed: int, units: int, periods: int, items: int, rho: float = 0.0, sd: float = 0.05) -> np.ndarray:
    """Sales around 100 with log shocks AR(rho) by unit, begun in equilibrium, and a season that all share."""
    rng = np.random.default_rng(seed)
    season = rng.standard_normal((1, periods, items))
    return 100 * np.exp(0.1 * season + sd * shocks(rng, units, periods, items, rho))


def shocks(rng: np.random.Generator, units: int, periods: int, items: int, rho: float) -> np.ndarray:
    """AR(rho) of unit variance [U, T, K]."""
    e = rng.standard_normal((units, periods, items))
    for t in range(1, periods):
        e[:, t] = rho * e[:, t - 1] + np.sqrt(1 - rho**2) * e[:, t]
    return e


@dataclass(frozen=True)
class Ratio:
    """The control's mean, times what the test sold of it before."""

    pooled: ClassVar[bool] = True

    def predict(self, series):
        control = series.mean_control
        return control * series.test[: series.pre].mean(axis=0) / control[: series.pre].mean(axis=0)


@dataclass(frozen=True)
class RatioOfUnits(Ratio):
    """The same, asked design by design."""

    pooled: ClassVar[bool] = False


@dataclass(frozen=True)
class LastPeriod:
    """The last period before the campaign, for ever: its fit goes by their order."""

    pooled: ClassVar[bool] = True

    def predict(self, series):
        return 0 * series.test + series.test[series.pre - 1]


@dataclass(frozen=True)
class Minus:
    """An amount below zero."""

    pooled: ClassVar[bool] = True

    def predict(self, series):
        return 0 * series.test - 1.0


@dataclass(frozen=True)
class Changes:
    """The mean change of the test units less the control's, with a law that is too narrow by `narrow`."""

    narrow: float = 1.0

    def changes(self, made, metric):
        pre = np.log(made.listed[0, :, made.windows.pre.slice].mean(axis=1))
        return np.stack([np.log(made.listed[0, :, s.slice].mean(axis=1)) - pre for s in made.windows.steps])

    def expected(self, made, units, metric):
        change = self.changes(made, metric)
        test, control = change[:, made.at(units.test)], change[:, made.at(units.control)]
        K = change.shape[2]
        untreated = change[:, made.at((*units.control, *units.unused))]
        spread = untreated.std(axis=1, ddof=1) * np.sqrt(1 / len(units.test) + 1 / len(units.control))
        T = len(made.windows.pre) + len(made.windows.post)
        flat = np.zeros((T, K))
        return Expected(
            metric, made.items, test.mean(axis=1) - control.mean(axis=1), spread / self.narrow,
            np.full(K, len(units.control) - 1.0), np.zeros(K), np.zeros((4, K)), flat, flat + 0.1, flat, "changes/own",
        )  # fmt: skip
