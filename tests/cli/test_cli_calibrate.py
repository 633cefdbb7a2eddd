"""`lift calibrate` from the command line, and what `lift run` makes of it."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from command_line import run

import lift
from lift.store.values import to_json
from lift.study.calibrate import calibrate


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("calibrate")
    lift.simulate(
        seed=7, weeks=80, regions=4, stores_per_region=2, test_regions=1, brands=2, skus=2, promoted=1
    ).write(folder)  # fmt: skip
    return folder


def test_calibrate_writes_what_run_reads(folder: Path) -> None:
    done = run("calibrate", "study.toml", "--campaigns", "6", "--method", "did", cwd=folder)
    files = [str(folder / name) for name in ("calibration.json", "calibration.svg")]
    assert (done.returncode, done.stderr.splitlines()[-2:]) == (0, files)
    assert "did/noise-model" in done.stdout
    found = json.loads((folder / "calibration.json").read_bytes())
    assert {t["method"] for t in found["tried"]} == {"did/noise-model/adjusted"}, "as the run will measure it"
    assert {t["campaigns"] for t in found["tried"]} == {6}
    ET.parse(folder / "calibration.svg")
    again = calibrate(lift.Study.load(folder / "study.toml"), campaigns=6, methods=("did",))
    assert json.loads(to_json(again.to_dict())) == found, "the seed draws the campaigns"
    after = run("run", "study.toml", "--json", cwd=folder)
    assert "In 6 false campaigns on this panel" in _said(after.stdout)
    methods = lift.Result.load(json.loads(after.stdout)["folder"]).tables["methods"]
    own = methods[methods["role"] == "verdict"].iloc[0]
    (promoted,) = (t for t in found["tried"] if t["level"] == "promoted")
    assert own["method"] == "did/noise-model/adjusted"
    assert own["false_positive_share"] == pytest.approx(promoted["called"]["0.1"][0])
    effect = next(
        e for e in json.loads(after.stdout)["effects"]
        if (e["level"], e["window"], e["metric"]) == ("promoted", "campaign", "revenue")
    )  # fmt: skip
    assert own["verdict"] == effect["verdict"]
    for name in ("uplift", "uplift_low", "uplift_high", "p_value"):
        assert own[name] == pytest.approx(effect[name])


def test_what_is_wrong_is_said(folder: Path) -> None:
    done = run("calibrate", "study.toml", "--method", "did,sdidd", cwd=folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "unknown method 'sdidd' (did you mean 'sdid'?)" in done.stderr
    study = lift.Study.load(folder / "study.toml")
    with pytest.raises(lift.MethodError, match="did/welch; the design allows did/noise-model"):
        calibrate(study, methods=("did/welch",))
    (folder / "calibration.json").write_text("{}")
    with pytest.raises(lift.StudyError, match=r"calibration.json is not what lift calibrate writes"):
        lift.run(study)
    (folder / "calibration.json").unlink()


def _said(text: str) -> str:
    (finding,) = (f for f in json.loads(text)["findings"] if f["check"] == "calibration")
    return finding["message"]["en"]
