"""What follows from files, of which some may be held in memory, by the rules of a project and of OWL."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from claimgraph.project import Project
from claimgraph.reason import Inference, infer
from claimgraph.sources import Source

__all__ = ["follows"]


def follows(project: Project, files: Sequence[Source], format_name: str) -> Inference:
    """The triples that follow from the files, in that format; raises as `infer`."""
    rules = project.existing("rules")
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, source in enumerate(files):
            paths.append(source.path if source.data is None else Path(folder, f"{number}.nq"))
            if source.data is not None:
                paths[-1].write_bytes(source.data)
        return infer(paths, rules=rules[0] if rules else None, format_name=format_name, prefixes=project.prefixes)
