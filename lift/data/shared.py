"""Tables that several studies read: scanned and searched for stores and SKUs once, kept until closed."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from lift.core.panel import Span
from lift.core.spec import StudySpec
from lift.data.engine import Engine, connect
from lift.data.opened import Excluded, Opened, Pairs, Progress, open_tables, present_pairs
from lift.data.successors import refuse_replaced


@dataclass(slots=True, eq=False)
class Tables:
    """What studies have in common that read the same tables in the same way; close it, or use it in a `with`.

    Shared is what depends on [data] and on which columns are read alone: files, fingerprints, checks of every row,
    calendar, stores, products, and when each store and SKU was there. Sums over windows are each study's own. What
    fails is not kept: the next study that reads the same tables meets the same error itself. `memory` ("1GB") and
    `threads` limit each engine.
    """

    memory: str | None = None
    threads: int | None = None
    _engines: dict[str, Engine] = field(default_factory=dict[str, Engine])
    _opened: dict[object, Opened] = field(default_factory=dict[object, Opened])
    _pairs: dict[object, Pairs] = field(default_factory=dict[object, Pairs])

    def engine(self, name: str) -> Engine:
        """Return the open engine of that name."""
        if name not in self._engines:
            self._engines[name] = connect(name, self.memory, self.threads)
        return self._engines[name]

    def tables(self, spec: StudySpec, progress: Progress) -> Opened:
        """Return what `open_tables` does, of the first study that read the same tables."""
        key = _key(spec)
        if key not in self._opened:
            self._opened[key] = open_tables(spec, self.engine(spec.data.engine), progress)
        opened = self._opened[key]
        if opened.replaced is not None:
            refuse_replaced(spec.campaign, opened.replaced)
        return opened

    def pairs(
        self, spec: StudySpec, opened: Opened, pre: Span, excluded: Excluded, heard: Callable[[float], None]
    ) -> Pairs:
        """Return what `present_pairs` does, of the first study with the same tables, periods and excluded stores.

        Its sums are those of that study: over another span, they are taken anew (see `lift.data.source`).
        """
        key = (_key(spec), opened.calendar.stored.tobytes(), excluded)
        if key not in self._pairs:
            self._pairs[key] = present_pairs(opened, pre, excluded, heard)
        return self._pairs[key]

    def close(self) -> None:
        """Close the engines; closing twice does no harm."""
        for engine in self._engines.values():
            engine.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _key(spec: StudySpec) -> tuple[Any, ...]:
    """What opening the tables depends on."""
    data = spec.data
    return (
        data.engine, data.sales, data.stores, data.products, data.successors, data.frequency, data.week_label,
        data.returns, tuple(sorted(data.columns.items())), spec.measure.adjust == "none", spec.campaign.includes,
    )  # fmt: skip
