"""Mutations of the bytes of a file on disk."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np

from fuzz.outcome import Expected

OnDisk: TypeAlias = Callable[[Path, np.random.Generator], Expected]
TABLES = ("sales", "stores", "products")


def _chosen(folder: Path, rng: np.random.Generator) -> tuple[str, Path]:
    table = str(rng.choice(TABLES))
    return table, folder / f"{table}.parquet"


def cut(folder: Path, rng: np.random.Generator) -> Expected:
    table, file = _chosen(folder, rng)
    content = file.read_bytes()
    file.write_bytes(content[: int(rng.integers(5, len(content) - 1))])
    return Expected((table, "damaged"))


def empty(folder: Path, rng: np.random.Generator) -> Expected:
    table, file = _chosen(folder, rng)
    file.write_bytes(b"")
    return Expected((table, "0 bytes"))


def foreign(folder: Path, rng: np.random.Generator) -> Expected:
    table, file = _chosen(folder, rng)
    file.write_bytes(rng.choice(np.array([b"store_id,week\n1,2\n", b"PK\x03\x04zip", b"\x00" * 99], dtype=object)))
    return Expected((table, "not a Parquet file"))


def gone(folder: Path, rng: np.random.Generator) -> Expected:
    table, file = _chosen(folder, rng)
    file.unlink()
    return Expected((table, "no file or folder"))


def folder_without(folder: Path, rng: np.random.Generator) -> Expected:
    table, file = _chosen(folder, rng)
    file.unlink()
    file.mkdir()
    return Expected((table, "holds no Parquet file"))


def flipped(folder: Path, rng: np.random.Generator) -> Expected:
    """Some bytes are others. Parquet pages carry no check sum, so that a changed number cannot be told."""
    _, file = _chosen(folder, rng)
    content = bytearray(file.read_bytes())
    for at in rng.integers(4, len(content), int(rng.integers(1, 12))):
        content[at] = int(rng.integers(256))
    file.write_bytes(bytes(content))
    return Expected(free=True)


MUTATIONS: Mapping[str, OnDisk] = {
    "a file: cut off": cut,
    "a file: empty": empty,
    "a file: not Parquet": foreign,
    "a file: gone": gone,
    "a file: an empty folder": folder_without,
    "a file: bytes flipped (any answer)": flipped,
}
