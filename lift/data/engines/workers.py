"""The workers of a Spark cluster: counted, and missed when none is left, since Spark itself would wait for ever."""

import threading
import time
from typing import Any

PATIENCE = 120.0
"""Seconds that a cluster may go without a worker."""
A_LOOK = 1.0
"""Seconds from one look to the next."""
CANCELLED = "SPARK_JOB_CANCELLED"


def workers(context: Any) -> int:
    """Return how many processes of workers run for this session."""
    return context._jsc.sc().getExecutorMemoryStatus().size() - 1  # noqa: SLF001 - one is the driver's own


class Watch:
    """Ends queries, from a thread of its own, once all workers have been gone for too long."""

    def __init__(self, context: Any) -> None:
        """Begin to watch."""
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look, args=(context, PATIENCE), daemon=True)
        self._thread.start()

    def _look(self, context: Any, patience: float) -> None:
        seen = time.monotonic()
        while not self._ended.wait(A_LOOK):
            try:
                if workers(context):
                    seen = time.monotonic()
                elif time.monotonic() - seen > patience:
                    context._jsc.sc().cancelAllJobs()  # noqa: SLF001
            except Exception:  # noqa: BLE001 - Java has died, which whoever waits for it is told too
                return

    def end(self) -> None:
        """Watch no longer."""
        self._ended.set()
        self._thread.join()
