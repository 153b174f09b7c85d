"""The readmes and the tour say what works: their code is run."""

import re
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_code_runs(name: str) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.S)
    assert blocks
    for block in blocks:
        space: dict[str, object] = {}
        exec(compile(block, name, "exec"), space)
        assert getattr(space["result"], "largest") == 21  # noqa: B009  (the readmes' own finding)


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_readme_links_lead_somewhere(name: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / name).read_text("utf-8")):
        assert (ROOT / target).exists(), target


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::RuntimeWarning")
def test_the_tour_runs_from_a_sheet_to_an_embedded_map() -> None:
    notebook = nbformat.read(ROOT / "docs" / "tour.ipynb", as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    said = [
        "".join(
            output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs
        )
        for cell in codes
    ]
    assert "Joined(100 of 100 rows" in said[1]
    assert "<iframe" in said[-1]
    assert sum(len(cell.source.strip().splitlines()) for cell in codes) <= 32
