"""Faults of many kinds, planted at random in a valid dataset: each is found where it is, and nothing else is."""

import random
from pathlib import Path

import pytest

from claimgraph.validate import validate

HEAD = """@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
ex:Record a sh:NodeShape ; sh:targetClass ex:Record ; sh:closed true ; sh:ignoredProperties ( rdf:type ) ;
    sh:property ex:title, ex:status, ex:code, ex:from, ex:to, ex:about, ex:size, ex:part .
ex:title sh:path ex:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:minLength 3 .
ex:status sh:path ex:status ; sh:maxCount 1 ; sh:in ( ex:Open ex:Closed ) .
ex:code sh:path ex:code ; sh:pattern "^[A-Z]{2}[0-9]+$" .
ex:from sh:path ex:from ; sh:datatype xsd:date ; sh:lessThan ex:to .
ex:to sh:path ex:to ; sh:datatype xsd:date .
ex:about sh:path ex:about ; sh:nodeKind sh:IRI ; sh:class ex:Topic .
ex:size sh:path ex:size ; sh:maxInclusive 1000 .
ex:part sh:path ex:part ; sh:property ex:start .
ex:start sh:path ex:start ; sh:minCount 1 ; sh:datatype xsd:integer .
"""
# How many findings each fault gives: a date that is none cannot be compared, and a literal is of no class.
FAULTS = {
    **dict.fromkeys(("title", "length", "language", "status", "count", "code", "order", "class", "size", "closed"), 1),
    **dict.fromkeys(("start", "nested"), 1),
    **dict.fromkeys(("date", "literal"), 2),
}


def record(number: int, fault: str, chance: random.Random) -> tuple[str, str]:
    """A record in a random layout with perhaps one fault, and the words at which that is found."""
    own = f"ex:record-{number}"
    # Per property, in words that occur once in the record.
    values = {
        "title": f'"Record {number}"@en',
        "status": "ex:Open",
        "code": f'"AB{number}"',
        "from": f'"2001-01-{number % 28 + 1:02}"^^xsd:date',
        "to": '"2002-02-02"^^xsd:date',
        "about": f"ex:topic-{number % 7}",
        "size": str(number % 1000),
    }
    start = f"ex:start {number}"
    planted = {
        "title": ("title", None, own),
        "length": ("title", '"ab"@en', '"ab"@en'),
        "language": ("title", '"one"@en , "two"@en', own),
        "status": ("status", "ex:Opened", "ex:Opened"),
        "count": ("status", "ex:Open , ex:Closed", own),
        "code": ("code", f'"ab{number}"', f'"ab{number}"'),
        "date": ("from", '"2001-02-02"', '"2001-02-02"'),
        "order": ("from", '"2003-03-03"^^xsd:date', '"2003-03-03"^^xsd:date'),
        "literal": ("about", '"topic"', '"topic"'),
        "class": ("about", "ex:nothing", "ex:nothing"),
        "size": ("size", "100000", "100000"),
        "closed": ("surplus", "ex:surplus-value", "ex:surplus-value"),
    }
    mark = {"start": "[", "nested": '"five"'}.get(fault, "")
    if fault in planted:
        name, value, mark = planted[fault]
        values[name] = value or ""
    if fault == "start":
        start = "ex:end 1"
    elif fault == "nested":
        start = 'ex:start "five"'
    properties = [f"ex:{name} {value}" for name, value in values.items() if value]
    properties.append(f"ex:part {chance.choice(['', chr(10)])}[ {start} ]")
    chance.shuffle(properties)
    joints = [chance.choice([" ;\n    ", " ; ", ' ;\n\n    # ex:topic-1 "here" ] .\n    ']) for _ in properties]
    text = f"{own} a ex:Record" + "".join(joint + part for joint, part in zip(joints, properties, strict=True)) + " .\n"
    return text, mark


@pytest.mark.parametrize(("engine", "files", "records"), [("fast", 100, 40), ("fast", 1, 3000), ("reference", 10, 20)])
def test_every_planted_fault_is_found(tmp_path: Path, engine: str, files: int, records: int) -> None:
    chance = random.Random(files)  # noqa: S311 - the same faults in every run
    expected = []
    number = 0
    topics = "".join(f"ex:topic-{n} a ex:Topic .\n" for n in range(7))
    for file in range(files):
        path = tmp_path / f"{file:03}.ttl"
        text = HEAD + (topics if file == files // 2 else "")
        for _ in range(records):
            number += 1
            fault = chance.choice(list(FAULTS)) if chance.random() < 0.25 else ""
            block, mark = record(number, fault, chance)
            if fault:
                before = text + block[: block.index(mark)]
                place = (str(path), before.count("\n") + 1, len(before) - before.rfind("\n"))
                expected += [place] * FAULTS[fault]
            text += block
        path.write_text(text, encoding="utf-8")
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes" / "shapes.ttl").write_text(SHAPES)
    data = [tmp_path / f"{file:03}.ttl" for file in range(files)]
    report = validate(data, shapes=[tmp_path / "shapes"], engine=engine)
    found = [(f.location.file, f.location.line, f.location.column) for f in report.findings if f.location]
    assert sorted(found) == sorted(expected)
    assert len(report.findings) == len(expected) > 30
