"""The pages on the coding say what the ontology, the data and the two codings hold."""

import csv
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

CG = "https://w3id.org/claimgraph/allegiance#"
CLAIM = "https://w3id.org/claimgraph/libya/claim/"
RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
MENTION = re.compile(r"claim:([a-z-]+-\d\d-\d\d)(?!\d)")
KINDS = ("RelationClaim", "RoleClaim", "StatusClaim", "EventClaim", "AttributeClaim")
FIRST_DOCUMENT, SECOND_DOCUMENT = "aqim-in-libya", "foreign-fighters-in-libya"
SECTIONS = {
    FIRST_DOCUMENT: [range(1, 8)],
    SECOND_DOCUMENT: [range(1, 4), range(4, 7), range(7, 22), range(22, 41), range(41, 63), range(63, 66)],
}


def load(*folders: Path) -> Store:
    """Everything in Turtle below the folders."""
    store = Store()
    for folder in folders:
        for path in sorted(folder.rglob("*.ttl")):
            store.extend(parse(path=path, format=RdfFormat.TURTLE, rename_blank_nodes=True))
    return store


@pytest.fixture(scope="module")
def ontology(root: Path) -> Store:
    return load(root / "ontology")


@pytest.fixture(scope="module")
def data(root: Path) -> Store:
    return load(root / "data")


@pytest.fixture(scope="module")
def claims(data: Store) -> dict[str, str]:
    """The relation type of each claim, by the last part of its IRI."""
    types = {}
    for quad in data.quads_for_pattern(None, NamedNode(CG + "subject"), None):
        assert isinstance(quad.subject, NamedNode)
        (kind,) = objects(data, quad.subject, RDF_TYPE.value)
        types[quad.subject.value.removeprefix(CLAIM)] = kind.removeprefix(CG)
    return types


def objects(store: Store, subject: NamedNode, predicate: str) -> list[str]:
    """The values of a property, sorted, without datatype or language."""
    found = (quad.object for quad in store.quads_for_pattern(subject, NamedNode(predicate), None))
    return sorted(term.value for term in found if isinstance(term, NamedNode | Literal))


def page(root: Path, name: str) -> str:
    return (root / "docs" / name).read_text(encoding="utf-8")


def plain(text: str) -> str:
    """A text with its line breaks taken for spaces."""
    return " ".join(text.split())


def sections(text: str, level: str) -> Iterator[tuple[str, str]]:
    """The headings of a level, each with the text below it."""
    for part in re.split(rf"^(?=#{{1,{len(level)}}} )", text, flags=re.MULTILINE):
        head, _, body = part.partition("\n")
        if head.startswith(level + " "):
            yield head.removeprefix(level + " "), body


