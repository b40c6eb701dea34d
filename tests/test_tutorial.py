"""The tutorial is run anew and gives what it shows; CLAIMGRAPH_RENEW_ANSWERS=1 writes what it gives."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from support import ROOT

TUTORIAL = ROOT / "docs" / "tutorial.ipynb"

# In a process of its own, for the warnings of Jupyter's packages are theirs.
EXECUTE = """
import sys
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

notebook = nbformat.read(sys.argv[1], as_version=4)
kernel = AsyncKernelManager(kernel_name="python3", transport="ipc", ip=sys.argv[4])
client = NotebookClient(notebook, km=kernel, timeout=300, startup_timeout=300, record_timing=False)
client.execute(cwd=sys.argv[2])
notebook.metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": {"name": "python"}}
nbformat.write(notebook, sys.argv[3])
"""

VOLATILE = (
    r"_:f\d+b\d+",  # where a file stands among all files
    r"(?<=\.ttl:)\d+:\d+",
    r"in \d+ files with [\d,]+ triples",
    r"(?<=shacl )[\d.]+",
    r"(?<=width=\")\d+|(?<=viewBox=\"0 0 )[\d ]+",
)


def test_the_tutorial_gives_what_it_shows(tmp_path: Path) -> None:
    renews = "CLAIMGRAPH_RENEW_ANSWERS" in os.environ
    target = TUTORIAL if renews else tmp_path / "executed.ipynb"
    # The kernel's sockets stand in a folder, where no other process can take them; its path must be short.
    with tempfile.TemporaryDirectory() as folder:
        folders = dict.fromkeys(("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"), folder)
        run = subprocess.run(
            [sys.executable, "-c", EXECUTE, TUTORIAL, TUTORIAL.parent, target, f"{folder}/kernel"],
            env={**os.environ, **folders},
            capture_output=True,
            text=True,
            check=False,
        )
    assert run.returncode == 0, run.stderr
    shown, given = outputs(TUTORIAL), outputs(target)
    assert len(shown) > 10
    for cell, again in zip(shown, given, strict=True):
        assert cell == again


def test_nothing_in_the_tutorial_failed_or_was_left_out() -> None:
    cells = [cell for cell in json.loads(TUTORIAL.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.get("name", output["output_type"]) for cell in cells for output in cell["outputs"]}
    assert kinds == {"execute_result", "stdout"}


def outputs(path: Path) -> list[tuple[str, list[str]]]:
    """The source of each code cell with what it shows, less what may differ."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [("".join(c["source"]), [plain(o) for o in c["outputs"]]) for c in cells if c["cell_type"] == "code"]


def plain(output: dict[str, Any]) -> str:
    text = json.dumps(output.get("data") or output.get("text"), ensure_ascii=False)
    return re.sub("|".join(VOLATILE), "…", text.replace(r"\"", '"'))
