"""Statements as numbers, after an edit: what a model of them says is what one of the new statements says."""

import random
from collections.abc import Iterable, Sequence

import pyoxigraph as ox
import pytest

from claimgraph.publish import lazy
from claimgraph.publish.columns import Change, Columns, Reader
from claimgraph.publish.keys import key
from claimgraph.publish.model import Model
from claimgraph.publish.statements import Node, Term
from claimgraph.terms import RDF_TYPE

Statement = tuple[Node, ox.NamedNode, Term]

NAMED = [ox.NamedNode(f"https://example.org/{name}") for name in "abcd"]
CLASSES = [ox.NamedNode(f"https://example.org/class/{name}") for name in "xy"]
PREDICATES = [ox.NamedNode(f"https://example.org/term/{name}") for name in "pqr"]
FILES = 3


def statement(chance: random.Random, file: int) -> Statement:
    """One of not many, so that the same things are named again and again."""
    blank: list[Node] = [ox.BlankNode(f"f{file}b{number}") for number in range(4)]
    subject = chance.choice([*NAMED, *blank])
    if chance.random() < 0.25:
        return subject, ox.NamedNode(RDF_TYPE), chance.choice(CLASSES)
    objects: list[Term] = [*NAMED, *blank, *blank, ox.Literal("1"), ox.Literal("one", language="en")]
    return subject, chance.choice(PREDICATES), chance.choice(objects)


def batches(files: Iterable[Sequence[Statement]], reader: Reader) -> Iterable[list[list[Term]]]:
    for number, file in enumerate(files):
        reader.seen(str(number).encode())
        yield [[row[part] for row in file] for part in range(3)]


def columns(files: Sequence[Sequence[Statement]]) -> Columns:
    reader = Reader()
    return reader.columns(Model().take(reader.batches(batches(files, reader))), [])


def change(before: Columns, place: int, rows: Iterable[Statement]) -> Change:
    return before.change(place, [(key(s), p.value, key(o)) for s, p, o in rows])


@pytest.mark.parametrize("seed", range(300))
def test_after_random_edits_all_is_said_that_the_files_say(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same edits each time
    files = [[statement(chance, file) for _ in range(chance.randrange(14))] for file in range(FILES)]
    before = columns(files)
    files.append([])  # one that came since
    changes = []
    for file in chance.sample(range(FILES + 1), 2):
        rows = [*files[file]]
        for _ in range(chance.randrange(1, 4)):
            if rows and chance.random() < 0.5:
                rows.pop(chance.randrange(len(rows)))
            else:
                rows.insert(chance.randrange(len(rows) + 1), statement(chance, file))
        changes.append(change(before, file, rows))
        files[file] = rows
    expected = Model().take(batches(files, Reader()))
    found = lazy.model(before, changes, expected.predicates)
    assert {node: dict(said) for node, said in found.out.items()} == expected.out
    assert dict(found.into.items()) == expected.into
    for node in {*expected.out, *expected.into}:
        assert (found.owner(node), found.digest(node)) == (expected.owner(node), expected.digest(node))
    for node in [*NAMED, *CLASSES]:
        referrers = [one.referrers(node, 100, claims=True) for one in (found, expected)]
        told = [{name: ({*first}, count) for name, (first, count) in one.items()} for one in referrers]
        assert told[0] == told[1]
        instances = [one.instances(node, 100, claims=False) for one in (found, expected)]
        assert {*instances[0].nodes} == {*instances[1].nodes} and instances[0].number == instances[1].number


A, B, C, _ = NAMED
P, Q, R = PREDICATES
ONE, TWO = ox.BlankNode("f0b0"), ox.BlankNode("f0b1")
ROWS: list[Statement] = [(A, P, ONE), (ONE, Q, TWO), (TWO, R, C), (B, P, C), (C, P, A)]


def test_only_what_has_changed_is_changed_with_all_its_parts() -> None:
    before = columns([ROWS])
    assert change(before, 0, ROWS) == ([], [])
    assert change(before, 0, [*ROWS, (B, Q, C)]) == ([3], [(key(B), P.value, key(C)), (key(B), Q.value, key(C))])
    # What has no name is changed with whoever it belongs to.
    assert change(before, 0, [*ROWS, (TWO, R, B)]).gone == [0, 1, 2]
    # From one thing to another: with both.
    assert change(before, 0, [(B, P, ONE), *ROWS[1:]]).gone == [0, 1, 2, 3]
    assert change(before, 0, []).gone == [0, 1, 2, 3, 4]