def rows(text: str) -> list[list[str]]:
    """The cells of the tables in a text, without heads and rules."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    rules = {i for i, line in enumerate(lines) if re.fullmatch(r"[|: -]+", line)}
    kept = (line for i, line in enumerate(lines) if i not in rules and i + 1 not in rules)
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in kept]


def test_codebook_has_every_relation_type_as_the_ontology_has_it(
    root: Path, ontology: Store, claims: dict[str, str]
) -> None:
    written = dict(sections(page(root, "codebook.md"), "###"))
    scheme = ontology.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), NamedNode(CG + "relationTypes"))
    types = [quad.subject for quad in scheme]
    assert len(types) > 50
    for kind in types:
        assert isinstance(kind, NamedNode)
        name = kind.value.removeprefix(CG)
        (label,) = objects(ontology, kind, SKOS + "prefLabel")
        body = plain(written[f"{name}: {label}"])
        (definition,) = objects(ontology, kind, SKOS + "definition")
        (question,) = objects(ontology, kind, CG + "testQuestion")
        (scope,) = objects(ontology, kind, SKOS + "scopeNote")
        confusions = [other.removeprefix(CG) for other in objects(ontology, kind, CG + "confusedWith")]
        assert f"**Definition.** {definition}" in body, name
        assert f"**Test question.** {question}" in body, name
        assert f"**Scope.** {scope}" in body, name
        assert body.endswith(f"**Nearest confusion.** {', '.join(confusions)}"), name
        if name in claims.values():
            worked = body.partition("**Worked decision.** ")[2]
            example = MENTION.search(worked)
            assert example is not None, name
            assert claims[example[1]] == name
        else:
            assert "**No instance.** No claim" in body, name


@pytest.mark.parametrize(
    ("scheme", "heading"),
    [("roleScheme", "9. Roles"), ("statusScheme", "10. Statuses"), ("channelScheme", "11. Channels")],
)
def test_codebook_lists_roles_statuses_and_channels(root: Path, ontology: Store, scheme: str, heading: str) -> None:
    table = rows(dict(sections(page(root, "codebook.md"), "##"))[heading])
    written = {name: (label, meaning) for name, label, meaning in table}
    concepts = ontology.quads_for_pattern(None, NamedNode(SKOS + "inScheme"), NamedNode(CG + scheme))
    names = set()
    for quad in concepts:
        assert isinstance(quad.subject, NamedNode)
        name = quad.subject.value.removeprefix(CG)
        label, meaning = written[name]
        assert objects(ontology, quad.subject, SKOS + "prefLabel") == [label]
        assert meaning.startswith(objects(ontology, quad.subject, SKOS + "definition")[0])
        names.add(name)
    assert names == set(written)


@pytest.mark.parametrize("heading", ["4. Polarity", "5. Certainty"])
def test_codebook_gives_polarity_and_certainty_their_meaning(root: Path, ontology: Store, heading: str) -> None:
    for name, meaning, _ in rows(dict(sections(page(root, "codebook.md"), "##"))[heading]):
        assert objects(ontology, NamedNode(CG + name), SKOS + "definition") == [meaning]


def test_codebook_lists_every_merged_spelling(root: Path, data: Store) -> None:
    table = rows(dict(sections(page(root, "codebook.md"), "###"))["Spellings merged"])
    merged = {}
    for quad in data.quads_for_pattern(None, NamedNode(SKOS + "altLabel"), None):
        assert isinstance(quad.subject, NamedNode)
        kind, slug = quad.subject.value.split("/")[-2:]
        (label,) = objects(data, quad.subject, RDFS + "label")
        if others := [name for name in objects(data, quad.subject, SKOS + "altLabel") if name != label]:
            merged[f"{kind}:{slug}"] = (label, others)
    assert {record: (label, sorted(also.split(", "))) for record, label, also in table} == merged


def test_codebook_separates_records_that_exist(root: Path, data: Store) -> None:
    table = dict(sections(page(root, "codebook.md"), "###"))["Homonyms and near names kept apart"]
    records = re.findall(r"\b(group|collective|person|organization|event|place):([a-z0-9-]+)", table)
    assert len(records) > 30
    for kind, slug in records:
        record = NamedNode(f"https://w3id.org/claimgraph/libya/{kind}/{slug}")
        assert objects(data, record, RDFS + "label"), f"{kind}:{slug}"


def test_claims_that_the_pages_name_exist(root: Path, claims: dict[str, str]) -> None:
    pages = [root / "docs" / name for name in ("codebook.md", "coding.md", "ethics.md")]
    for path in [*pages, *sorted((root / "docs/coding").glob("*.csv"))]:
        assert set(MENTION.findall(path.read_text(encoding="utf-8"))) <= set(claims), path.name


def test_agreement_is_what_the_script_prints(root: Path) -> None:
    script = root / "docs/coding/agreement.py"
    printed = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True).stdout
    assert printed.count("\n") > 8
    assert f"\n\n{printed}\n" in page(root, "coding.md")


def test_codings_hold_no_text(root: Path) -> None:
    for name in ("first.csv", "second.csv"):
        with (root / "docs/coding" / name).open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                assert not [cell for cell in row if len(cell.split()) > 2]


def test_changes_of_the_last_reading_are_those_in_the_table(root: Path) -> None:
    with (root / "docs/coding/last-reading.csv").open(encoding="utf-8", newline="") as file:
        changes = Counter(row["change"] for row in csv.DictReader(file))
    steps = rows(dict(sections(page(root, "coding.md"), "##"))["The steps"])[-1]
    assert steps[4] == f"{changes['dropped']}, {changes['mended']}, {changes['added']}"
    assert int(steps[5]) == int(steps[3]) - changes["dropped"] + changes["added"]
    with (root / "docs/coding/settled.csv").open(encoding="utf-8", newline="") as file:
        assert f"{len(list(csv.DictReader(file)))} differences" in page(root, "coding.md")


def test_every_paragraph_has_its_row_and_its_number_of_claims(root: Path, data: Store, claims: dict[str, str]) -> None:
    written = dict(sections(page(root, "coding.md"), "###"))
    found = Counter(identifier.rsplit("-", 1)[0] for identifier in claims)
    for document in SECTIONS:
        parts = data.quads_for_pattern(
            None,
            NamedNode("http://purl.org/dc/terms/isPartOf"),
            NamedNode(f"https://w3id.org/claimgraph/libya/document/{document}"),
        )
        table = rows(written[f"`{document}`"])
        assert [int(row[0]) for row in table] == list(range(1, len(list(parts)) + 1))
        for number, count, about, left_out in table:
            assert int(count) == found[f"{document}-{int(number):02d}"], f"{document}, paragraph {number}"
            assert about
            assert left_out.startswith("none: ") == (count == "0")


def test_sections_and_kinds_are_counted_right(root: Path, ontology: Store, claims: dict[str, str]) -> None:
    def kind_of(name: str) -> str:
        while name not in KINDS:
            (name,) = (
                parent.removeprefix(CG) for parent in objects(ontology, NamedNode(CG + name), RDFS + "subClassOf")
            )
        return name

    def counts(document: str, paragraphs: range) -> list[int]:
        inside = Counter(
            kind_of(kind)
            for identifier, kind in claims.items()
            if identifier[:-6] == document and int(identifier[-5:-3]) in paragraphs
        )
        return [*(inside[kind] for kind in KINDS), inside.total()]

    parts = [counts(document, section) for document, ranges in SECTIONS.items() for section in ranges]
    second = [sum(column) for column in zip(*parts[1:], strict=True)]
    both = [sum(column) for column in zip(*parts, strict=True)]
    table = rows(dict(sections(page(root, "coding.md"), "##"))["Claims by section and kind"])
    assert [[int(cell) for cell in row[1:]] for row in table] == [*parts, second, both]


def test_polarities_and_certainties_are_counted_right(root: Path, data: Store) -> None:
    body = plain(page(root, "coding.md"))
    for predicate in ("polarity", "certainty"):
        found = Counter(
            quad.object.value.removeprefix(CG)
            for quad in data.quads_for_pattern(None, NamedNode(CG + predicate), None)
            if isinstance(quad.object, NamedNode)
        )
        for name, count in found.items():
            assert f"{count} {name}" in body


def test_ethics_page_names_the_contact_and_the_people(root: Path, data: Store) -> None:
    body = plain(page(root, "ethics.md"))
    project = tomllib.loads((root / "claimgraph.toml").read_text(encoding="utf-8"))["project"]
    assert project["contact"] in body
    people = list(data.quads_for_pattern(None, RDF_TYPE, NamedNode(CG + "Person")))
    assert f"There are {len(people)}." in body
