"""Several studies in one go: what they have in common of the panel is read once."""

from collections.abc import Callable, Sequence

from lift.core.errors import LiftError
from lift.data import Tables
from lift.store import Result
from lift.study.chain import run
from lift.study.study import Study


def run_all(
    studies: Sequence[Study],
    *,
    memory: str | None = None,
    threads: int | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> tuple[Result | LiftError, ...]:
    """Measure studies in their order; each result is that of `run` alone, and an error takes the place of its result.

    Tables that several studies read in the same way are opened once. `memory`, `threads` and `progress` are as in
    `run`; steps are told behind the study's name, with the share of all studies. Writes nothing, raises no LiftError.
    """
    found: list[Result | LiftError] = []
    with Tables(memory, threads) as tables:
        for i, study in enumerate(studies):

            def tell(step: str, share: float, at: int = i, name: str = study.spec.name) -> None:
                if progress is not None:
                    progress(f"{name}: {step}", (at + share) / len(studies))

            try:
                found.append(run(study, progress=tell, shared=tables))
            except LiftError as error:
                found.append(error)
    return tuple(found)
