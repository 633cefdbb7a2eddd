"""The notebooks run from top to bottom, and show what they say they show."""

from pathlib import Path
from typing import Any

import pytest

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


def executed(path: Path) -> Any:
    """The notebook after a run in its own folder, in a kernel of this interpreter."""
    jupytext, nbclient = pytest.importorskip("jupytext"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    notebook = jupytext.read(path)
    client = nbclient.NotebookClient(
        notebook, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(path.parent)}}
    )
    client.execute()
    return notebook


def outputs(notebook: Any, kind: str) -> list[str]:
    """All outputs of one kind, in order: stream text, or data by MIME type."""
    found = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    if kind in {"stdout", "stderr"}:
        return [o["text"] for o in found if o["output_type"] == "stream" and o["name"] == kind]
    return [o["data"][kind] for o in found if kind in o.get("data", {})]


def test_every_notebook_is_tested() -> None:
    assert sorted(path.name for path in NOTEBOOKS.glob("*.py")) == ["01_first_study.py", "02_design_a_campaign.py"]


@pytest.mark.slow
def test_the_first_study() -> None:
    notebook = executed(NOTEBOOKS / "01_first_study.py")
    assert outputs(notebook, "stderr") == []
    assert len(outputs(notebook, "image/svg+xml")) == 2
    pages = outputs(notebook, "text/html")
    assert len(pages) == 4
    assert "Salsa Sol" in pages[0]
    assert any("per euro" in text for text in outputs(notebook, "stdout"))
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)


@pytest.mark.slow
def test_the_design_of_a_campaign() -> None:
    """From the choice of regions to a result that counts as strong evidence, because the lock was kept."""
    notebook = executed(NOTEBOOKS / "02_design_a_campaign.py")
    assert outputs(notebook, "stderr") == []
    assert len(outputs(notebook, "image/svg+xml")) == 2
    said = "".join(outputs(notebook, "stdout"))
    assert "evidence: strong" in said
    assert "Everything stands as fixed" in said
    assert "Nothing is learnt from 3 of 52 weeks" in said
    code = [cell for cell in notebook.cells if cell["cell_type"] == "code"]
    assert all(cell["execution_count"] for cell in code)
