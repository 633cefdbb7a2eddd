"""The folder that an engine spills to: one a run, removed at its end, or by the next run when it was killed."""

import os
import platform
import re
import shutil
import tempfile
from pathlib import Path

from lift.core.process import running


def make() -> str:
    """Return a new folder for this run, and remove those that killed runs of this machine left beside it."""
    head = f"liftstudy-{re.sub('[^0-9A-Za-z]', '', platform.node())}-"
    for left in Path(tempfile.gettempdir()).glob(f"{head}*"):
        process = left.name.removeprefix(head).partition("-")[0]
        if not running(process):
            shutil.rmtree(left, ignore_errors=True)
    return tempfile.mkdtemp(prefix=f"{head}{os.getpid()}-")
