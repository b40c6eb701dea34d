"""What follows after an edit, told from what followed before, is what is derived anew."""

import gc
import os
import random
from collections.abc import Sequence
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import sources
from claimgraph.formats import by_name
from claimgraph.query.engines import fast
from claimgraph.reason import renewal
from claimgraph.reason._run import Inference, Job, work
from claimgraph.sources import Source
from claimgraph.terms import PREFIXES, RDF_TYPE

# How many edits are made; `make agreement` asks for 2,000.
_EXAMPLES = int(os.environ.get("CLAIMGRAPH_EXAMPLES", "120"))

PREFIX = {"": "http://e/", **{name: PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd")}}
HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIX.items())
RULE = """
CONSTRUCT { ?s ?direct ?o . ?derivation a rdf:Statement ; rdf:subject ?s ; :from ?claim . }
WHERE {
  ?claim :about ?s ; :other ?o ; :kind/:direct ?direct .
  FILTER NOT EXISTS { ?claim :denies ?any }
  BIND (IRI(CONCAT(STR(?claim), "#d")) AS ?derivation)
}
"""

CLASSES = [f":C{number}" for number in range(4)]
NAMES = [f":p{number}" for number in range(6)]
THINGS = [f":a{number}" for number in range(5)]
VALUES = ['"x"', '"y"@en', "7", '"z"^^xsd:integer', '"2012"^^:own']


def axiom(chance: random.Random) -> str:
    c, d = chance.sample(CLASSES, 2)
    p, q, r = chance.sample(NAMES, 3)
    return chance.choice(
        [
            *[f"{p} rdfs:subPropertyOf {q} ."] * 3,
            *[f"{p} owl:propertyChainAxiom ( {q} {r} ) ."] * 3,
            *[f"{p} owl:inverseOf {q} ."] * 2,
            f"{p} owl:equivalentProperty {q} .",
            *[f"{p} a owl:{chance.choice(['Symmetric', 'Asymmetric', 'Irreflexive'])}Property ."] * 2,
            f"{p} a owl:{chance.choice(['Functional', 'InverseFunctional'])}Property .",
            f"{p} rdfs:domain {c} .",
            f"{p} rdfs:range {chance.choice([c, c, 'xsd:integer', 'xsd:string'])} .",
            f"{c} rdfs:subClassOf {d} .",
            f"{c} owl:equivalentClass {d} .",
            f"{c} owl:disjointWith {d} .",
            f"[] a owl:AllDisjointClasses ; owl:members ( {c} {d} ) .",
            f"{p} owl:propertyDisjointWith {q} .",
        ]
    )


STRANGE = [
    ":p0 a owl:TransitiveProperty .",
    ":p1 rdfs:subPropertyOf rdfs:label .",
    ":p2 rdfs:range owl:FunctionalProperty .",
    ":p3 rdfs:subPropertyOf rdf:type .",
    ":C0 owl:equivalentClass [ owl:onProperty :p0 ; owl:someValuesFrom :C1 ] .",
    ":C1 rdfs:subClassOf owl:Nothing .",
    ":a0 owl:sameAs :a1 .",
    ":p4 owl:propertyChainAxiom ( :p4 :p5 ) .",
    "rdf:type rdfs:domain :C1 .",
]


def fact(chance: random.Random) -> str:
    a, b = chance.choice(THINGS), chance.choice(THINGS)
    return chance.choice(
        [
            *[f"{a} {chance.choice(NAMES)} {b} ."] * 6,
            f"{a} {chance.choice(NAMES)} {chance.choice(VALUES)} .",
            f"{a} {chance.choice(NAMES)} _:n . _:n {chance.choice(NAMES)} {b} .",
            f"{a} a {chance.choice(CLASSES)} .",
            f":claim{chance.randrange(3)} :about {a} .",
            f":claim{chance.randrange(3)} :other {b} .",
            f":claim{chance.randrange(3)} :kind :k{chance.randrange(2)} .",
            f":claim{chance.randrange(3)} :denies {b} .",
            f'{a} rdfs:label "{chance.randrange(2)}" .',
        ]
    )


def edit(chance: random.Random) -> tuple[list[str], list[str]]:
    """What files say before an edit, and after it."""
    fixed = [":k0 :direct :p0 .", ":k1 :direct :p1 .", *(axiom(chance) for _ in range(chance.randrange(5)))]
    if chance.random() < 0.1:
        fixed.append(chance.choice(STRANGE))
    facts = [fact(chance) for _ in range(chance.randrange(3, 10))]
    before = [*fixed, *(one for one in facts if chance.random() < 0.7)]
    after = [*fixed, *(one for one in facts if (one in before) != (chance.random() < 0.2))]
    if chance.random() < 0.05:
        after.append(chance.choice([axiom(chance), *STRANGE]))
    return before, after


def source(lines: Sequence[str]) -> Source:
    return Source(Path("data"), by_name("turtle"), (HEAD + "\n".join(lines)).encode())


def inferred(lines: Sequence[str], rules: tuple[Path, ...]) -> tuple[Inference, list[bytes]]:
    try:
        found = work(Job((source(lines),), rules, "owl-rl", "fast", False, False, "ntriples", PREFIX))
    finally:
        gc.enable()  # which a worker never needs again
    return found, [one for one in found.data.splitlines(keepends=True) if f"> <{RDF_TYPE}> <".encode() not in one]


def rows(store: ox.Store, rule: renewal.Rule) -> list[bytes]:
    found = store.query(rule.question, prefixes=PREFIX)
    assert isinstance(found, ox.QuerySolutions)
    return (found.serialize(format=ox.QueryResultsFormat.TSV) or b"").splitlines()[1:]


def renewed(
    derived: Sequence[bytes], before: Sequence[str], after: Sequence[str], rule: renewal.Rule | None
) -> list[bytes] | None:
    was, now = (fast.load(sources.quads([source(lines)])) for lines in (before, after))
    removed, added = (sorted(set(one) - set(other), key=str) for one, other in ((was, now), (now, was)))
    changes = renewal.Changes(was, now, removed, added)
    given = renewal.Rows(rule, rows(was, rule), rows(now, rule)) if rule else None
    found = renewal.renewed(b"".join(derived), changes, given)
    if found is None:
        return None
    assert set(found.gone) <= set(derived)
    assert set(found.come).isdisjoint(derived)
    return sorted({*derived, *found.come}.difference(found.gone))


@pytest.fixture(scope="module")
def rule_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("rules") / "direct.rq"
    path.write_text(RULE, encoding="utf-8")
    return path


def test_what_follows_after_an_edit_is_what_is_derived_anew(rule_file: Path) -> None:
    rule = renewal.rule(RULE, "direct.rq", PREFIX)
    told = differing = 0
    for seed in range(_EXAMPLES):
        chance = random.Random(seed)  # noqa: S311 - the same edits each time
        before, after = edit(chance)
        ruled = chance.random() < 0.6
        earlier, derived = inferred(before, (rule_file,) if ruled else ())
        if earlier.findings or earlier.equal:
            continue
        now, wanted = inferred(after, (rule_file,) if ruled else ())
        found = renewed(derived, before, after, rule if ruled else None)
        if found is not None:
            assert not now.findings and not now.equal, (seed, before, after)
            assert found == wanted, (seed, before, after)
            told += 1
            differing += derived != wanted
    assert told > _EXAMPLES // 2
    assert differing > _EXAMPLES // 30


@pytest.mark.parametrize("most", [30, 20_000])
def test_what_much_may_follow_from_is_left_to_the_reasoner(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewal, "_MOST", most)
    axioms = [":p owl:propertyChainAxiom ( :q :r ) .", ":p1 rdfs:subPropertyOf :p2 ."]
    many = [f":x{number} :q :hub . :hub :r :y{number} ." for number in range(10)]
    before, after = [*axioms, *many], [*axioms, *many, ":hub2 :q :hub ."]
    _, derived = inferred(before, ())
    assert renewed(derived, before, after, None) == inferred(after, ())[1]
    again = [*axioms, *many, ":hub :r2 :z . :r2 :s :t ."]
    assert renewed(derived, before, again, None) == derived
    joined = [*axioms, *(f":x{number} :q :a . :b :r :y{number} ." for number in range(10))]
    _, derived = inferred(joined, ())
    bridge = [line.replace(":a .", ":b .", 1) for line in joined]
    assert (renewed(derived, joined, bridge, None) is None) == (most == 30)
