"""Faults of many kinds, planted at random in a valid dataset: each is found where it is, and nothing else is."""

import gzip
import random
from pathlib import Path
from typing import NamedTuple

import pytest

from claimgraph import registry
from claimgraph.validate import CHECKS, validate

HEAD = """@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix ex: <http://example.org/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Record a sh:NodeShape ; sh:targetClass ex:Record ; sh:closed true ; sh:ignoredProperties ( rdf:type rdfs:label ) ;
    sh:property ex:title, ex:status, ex:code, ex:from, ex:to, ex:about, ex:see, ex:size, ex:part .
ex:title sh:path ex:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:minLength 3 .
ex:status sh:path ex:status ; sh:maxCount 1 ; sh:in ( ex:Open ex:Closed ) .
ex:code sh:path ex:code ; sh:pattern "^[A-Z]{2}[0-9]+$" .
ex:from sh:path ex:from ; sh:datatype xsd:date ; sh:lessThan ex:to .
ex:to sh:path ex:to ; sh:datatype xsd:date .
ex:about sh:path ex:about ; sh:nodeKind sh:IRI ; sh:class ex:Topic .
ex:see sh:path ex:see .
ex:size sh:path ex:size ; sh:maxInclusive 1000 .
ex:part sh:path ex:part ; sh:property ex:start .
ex:start sh:path ex:start ; sh:minCount 1 ; sh:datatype xsd:integer .
"""
TOPICS = (
    "".join(f"ex:topic-{n} a ex:Topic .\n" for n in range(7))
    + "ex:Open a ex:Status . ex:Closed a ex:Status . ex:study a cg:SourceDocument ; cg:characters 1000 .\n"
)
# The kinds of faults: of a property's values, of a blank node, of a claim, and others.
VALUES = {  # the property, its values, and which of these is at fault
    "length": ("title", '"ab"@en', '"ab"@en'),
    "language": ("title", '"one"@en , "drei"@de , "two"@EN , "four"@fr', '"two"@EN'),
    "status": ("status", "ex:study", "ex:study"),
    "count": ("status", "ex:Open , ex:Closed", "ex:Closed"),
    "code": ("code", '"ab1"', '"ab1"'),
    "order": ("from", '"2003-03-03"^^xsd:date', '"2003-03-03"^^xsd:date'),
    "class": ("about", "ex:Closed", "ex:Closed"),
    "size": ("size", "100000", "100000"),
    "closed": ("surplus", '"surplus"', '"surplus"'),
    "date": ("from", '"2001-02-02"', '"2001-02-02"'),
    "literal": ("about", '"topic"', '"topic"'),
    "dangling": ("see", "ex:topic-{}", "ex:topic-{}"),
}
PARTS = {
    "start": ("ex:end 1", "["),
    "nested": ('ex:start "five"', '"five"'),
    "typo": ('ex:start 1 ; skos:preflabel "x"', "skos:preflabel"),
    "twin": ('ex:start 1 ; <https://xmlns.com/foaf/0.1/name> "x"', "<https://xmlns"),
    "lexical": ('ex:start 1 ; ex:on "2001-02-30"^^xsd:date', '"2001-02-30"'),
    "tag": ('ex:start 1 ; ex:note "hello"@eng', '"hello"'),
}
CLAIMS = {  # what stands in a sound claim, and what stands there in its place
    "range": ("907", "1001"),
    "reversed": ("907", "103"),
    "negative": ("107", "-107"),
    "digest": ('"' + "ab" * 32 + '"', '"ab"'),
    "document": ("ex:study", "ex:topic-6"),
}
KINDS = ("title", "many", "label", "iri", "claim", *VALUES, *PARTS, *CLAIMS)
# A date that is none cannot be compared, and a literal is of no class.
TWICE = ("date", "literal")


# The forms of files: suffix, ends of lines, and what follows the prefixes.
FORMS = (
    (".ttl", "\n", ""),
    (".ttl", "\r\n", "@prefix zz: <http://example.org/wrong#> .\n"),
    (".ttl.gz", "\n", "# ünï [ {\n" * 100),
    (".trig", "\n", "ex:graph {\n"),
    (".trig.gz", "\r\n", "GRAPH ex:graph # {\n{\n"),
)
# What changes in the middle of a file.
CHANGED = "@base <http://example.org/> .\nPREFIX zz: <http://www.w3.org/ns/oa#>\n"


class Record(NamedTuple):
    """The text of a record and of a claim, and where in it there are findings."""

    text: str
    places: tuple[int, ...]


