"""Write a dataset of claims of any size, in the shape of this project's records: groups, people, documents, evidence.

The same options give the same bytes. Run it from the root of the project:
python -m benchmarks.generate --triples 1000000 --errors 300 --output build/claims
"""

import argparse
import itertools
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Dataset", "generate"]

BASE = "https://example.org/"
KINDS = ("activity", "claim", "document", "group", "person", "place")
HEADER = f"""\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix edtf: <http://id.loc.gov/datatypes/edtf/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
{"".join(f"@prefix {kind}: <{BASE}{kind}/> .{chr(10)}" for kind in KINDS)}
"""

# A unit is one document, what its claims are about, and the claims.
CLAIMS, PARAGRAPHS, GROUPS = 20, 4, 2
RECORDS = 3 + PARAGRAPHS + GROUPS + 1 + CLAIMS
UNIT_TRIPLES = 6 + 5 + 6 * PARAGRAPHS + 3 * GROUPS + 3 + 2 + 16 * CLAIMS + 3 * CLAIMS // 2 + CLAIMS // 4

TYPES = (("Affiliate", "affiliate"), ("Allegiance", "allegiance"), ("NetworkLink", "network link"))
CERTAINTIES = ("Unhedged", "Argued", "Believed", "Apparent", "Possible")
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvwz" for vowel in "aeio"]
WORDS = ("Circle", "League", "Union", "Assembly", "Forum")

# What a fault makes of the text of a sound claim, and thereby of one result: kind, what stood there, what stands now.
FAULTS = (
    ("no label", "    rdfs:label ", "    skos:altLabel "),
    ("two polarities", "cg:polarity cg:Asserted", "cg:polarity cg:Asserted, cg:Denied"),
    ("unknown certainty", "cg:certainty ", "cg:certainty cg:Certainly ; skos:note "),
    ("no voice", "    cg:voice ", "    skos:related "),
    ("subject that is nowhere", "cg:subject group:", "cg:subject group:nowhere-"),
    ("malformed digest", 'cg:sha256 "', 'cg:sha256 "Z'),
    ("offset that is no number", "oa:end ", 'oa:end "the end" ; skos:note '),
    ("end before its start", "oa:start ", "oa:start 99"),
    ("negative offset", "oa:start ", "oa:start -"),
    ("label in no language", "@en ;", " ;"),
    ("property that a selector has not", "oa:end ", "oa:finish 1 ; oa:end "),
    ("no activity", "prov:wasGeneratedBy ", "prov:wasInfluencedBy "),
)


@dataclass(frozen=True)
class Dataset:
    """What was written."""

    files: int
    triples: int  # of the dataset without its faults; a fault adds at most one
    claims: int
    errors: int


def name(number: int) -> str:
    """An invented name of four syllables, another one for each number."""
    letters = []
    rest = (number * 7_368_787 + 1_234_567) % len(SYLLABLES) ** 4
    for _ in range(4):
        rest, digit = divmod(rest, len(SYLLABLES))
        letters.append(SYLLABLES[digit])
    return "".join(letters).capitalize()


def group_name(number: int) -> str:
    """The name of a group, such as Belatomi League."""
    return f"{name(number)} {WORDS[number % len(WORDS)]}"


def entities(unit: int, rng: random.Random) -> Iterator[str]:
    """The records of a unit but for its claims, as Turtle."""
    yield f"""activity:{unit} a prov:Activity ;
    rdfs:label "coding of document {unit}"@en ;
    cg:codebookVersion "1.0" ;
    prov:used document:{unit} ;
    prov:startedAtTime "2026-01-15T08:00:00Z"^^xsd:dateTime ;
    prov:endedAtTime "2026-01-15T17:00:00Z"^^xsd:dateTime .

"""
    yield f"""document:{unit} a cg:SourceDocument ;
    rdfs:label "Report {unit} of {name(unit)}"@en ;
    cg:sha256 "{rng.getrandbits(256):064x}" ;
    cg:characters {1000 * PARAGRAPHS} ;
    dcterms:language "en" .

"""
    for number in range(PARAGRAPHS):
        yield f"""document:{unit}-paragraph-{number + 1} a cg:Paragraph ;
    rdfs:label "paragraph {number + 1} of report {unit}"@en ;
    dcterms:isPartOf document:{unit} ;
    cg:number {number + 1} ;
    oa:start {1000 * number} ;
    oa:end {1000 * number + 999} .

"""
    for number in range(GROUPS * unit, GROUPS * (unit + 1)):
        yield f"""group:{number} a cg:Organization ;
    rdfs:label "{group_name(number)}"@en ;
    skos:altLabel "The {name(number)}"@en .

"""
    yield f"""person:{unit} a cg:Person ;
    rdfs:label "{name(unit)} {name(unit + 5_000_000)}"@en ;
    cg:publicRole "spokesperson of {group_name(GROUPS * unit)}"@en .

"""
    yield f"""place:{unit} a cg:Place ;
    rdfs:label "{name(unit)} Valley"@en .

"""


