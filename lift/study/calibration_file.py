"""calibration.json beside the study file: written by `lift calibrate`, read by every `lift run`."""

from pathlib import Path

from lift.core.calibration import Calibration
from lift.core.errors import StudyError
from lift.core.spec import StudySpec
from lift.store.folder import put
from lift.store.values import from_json, to_json

FILE = "calibration.json"


def write(spec: StudySpec, found: Calibration) -> Path:
    """Write calibration.json beside the study file, where `run` reads it; whole or not at all."""
    return put(Path(spec.folder), FILE, to_json(found.to_dict()))


def read(spec: StudySpec) -> Calibration | None:
    """Read calibration.json beside the study file; None without one. Raises StudyError when it is something else."""
    file = Path(spec.folder) / FILE
    if not file.is_file():
        return None
    try:
        return Calibration.from_dict(from_json(file.read_bytes()))
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError(
            f"{file} is not what lift calibrate writes ({type(error).__name__}: {error}): run lift calibrate again, or "
            "move the file away"
        ) from error
