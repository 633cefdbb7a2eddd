"""The planted panel as files: three Parquet tables, the truth and a study file."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from lift.simulation.draw import Simulation


def write_files(simulation: "Simulation", folder: Path, *, suffix: str, language: Literal["en", "de"]) -> Path:
    """Write all files of a simulation into a folder; return the study file's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, table in _tables(simulation).items():
        pq.write_table(
            table, folder / f"{name}{suffix}.parquet",
            compression="zstd", compression_level=9, use_dictionary=True, write_statistics=True,
        )  # fmt: skip
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as file:
        truth = simulation.truth.copy()
        truth["incremental"] = truth["incremental"].round(2)
        truth["uplift"] = truth["uplift"].round(6)
        truth.to_csv(file, index=False, lineterminator="\n")
    study = folder / "study.toml"
    study.write_text(simulation.study(language=language, suffix=suffix), encoding="utf-8", newline="\n")
    return study


def _tables(simulation: "Simulation") -> dict[str, Any]:
    string = pa.string()
    sales = pa.schema(
        [
            ("store_id", string), ("week", pa.date32()), ("sku", string), ("units", pa.int32()),
            ("revenue", pa.float64()), ("price", pa.float64()), ("base_price", pa.float64()), ("promo", pa.int8()),
        ]
    )  # fmt: skip
    for name in ("feature", "display"):
        if name in simulation.sales:
            sales = sales.append(pa.field(name, pa.int8()))
    frames = {
        "sales": (simulation.sales, sales),
        "stores": (simulation.stores, pa.schema([(c, string) for c in simulation.stores.columns])),
        "products": (simulation.products, pa.schema([(c, string) for c in simulation.products.columns])),
    }
    return {
        name: pa.Table.from_pandas(frame, schema=schema, preserve_index=False).replace_schema_metadata(None)
        for name, (frame, schema) in frames.items()
    }
