"""Triples of the properties that are told to be idle bear on nothing that is derived."""

import gc
import random
from pathlib import Path

import pytest

from claimgraph.census import Census, count
from claimgraph.formats import by_name
from claimgraph.reason._run import Inference, Job, work
from claimgraph.reason.engines import fast
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES

HEAD = "@prefix : <http://e/> .\n" + "".join(
    f"@prefix {name}: <{PREFIXES[name]}> .\n" for name in ("owl", "rdf", "rdfs", "xsd", "skos")
)
BASE = [
    ":p rdfs:domain :A .",
    ":A rdfs:subClassOf :B .",
    ":q rdfs:subPropertyOf :r .",
    ":a :p :b .",
    ":b :q :c .",
    ':a rdfs:label "a"@en ; :note "n" .',
    ":c :s :a .",
]
# What is added or not, before and after: it concerns properties of which nothing is said.
MILD = [
    ':b rdfs:label "b"@en .',
    ':c :note "c" .',
    ':c :note "c"@en .',
    ":b :s :c .",
    ":d :s :e .",
    ":d :s [] .",
]
# Of these each makes something of the others matter, or is of a property that does.
HARSH = [
    ":b :r :c .",
    ":a :made :b .",
    ":a :near :b .",
    ':e :note "1"^^xsd:integer .',
    ':e :note "x"^^xsd:integer .',
    ':e :note "n"^^xsd:token .',
    ":e :s owl:sameAs .",
    ":e :s xsd:token .",
    ":s rdfs:range :C .",
    ":note a owl:FunctionalProperty .",
    ":x rdfs:subPropertyOf :near .",
    ":a :x :c .",
    ":a :direct :near .",
    ":p :direct :s .",
]
RULES = [
    "CONSTRUCT { ?s :made ?o } WHERE { ?s :p/:q ?o }",
    "CONSTRUCT { ?s ?d ?o } WHERE { ?s ?p ?o . ?p :direct ?d }",
    "CONSTRUCT { ?a ?d ?o } WHERE { ?a :p ?o ; :direct ?d }",
    "CONSTRUCT { ?s :named ?l } WHERE { ?s rdfs:label ?l . ?s a/rdfs:subClassOf* :B }",
]


def source(lines: list[str]) -> Source:
    return Source(Path("data"), by_name("turtle"), (HEAD + "\n".join(lines)).encode())


def census(lines: list[str]) -> Census:
    one = count(source(lines), lambda digest: None)
    assert one
    return Census({"data": one})


def inferred(lines: list[str], rules: tuple[Path, ...]) -> tuple[Inference, Census]:
    prefixes = {"": "http://e/", **PREFIXES}
    job = Job((source(lines),), rules, "owl-rl", "fast", False, False, "ntriples", prefixes)
    try:
        return work(job), census(lines)
    finally:
        gc.enable()  # which a worker never needs again


@pytest.fixture(scope="module")
def rule_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rules")
    for number, rule in enumerate(RULES):
        (folder / f"{number}.rq").write_text(rule, encoding="utf-8")
    return folder


def test_what_is_idle_changes_nothing(rule_files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "_LARGE", 0)
    monkeypatch.setattr(fast, "_FEW", 0)
    reused = 0
    for seed in range(40):
        chance = random.Random(seed)  # noqa: S311 - the same edits each time
        rules = tuple(path for path in sorted(rule_files.glob("*.rq")) if chance.random() < 0.3)
        harsh = [line for line in HARSH if chance.random() < 0.05]
        before = [*BASE, *harsh, *(line for line in MILD if chance.random() < 0.5)]
        after = [*BASE, *harsh, *(line for line in MILD if (line in before) != (chance.random() < 0.3))]
        if chance.random() < 0.4:
            after.append(chance.choice(HARSH))
        first, said = inferred(before, rules)
        now = census(after)
        needed = now.properties.difference(first.idle)
        if now.properties == said.properties and now.digest(needed) == said.digest(needed) and before != after:
            reused += 1
            again, _ = inferred(after, rules)
            assert (again.data, again.findings, again.idle) == (first.data, first.findings, first.idle)
    assert reused > 5
