"""Notebooks are committed as they were run: from top to bottom, with outputs, without a machine's paths."""

import json
import re

from conftest import TOP

NOTEBOOKS = sorted((TOP / "notebooks").glob("*.ipynb"))


def test_every_notebook_has_run_to_its_end():
    assert len(NOTEBOOKS) >= 7
    for path in NOTEBOOKS:
        cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
        assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1)), f"{path.name}: notebooks/run --keep it"
        assert any("image/png" in o.get("data", {}) for cell in cells for o in cell["outputs"]) or "java" in path.name, path.name


def test_outputs_have_no_errors_and_no_paths_of_a_machine():
    for path in NOTEBOOKS:
        for cell in json.loads(path.read_text())["cells"]:
            for output in cell.get("outputs", []):
                assert output["output_type"] != "error", path.name
                assert output.get("name") != "stderr", f"{path.name}: {output}"
                text = json.dumps({k: v for k, v in output.get("data", {}).items() if k.startswith("text")} | {"text": output.get("text", "")})
                assert not re.search(r"/home/|/root/|/Users/|site-packages", text), f"{path.name}: {text[:300]}"
