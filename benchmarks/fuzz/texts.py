"""Mutations of a study file's text, and how it is read."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np

from fuzz.outcome import Expected, Read
from lift.study.config import load
from lift.study.schema import FREE, REQUIRED, SECTIONS

OnText: TypeAlias = Callable[[np.random.Generator], tuple[bytes, Expected]]
WHOLE: Mapping[str, Mapping[str, str]] = {
    "study": {"name": '"Salsa"', "client": '"Foods"', "language": '"de"', "currency": '"EUR"'},
    "data": {
        "sales": '"sales.parquet"', "stores": '"stores.parquet"', "products": '"products.parquet"',
        "frequency": '"week"', "week_label": '"first"', "absent": '"listed"', "revenue_basis": '"gross"',
        "returns": '"error"',
    },
    "data.columns": {"store_id": '"store_num"'},
    "campaign": {
        "start": "2025-03-03", "end": "2025-04-27", "pre_weeks": "52", "after_weeks": "8", "skus": '["4001", "4002"]',
        "vat": "0.07", "retail_margin": "0.25", "margin": "0.32",
    },
    "campaign.spend": {"total": "48_000", "scope": '"test"', "basis": '"net"'},
    "campaign.activity": {"creators": "1_200"},
    "regions": {
        "assignment": '"regions"', "test": '["Leipzig"]', "control": '"all"', "exclude": '["Halle"]', "coverage": "0.4",
    },
    "measure": {"method": '"did"', "inference": '"auto"', "confidence": "0.90", "seed": "1"},
}  # fmt: skip
WRONG_VALUES = ("{}", "[[]]", "1e999", "nan", "-1e9", "[1.5]", "1979-05-27T07:32:00Z", "07:32:00", "true")
TOKENS = (b'"', b"'", b"[", b"]", b"=", b"\n", b"\x00", b"#", b"[[", b"'''", b'"""', b"{", b"\xff", b"\\u0000", b".")


def text(sections: Mapping[str, Mapping[str, str]]) -> bytes:
    """The study file of these sections."""
    parts = ("\n".join([f"[{name}]", *(f"{k} = {v}" for k, v in keys.items())]) for name, keys in sections.items())
    return "\n\n".join(parts).encode()


def meaning(content: bytes, folder: Path) -> Read:
    """What the reader makes of a study file."""
    file = folder / "study.toml"
    file.write_bytes(content)
    return Read(replace(load(file), text=""))


def _place(rng: np.random.Generator) -> tuple[str, str]:
    fixed = [(s, k) for s, keys in WHOLE.items() for k in keys if FREE not in SECTIONS[s]]
    return fixed[int(rng.integers(len(fixed)))]


def _with(section: str, key: str, value: str | None, name: str | None = None) -> bytes:
    keys: dict[str, Any] = {}
    for old, what in WHOLE[section].items():
        if old != key:
            keys[old] = what
        elif value is not None:
            keys[name or key] = value
    return text({**WHOLE, section: keys})


def wrong_value(rng: np.random.Generator) -> tuple[bytes, Expected]:
    section, key = _place(rng)
    return _with(section, key, str(rng.choice(WRONG_VALUES))), Expected((rf"\[{section}\]", rf"\b{key}\b"))


def misspelt_key(rng: np.random.Generator) -> tuple[bytes, Expected]:
    section, key = _place(rng)
    at = int(rng.integers(len(key)))
    wrong = key[:at] + "x" + key[at:]
    return _with(section, key, WHOLE[section][key], wrong), Expected((rf"'{wrong}'", rf"\[{section}\]"))


def doubled_key(rng: np.random.Generator) -> tuple[bytes, Expected]:
    section, key = _place(rng)
    return _with(section, key, f"{WHOLE[section][key]}\n{key} = {WHOLE[section][key]}"), Expected(
        ("not valid TOML", r"line \d+", key)
    )


def absent_key(rng: np.random.Generator) -> tuple[bytes, Expected]:
    places = [(s, k) for s, keys in REQUIRED.items() for k in keys]
    section, key = places[int(rng.integers(len(places)))]
    return _with(section, key, None), Expected((rf"\[{section}\] {key} is missing",))


def misspelt_section(rng: np.random.Generator) -> tuple[bytes, Expected]:
    name = str(rng.choice([section for section in WHOLE if "." not in section]))
    renamed = {f"{n}x" if n == name else n: keys for n, keys in WHOLE.items() if not n.startswith(f"{name}.")}
    return text(renamed), Expected((rf"unknown section \[{name}x\]",))


def cut(rng: np.random.Generator) -> tuple[bytes, Expected]:
    content = text(WHOLE)
    return content[: int(rng.integers(len(content)))], Expected(free=True)


def spliced(rng: np.random.Generator) -> tuple[bytes, Expected]:
    """Tokens and bytes at random places."""
    content = text(WHOLE)
    for _ in range(int(rng.integers(1, 6))):
        at, end = sorted(rng.integers(0, len(content), 2).tolist())
        token = TOKENS[int(rng.integers(len(TOKENS)))] if rng.random() < 0.7 else bytes([int(rng.integers(256))])
        content = content[:at] + token + content[at if rng.random() < 0.8 else min(end, at + 6) :]
    return content, Expected(free=True)


def reordered(rng: np.random.Generator) -> tuple[bytes, Expected]:
    """Sections and keys in another order, lines ended as Windows ends them, a byte order mark: the same study."""
    mixed = {
        name: {k: WHOLE[name][k] for k in rng.permutation(list(WHOLE[name]))} for name in rng.permutation(list(WHOLE))
    }
    content = text(mixed)
    if tomllib.loads(content.decode()) != tomllib.loads(text(WHOLE).decode()):
        raise RuntimeError("the order of keys changed their meaning")
    content = content.replace(b"\n", b"\r\n") if rng.random() < 0.5 else content
    return (b"\xef\xbb\xbf" + content if rng.random() < 0.5 else content), Expected(same=True)


MUTATIONS: Mapping[str, OnText] = {
    "study file: a wrong value": wrong_value,
    "study file: a key misspelt": misspelt_key,
    "study file: a key twice": doubled_key,
    "study file: a key absent": absent_key,
    "study file: a section misspelt": misspelt_section,
    "study file: another order, CRLF, BOM": reordered,
    "study file: cut off (any answer)": cut,
    "study file: tokens spliced in (any answer)": spliced,
}
