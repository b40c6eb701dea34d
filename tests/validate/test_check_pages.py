"""The pages of docs/checks are what the headers of the checks say, and their examples are what they are said to be.

`CLAIMGRAPH_RENEW_PAGES=1 pytest tests/validate/test_check_pages.py` writes them anew.
"""

import os
import re
from pathlib import Path

import pytest

from claimgraph import registry
from claimgraph.terms import PREFIXES
from claimgraph.validate import CHECKS, validate
from claimgraph.validate.header import header
from support import ROOT

NAMES = registry.names(CHECKS)
FOLDER = ROOT / "docs" / "checks"
MADE = "<!-- Made from the header of the check; see CONTRIBUTING.md. -->"
PREFIXED = "".join(
    f"@prefix {name}: <{namespace}> .\n"
    for name, namespace in {**PREFIXES, "ex": "http://example.org/", "my": "http://example.org/ontology#"}.items()
)


def severity(name: str) -> str:
    return str(registry.load(CHECKS, name, "check").SEVERITY)


def page(name: str) -> str:
    said = header(name)
    parts = [f"# {name}", MADE, f"{said.title}.", said.problem]
    parts += [f"**Remedy.** {said.remedy}", f"**Severity.** {severity(name)}. `--check {name}` runs it."]
    for title, example in (("Ontology", said.ontology), ("Found", said.bad), ("Not found", said.good)):
        if example:
            parts.append(f"## {title}\n\n```turtle\n{example.strip()}\n```")
    return "\n\n".join(parts) + "\n"


def index() -> str:
    rows = [f"| [{name}]({name}.md) | {header(name).title} | {severity(name)} |" for name in NAMES]
    table = ["| check | finds | severity |", "| --- | --- | --- |", *rows]
    about = "[docs/validate.md](../validate.md#checks-beyond-shacl) says how checks are chosen."
    return "\n\n".join(["# Checks beyond SHACL", MADE, about, "\n".join(table)]) + "\n"


PAGES = {**{f"{name}.md": page(name) for name in NAMES}, "README.md": index()}


@pytest.mark.parametrize("name", PAGES)
def test_the_page_is_what_the_header_says(name: str) -> None:
    if os.environ.get("CLAIMGRAPH_RENEW_PAGES"):
        (FOLDER / name).write_text(PAGES[name], encoding="utf-8")
    assert (FOLDER / name).read_text(encoding="utf-8") == PAGES[name]


def test_there_are_no_other_pages() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def findings(folder: Path, name: str, example: str, ontology: str) -> int:
    """How many findings of the check the example gives; a comment that names a file begins it."""
    folder.mkdir()
    (folder / "ontology.ttl").write_text(PREFIXED + ontology)
    first, *others = re.split(r"^# (.*)\n", example, flags=re.MULTILINE)
    files = dict(zip(others[::2], others[1::2], strict=True)) or {"data.ttl": first}
    shapes = files.pop("shapes.ttl", "<urn:S> a sh:NodeShape .")
    (folder / "shapes.ttl").write_text(PREFIXED + shapes)
    (folder / "data").mkdir()
    for file, text in files.items():
        (folder / "data" / file).write_text(PREFIXED + text, encoding="utf-8")
    report = validate(
        [folder / "data"], shapes=[folder / "shapes.ttl"], ontology=[folder / "ontology.ttl"], checks=[name]
    )
    return len(report.findings)


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_are_found_and_not_found(tmp_path: Path, name: str) -> None:
    said = header(name)
    assert findings(tmp_path / "bad", name, said.bad, said.ontology) > 0
    assert findings(tmp_path / "good", name, said.good, said.ontology) == 0
