"""Canonical statements: the labels of RDFC-1.0, the same order whatever the input, from disk as from memory."""

import io
import random
import sqlite3
from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph.export._canonical import Canonical
from claimgraph.export._rdfc import labelled
from claimgraph.export.formats import jsonld
from claimgraph.export.records import Records
from claimgraph.publish.records import canonical_lines
from claimgraph.terms import PREFIXES, RDF_TYPE

rdf = PREFIXES["rdf"]


def lines(quads: Iterable[ox.Quad]) -> list[str]:
    return [f"{quad} .\n" for quad in quads]


def by_oxigraph(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return set(lines(dataset))


blank = st.sampled_from([*map(ox.BlankNode, "tuvwxyz")])
nodes = st.one_of(blank, blank, st.just(ox.NamedNode("http://e.org/a")))
predicates = st.sampled_from(
    [ox.NamedNode(iri) for iri in ("http://e.org/p", "http://e.org/q", rdf + "first", rdf + "rest", RDF_TYPE)]
)
values = st.one_of(
    nodes,
    st.just(ox.NamedNode(rdf + "nil")),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=3)),
    st.builds(lambda text: ox.Literal(text, language="en"), st.sampled_from(["", "> <", '" .'])),
)
graphs = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("http://e.org/g"), ox.BlankNode("w")])


@settings(max_examples=300, deadline=None)
@given(st.lists(st.builds(ox.Quad, nodes, predicates, values), max_size=12, unique=True))
def test_labels_are_those_of_another_program(quads: list[ox.Quad]) -> None:
    assert set(Canonical(lines(quads)).lines()) == by_oxigraph(quads)


# pyoxigraph gives others here, rdf-canonize of Digital Bazaar these.
TWICE_RELATED = """\
_:b0 <http://e/x> _:b3 .
_:b0 <http://e/x> _:b3 <http://e/g> .
_:b1 <http://e/x> _:b4 .
_:b1 <http://e/y> _:b2 <http://e/g> .
_:b4 <http://e/x> _:b0 .
_:b4 <http://e/x> _:b1 <http://e/g> .
"""
LABELLED = """\
_:c14n1 <http://e/x> _:c14n4 .
_:c14n3 <http://e/x> _:c14n0 .
_:c14n4 <http://e/x> _:c14n3 .
_:c14n1 <http://e/y> _:c14n2 <http://e/g> .
_:c14n3 <http://e/x> _:c14n0 <http://e/g> .
_:c14n4 <http://e/x> _:c14n1 <http://e/g> .
"""


def test_labels_are_right_where_one_node_refers_to_another_in_several_graphs() -> None:
    found = labelled(sqlite3.connect(""), TWICE_RELATED.splitlines(keepends=True))
    assert sorted(found) == sorted(LABELLED.splitlines(keepends=True))
    # The hash of a record is taken over the same.
    quads = list(ox.parse(TWICE_RELATED, format=ox.RdfFormat.N_QUADS))
    assert canonical_lines(quads) == sorted(LABELLED.splitlines(keepends=True))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(ox.Quad, nodes, predicates, values, graphs), max_size=12, unique=True), st.randoms())
def test_order_and_labels_and_repetition_of_the_input_do_not_matter(quads: list[ox.Quad], rng: random.Random) -> None:
    names = dict(zip("tuvwxyz", rng.sample("abcdefg", 7), strict=True))

    def other(term: Any) -> Any:
        return ox.BlankNode(names[term.value]) if isinstance(term, ox.BlankNode) else term

    again = [ox.Quad(*map(other, quad)) for quad in [*quads, *quads[::2]]]
    rng.shuffle(again)
    canonical = list(Canonical(lines(quads)))
    assert canonical == list(Canonical(lines(again)))
    assert canonical == sorted(
        canonical, key=lambda q: (isinstance(q.subject, ox.BlankNode), str(q.graph_name), *map(str, q.triple))
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(st.builds(ox.Quad, nodes, predicates, values, graphs), max_size=12, unique=True))
def test_json_ld_from_disk_is_that_from_memory(quads: list[ox.Quad]) -> None:
    canonical = Canonical(lines(quads))
    disk, memory = io.BytesIO(), io.BytesIO()
    jsonld.write(canonical, {"e": "http://e.org/"}, disk)
    jsonld.write(list(canonical), {"e": "http://e.org/"}, memory)
    assert disk.getvalue() == memory.getvalue()


@pytest.mark.parametrize("depth", [31, 32, 33, 64, 100])
@pytest.mark.parametrize("turtle", ["[ e:p %s ]", "( %s )", "( 1 [ e:p %s ] )"])
def test_deep_nesting_is_cut_alike_on_disk_and_in_memory(turtle: str, depth: int) -> None:
    text = "1"
    for _ in range(depth):
        text = turtle % text
    quads = [
        ox.Quad(*t) for t in ox.parse(f"@prefix e: <http://e.org/> . e:s e:p {text} .", format=ox.RdfFormat.TURTLE)
    ]
    canonical = Canonical(lines(quads))
    disk, memory = io.BytesIO(), io.BytesIO()
    jsonld.write(canonical, {}, disk)
    jsonld.write(list(canonical), {}, memory)
    assert disk.getvalue() == memory.getvalue()
    assert sum(1 for _ in ox.parse(disk.getvalue(), format=ox.RdfFormat.JSON_LD)) == len(quads)


def test_a_long_chain_of_nodes_that_are_alike_is_labelled() -> None:
    chain = [f"_:b{n} <http://e.org/p> _:b{n + 1} .\n" for n in range(300)]
    assert set(Canonical(chain).lines()) == by_oxigraph(ox.parse("".join(chain), format=ox.RdfFormat.N_QUADS))


def test_a_blank_node_in_a_triple_term_is_labelled() -> None:
    text = "_:b <http://e.org/p> <<( _:x <http://e.org/q> _:y )>> .\n_:y <http://e.org/r> _:z .\n"
    assert set(Canonical(text.splitlines(keepends=True)).lines()) == by_oxigraph(
        ox.parse(text, format=ox.RdfFormat.N_QUADS)
    )


def test_more_than_is_held_in_memory_is_put_together() -> None:
    scattered = [f"<http://e.org/s{n % 7}> <http://e.org/p{n % 11}> <http://e.org/o{n}> .\n" for n in range(150_000)]
    records = list(Records(scattered))
    assert [node.name for node in records] == [f"<http://e.org/s{n}>" for n in range(7)]
    assert sum(len(values) for node in records for values in node.properties.values()) == len(scattered)
    assert list(Canonical(scattered[::-1] + scattered[:10]).lines()) == sorted(scattered)
