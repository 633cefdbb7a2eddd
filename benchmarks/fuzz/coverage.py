"""Coverage-guided fuzzing of the study reader, with atheris (not a dependency: `pip install atheris`).

`python benchmarks/fuzz/coverage.py --seconds 120` mutates the text of a study file, keeps what reaches new branches of
the reader, and stops at the first input that ends in anything but a study or a LiftError.
"""

import argparse
import subprocess
import sys
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve()
sys.path[0] = str(HERE.parents[1])
RESULTS = HERE.parents[1] / "results" / "fuzz_coverage.md"


def guided(corpus: str, seconds: int) -> None:
    """Fuzz in this process until time is up; libFuzzer ends the process."""
    import atheris  # noqa: PLC0415

    with atheris.instrument_imports(include=["lift.study", "lift.core.spec", "tomllib"]):
        from fuzz.texts import meaning  # noqa: PLC0415
        from lift import LiftError  # noqa: PLC0415
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))

    def one(content: bytes) -> None:
        with suppress(LiftError):
            meaning(content, folder)

    atheris.Setup([sys.argv[0], f"-max_total_time={seconds}", "-timeout=20", "-max_len=4096", "-seed=1", corpus], one)
    atheris.Fuzz()


def run(seconds: int, date: str) -> int:
    """Fuzz in a process of its own and write down what it did."""
    from fuzz import texts  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="fuzz-") as corpus:
        (Path(corpus) / "whole").write_bytes(texts.text(texts.WHOLE))
        done = subprocess.run(
            [sys.executable, str(HERE), "--seconds", str(seconds), "--corpus", corpus],
            capture_output=True, text=True, check=False, cwd=corpus,
        )  # fmt: skip
        lines = [line for line in done.stderr.splitlines() if line.startswith("#") and "cov:" in line]
        kept = len(list(Path(corpus).iterdir()))
    if not lines:
        sys.exit(done.stderr[-3000:])
    words = lines[-1].split()
    first = lines[0].split()
    crashed = done.returncode != 0
    page = [
        "# Coverage-guided fuzzing of the study reader", "",
        f"- command: python benchmarks/fuzz/coverage.py --seconds {seconds} --date {date}",
        f"- version: atheris {version('atheris')}, Python {sys.version.split()[0]}", f"- date: {date}", "",
        __doc__.partition("\n\n")[2].strip(), "",
        "| what | value |", "| --- | ---: |", f"| inputs | {words[0].lstrip('#')} |",
        f"| branches reached by the unbroken study | {first[first.index('cov:') + 1]} |",
        f"| branches reached at the end | {words[words.index('cov:') + 1]} |", f"| inputs kept | {kept} |",
        f"| tracebacks and hangs | {int(crashed)} |",
    ]  # fmt: skip
    RESULTS.write_text("\n".join(page) + "\n", encoding="utf-8")
    if crashed:
        print(done.stderr[-4000:], file=sys.stderr)
    print(RESULTS)
    return int(crashed)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=120)
    parser.add_argument("--date", default="not given")
    parser.add_argument("--corpus", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    sys.exit(guided(asked.corpus, asked.seconds) if asked.corpus else run(asked.seconds, asked.date))
