"""Write a project of groups, documents and claims of any size, with this project's ontology, shapes, rules and queries.

A few groups have most of the claims, as in life. The same numbers give the same bytes. Run it from the root of the
project: python -m benchmarks.site.generate --entities 10000 --claims 75000 --output build/large
"""

import argparse
import random
import shutil
from pathlib import Path

__all__ = ["generate"]

BASE = "https://example.org/large/"
KINDS = ("activity", "claim", "document", "group", "place", "voice")
DOCUMENTS, PARAGRAPHS, TOGETHER = 50, 40, 50  # entities for each document, paragraphs in it, claims in a file

CONFIG = f"""\
[project]
title = "A large dataset"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"

[namespaces]
dataset = "{BASE}"
ontology = "https://w3id.org/claimgraph/allegiance#"
shapes = "https://w3id.org/claimgraph/shapes#"

[prefixes]
cg = "{{ontology}}"
{"".join(f'{kind} = "{{dataset}}{kind}/"{chr(10)}' for kind in KINDS)}"""
HEADER = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "cg": "https://w3id.org/claimgraph/allegiance#",
        "dcterms": "http://purl.org/dc/terms/",
        "edtf": "http://id.loc.gov/datatypes/edtf/",
        "oa": "http://www.w3.org/ns/oa#",
        "prov": "http://www.w3.org/ns/prov#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{kind: f"{BASE}{kind}/" for kind in KINDS},
    }.items()
)
RELATIONS = (
    "Front",
    "Affiliate",
    "NetworkLink",
    "UnspecifiedLink",
    "Cooperation",
    "ArmedConflict",
    "Training",
    "MembersJoined",
    "EvolvedFrom",
)
CERTAINTIES = ("Unhedged", "Argued", "Believed", "Apparent", "Possible")


def group(number: int, label: str = "") -> str:
    """The record of a group, as Turtle."""
    return f'{HEADER}\ngroup:{number} a cg:ArmedGroup ;\n    rdfs:label "{label or f"group number {number}"}"@en .\n'


def document(number: int) -> str:
    """The records of a document: its voice, its coding and its paragraphs, as Turtle."""
    text = f"""{HEADER}
voice:{number} a cg:CollectiveVoice ;
    rdfs:label "voice of document {number}"@en .

activity:{number} a prov:Activity ;
    rdfs:label "coding of document {number}"@en ;
    cg:codebookVersion "1.0" ;
    prov:used document:{number} ;
    prov:startedAtTime "2026-01-15T08:00:00Z"^^xsd:dateTime ;
    prov:endedAtTime "2026-01-15T17:00:00Z"^^xsd:dateTime .

document:{number} a cg:SourceDocument ;
    rdfs:label "document {number}"@en ;
    dcterms:creator voice:{number} ;
    dcterms:publisher voice:{number} ;
    dcterms:identifier "{number}.txt" ;
    dcterms:language "en" ;
    cg:sha256 "{number:064x}" ;
    cg:characters {1000 * PARAGRAPHS} .
"""
    for part in range(PARAGRAPHS):
        text += f"""
document:{number}-paragraph-{part + 1} a cg:Paragraph ;
    rdfs:label "paragraph {part + 1} of document {number}"@en ;
    dcterms:isPartOf document:{number} ;
    cg:number {part + 1} ;
    oa:start {1000 * part} ;
    oa:end {1000 * part + 999} .
"""
    return text


def claim(number: int, entities: int, documents: int, chance: random.Random) -> str:
    """One claim with its evidence, as Turtle."""
    # From the lower number to the higher, since nothing evolved from what evolved from it.
    subject, object_ = sorted(int(entities * chance.random() ** 2) for _ in range(2))
    if subject == object_:
        subject, object_ = sorted((object_, (object_ + 1) % entities))
    origin, start, year = chance.randrange(documents), 1000 * chance.randrange(PARAGRAPHS), chance.randrange(1990, 2020)
    month, offset = chance.randrange(1, 13), chance.randrange(900)
    date = f"""    cg:edtf "{year}-{month:02}"^^edtf:EDTF ;
    cg:earliest "{year}-{month:02}-01"^^xsd:date ;
    cg:latest "{year}-{month:02}-28"^^xsd:date ;
"""
    return f"""
claim:{number} a cg:{chance.choice(RELATIONS)} ;
    rdfs:label "claim number {number}"@en ;
    cg:subject group:{subject} ;
    cg:object group:{object_} ;
    cg:voice voice:{origin} ;
    cg:polarity cg:Asserted ;
    cg:certainty cg:{chance.choice(CERTAINTIES)} ;
{date if chance.random() < 0.4 else ""}    cg:evidence [ a cg:Passage ;
        oa:hasSource document:{origin} ;
        oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start + offset} ; oa:end {start + offset + 90} ] ;
        cg:sha256 "{number:064x}" ] ;
    prov:wasGeneratedBy activity:{origin} .
"""


def generate(output: Path, entities: int, claims: int) -> None:
    """Write the project into a folder; groups in a file each, claims some together."""
    chance = random.Random(1)  # noqa: S311 - nothing here is secret
    here = Path(__file__).parents[2]
    documents = max(1, entities // DOCUMENTS)
    for folder in ("ontology", "shapes", "rules"):
        shutil.copytree(here / folder, output / folder)
    (output / "queries").mkdir()
    for path in sorted((here / "queries").glob("*.rq")):
        if "# Param:" not in path.read_text(encoding="utf-8"):  # the defaults are records of this project
            shutil.copy(path, output / "queries")
    (output / "claimgraph.toml").write_text(CONFIG, encoding="utf-8")
    for folder in ("groups", "documents", "claims"):
        (output / "data" / folder).mkdir(parents=True)
    dataset = (
        f'{HEADER}@prefix void: <http://rdfs.org/ns/void#> .\n\n<{BASE}> a void:Dataset ;\n    rdfs:label "A"@en .\n'
    )
    (output / "data" / "dataset.ttl").write_text(dataset, encoding="utf-8")
    for number in range(entities):
        (output / "data" / "groups" / f"{number}.ttl").write_text(group(number), encoding="utf-8")
    for number in range(documents):
        (output / "data" / "documents" / f"{number}.ttl").write_text(document(number), encoding="utf-8")
    for first in range(0, claims, TOGETHER):
        texts = [claim(number, entities, documents, chance) for number in range(first, min(first + TOGETHER, claims))]
        (output / "data" / "claims" / f"{first}.ttl").write_text(HEADER + "".join(texts), encoding="utf-8")


def main() -> None:
    """Read the command line and write the project."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--entities", type=int, default=10_000)
    parser.add_argument("--claims", type=int, default=75_000)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    generate(options.output, options.entities, options.claims)


if __name__ == "__main__":
    main()