def claim(unit: int, number: int, units: int, rng: random.Random) -> str:
    """One claim with its evidence, as Turtle."""
    kind, words = TYPES[number % len(TYPES)]
    # The groups of its own unit are the subjects, so that nothing is recorded to which no claim refers.
    subject = GROUPS * unit + number % GROUPS
    item = (subject + 1 + rng.randrange(GROUPS * units - 1)) % (GROUPS * units)
    paragraph, offset, length = number % PARAGRAPHS, rng.randrange(1, 400), rng.randrange(20, 500)
    start = 1000 * paragraph + offset
    optional = ""
    if number % 2:
        year, month = rng.randrange(2001, 2024), rng.randrange(1, 13)
        optional = f"""    cg:edtf "{year}-{month:02}"^^edtf:EDTF ;
    cg:earliest "{year}-{month:02}-01"^^xsd:date ;
    cg:latest "{year}-{month:02}-28"^^xsd:date ;
"""
    if number % 4 == 0:
        optional += f"    cg:place place:{unit} ;\n"
    return f"""claim:{unit}-{number + 1} a cg:{kind} ;
    rdfs:label "{group_name(subject)} – {words} – {group_name(item)} ({unit}-{number + 1})"@en ;
    cg:subject group:{subject} ;
    cg:object group:{item} ;
    cg:voice person:{unit} ;
    cg:polarity cg:Asserted ;
    cg:certainty cg:{CERTAINTIES[rng.randrange(5)]} ;
{optional}    cg:evidence [ a cg:Passage ;
        oa:hasSource document:{unit} ;
        oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {start + length} ] ;
        cg:sha256 "{rng.getrandbits(256):064x}" ] ;
    prov:wasGeneratedBy activity:{unit} .

"""


def spoilt(text: str, fault: int) -> str:
    """The claim with the fault of this number planted in it."""
    _, sound, faulty = FAULTS[fault % len(FAULTS)]
    return text.replace(sound, faulty, 1)


def records(units: int, errors: int, seed: int) -> Iterator[str]:
    """All records of the dataset in their order; the faults stand in claims drawn at random."""
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    faults = {place: fault for fault, place in enumerate(rng.sample(range(units * CLAIMS), errors))}
    for unit in range(units):
        yield from entities(unit, rng)
        for number in range(CLAIMS):
            text = claim(unit, number, units, rng)
            fault = faults.get(unit * CLAIMS + number)
            yield text if fault is None else spoilt(text, fault)


def generate(output: Path, triples: int, *, errors: int = 0, files: int = 1, seed: int = 1) -> Dataset:
    """Write about so many triples into the folder, to within one unit of some 400, with exactly so many faulty claims.

    Raises ValueError where there are fewer claims than faults or fewer records than files.
    """
    units = max(1, round(triples / UNIT_TRIPLES))
    total = units * RECORDS
    if errors > units * CLAIMS:
        raise ValueError(f"{errors} errors do not fit into {units * CLAIMS} claims")
    if not 0 < files <= total:
        raise ValueError(f"{total} records do not fill {files} files")
    stream = records(units, errors, seed)
    for number in range(files):
        share = total * (number + 1) // files - total * number // files
        path = output / f"{number // 100:04}" / f"{number:06}.ttl" if files > 1 else output / "claims.ttl"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="\n") as file:
            file.write(HEADER)
            file.writelines(itertools.islice(stream, share))
    return Dataset(files, units * UNIT_TRIPLES, units * CLAIMS, errors)


def main() -> None:
    """Read the command line, write the dataset, say what was written."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000, help="about how many (default: a million)")
    wrong = parser.add_mutually_exclusive_group()
    wrong.add_argument("--errors", type=int, default=0, help="how many claims have a fault")
    wrong.add_argument("--error-rate", type=float, default=0.0, help="the share of claims that have a fault, 0 to 1")
    parser.add_argument("--files", type=int, default=1, help="into how many files (default: one)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--output", type=Path, required=True, metavar="DIR")
    options = parser.parse_args()
    claims = CLAIMS * max(1, round(options.triples / UNIT_TRIPLES))
    errors = options.errors or round(options.error_rate * claims)
    start = time.perf_counter()
    try:
        done = generate(options.output, options.triples, errors=errors, files=options.files, seed=options.seed)
    except ValueError as error:
        parser.error(f"{error}.")
    seconds = time.perf_counter() - start
    print(f"{done.triples:,} triples, {done.claims:,} claims, {done.errors:,} faults, {done.files:,} files")
    print(f"written to {options.output} in {seconds:.1f} s")


if __name__ == "__main__":
    main()