def record(number: int, fault: str, chance: random.Random, based: bool) -> Record:
    """A record in a random layout and a claim, with perhaps one fault; with a base, its IRI may be relative."""
    own = f"ex:record-%20{number}" if fault == "iri" else f"ex:record-{number}"
    if based and chance.random() < 0.5:
        own = f"<{own[3:]}>"
    mark = own if fault in ("title", "iri") else ""
    values = {
        "title": f'"Record {number}"@en',
        "status": "ex:Open",
        "code": f'"AB{number}"',
        "from": f'"2001-01-{number % 28 + 1:02}"^^xsd:date',
        "to": '"2002-02-02"^^xsd:date',
        "about": f"ex:topic-{number % 7}",
        "see": f"ex:topic-{number % 5}",
        "size": str(number % 1000),
    }
    part = f"ex:start {number}"
    if fault == "title":
        del values["title"]
    elif fault in VALUES:
        name, *words = VALUES[fault]
        values[name], mark = (word.format(number % 9 + 7) for word in words)
    elif fault in PARTS:
        part, mark = PARTS[fault]
    label = f'"label {number}"@en'
    properties = [f"ex:{name} {value}" for name, value in values.items()]
    properties += [f"ex:part {chance.choice(['', chr(10)])}[ {part} ]", f"rdfs:label {label}"]
    if fault == "many":
        properties.append("ex:status ex:Closed")
    chance.shuffle(properties)
    joints = [chance.choice([" ;\n    ", " ; ", ' ;\n\n    # ex:topic-1 "here" ] .\n    ']) for _ in properties]
    kind = "ex:Person" if fault == "label" else "ex:Record"
    text = f"{own} a {kind}" + "".join(joint + part for joint, part in zip(joints, properties, strict=True)) + " .\n"
    if fault == "many":  # whichever comes later is too many
        return Record(text, (max(text.index("ex:Open"), text.index("ex:Closed")),))
    if fault == "label":
        text += f"ex:other-{number} a ex:Topic, ex:Person ;\n rdfs:label {label} .\n"
        return Record(text, (text.index(label), text.rindex(label)))
    if mark:
        return Record(text, (text.index(mark),) * (2 if fault in TWICE else 1))
    if fault == "claim":
        return Record(f"{text}ex:claim-{number} a cg:Claim .\n", (len(text),))
    claim = f"""ex:claim-{number} a cg:Claim ;
    rdfs:comment '''No end .
ex:record-{number} a ex:Record . # [ {{
''' ; cg:evidence [ oa:hasSource ex:study ;
        oa:hasSelector [ oa:start 107 ; oa:end 907 ] ; cg:sha256 "{"ab" * 32}" ] .
"""
    if fault not in CLAIMS:
        return Record(text + claim, ())
    sound, wrong = CLAIMS[fault]
    return Record(text + claim.replace(f" {sound} ", f" {wrong} "), (len(text) + claim.index(f" {sound} ") + 1,))


def plant(folder: Path, files: int, records: int, faults: int, seed: int) -> list[tuple[str, int, int]]:
    """Write files of records with so many faults among them: the places at which these are to be found, in order."""
    chance = random.Random(seed)  # noqa: S311 - the same faults in every run
    numbers = chance.sample(range(files * records), faults)
    faulty = {number: KINDS[rank % len(KINDS)] for rank, number in enumerate(numbers)}
    expected = []
    for file in range(files):
        suffix, end, head = FORMS[file % len(FORMS)]
        path = folder / f"{file:03}{suffix}"
        text = HEAD + (TOPICS if file == files // 2 else "") + head
        middle = (file * records) + records // 2
        for number in range(file * records, (file + 1) * records):
            if number == middle and "trig" not in suffix:
                text += CHANGED
            made = record(number, faulty.get(number, ""), chance, number >= middle and "trig" not in suffix)
            # As long as the other name of the prefix.
            made = made._replace(text=made.text.replace(" oa:", " zz:") if CHANGED in text else made.text)
            for place in made.places:
                before = text + made.text[:place]
                expected.append((str(path), before.count("\n") + 1, len(before) - before.rfind("\n")))
            text += made.text
        data = (text + "}" * ("trig" in suffix)).replace("\n", end).encode()
        path.write_bytes(gzip.compress(data) if suffix.endswith(".gz") else data)
    (folder / "shapes").mkdir()
    (folder / "shapes" / "shapes.ttl").write_text(SHAPES)
    return sorted(expected)


@pytest.mark.parametrize(
    ("engine", "files", "records", "faults"),
    [("fast", 100, 50, 1000), ("fast", 1, 3000, 400), ("reference", 10, 20, 60)],
)
def test_every_planted_fault_is_found(tmp_path: Path, engine: str, files: int, records: int, faults: int) -> None:
    expected = plant(tmp_path, files, records, faults, seed=files)
    data = sorted(path for path in tmp_path.iterdir() if path.is_file())
    report = validate(data, shapes=[tmp_path / "shapes"], engine=engine, checks=registry.names(CHECKS), seconds=600)
    found = [(f.location.file, f.location.line, f.location.column) for f in report.findings if f.location]
    assert sorted(found) == expected
    assert len(report.findings) == len(expected) >= faults
