"""Studies on data from outside: made by the scripts of sample_data/, the packages missing or not."""

import importlib.util
from pathlib import Path
from types import ModuleType

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def script(name: str) -> ModuleType:
    """A script of sample_data/ as a module."""
    spec = importlib.util.spec_from_file_location(name, SAMPLE_DATA / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
