"""Records: framed JSON-LD and JSON-LD lines hold every statement, and nothing but the statements decides the bytes."""

import json
import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from claimgraph import sources
from claimgraph.errors import InputError
from claimgraph.export import Setting
from claimgraph.export.records import Records
from claimgraph.export.views import jsonld_framed, jsonld_lines
from claimgraph.project import find
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE
from support import Run

rdf = PREFIXES["rdf"]
xsd = PREFIXES["xsd"]
FIRST, REST, NIL = (ox.NamedNode(rdf + name) for name in ("first", "rest", "nil"))


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def written(quads: Iterable[ox.Quad]) -> list[str]:
    return [f"{quad} .\n" for quad in quads]


def framed(quads: Iterable[ox.Quad]) -> bytes:
    return b"".join(jsonld_framed.pieces(Records(written(quads)), Setting()))


def lines(quads: Iterable[ox.Quad]) -> bytes:
    """The lines as one document, as they are where blank nodes are shared by several."""
    parts = b"".join(jsonld_lines.pieces(Records(written(quads)), Setting())).splitlines()
    return b"[" + b",".join(parts) + b"]"


def by_oxigraph(data: bytes) -> set[str]:
    return canonical(ox.parse(data, format=ox.RdfFormat.JSON_LD))


def by_pyld(data: bytes) -> set[str]:
    text = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    return canonical(ox.parse(text, format=ox.RdfFormat.N_QUADS))


def turtle(text: str) -> list[ox.Quad]:
    prefixes = f"@prefix e: <http://e.org/> . @prefix cg: <{CLAIM}> . @prefix rdf: <{rdf}> .\n"
    return [ox.Quad(*quad) for quad in ox.parse(prefixes + text, format=ox.RdfFormat.TRIG)]


def records(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(framed(turtle(text)))["@graph"]
    return found


nodes = st.sampled_from([*(ox.NamedNode(f"http://e.org/{n}") for n in "abc"), *map(ox.BlankNode, "wxyz")])
predicates = st.sampled_from(
    [
        ox.NamedNode(iri)
        for iri in (
            "http://e.org/p",
            "http://f.org/p",
            "e:odd",
            rdf + "first",
            rdf + "rest",
            RDF_TYPE,
            CLAIM + "subject",
        )
    ]
)
values = st.one_of(
    nodes,
    st.just(NIL),
    st.just(ox.NamedNode("p:p")),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=3)),
    st.builds(
        lambda text, tag: ox.Literal(text, language=tag), st.text("ab", max_size=2), st.sampled_from(["en", "de"])
    ),
    st.builds(
        lambda text, name: ox.Literal(text, datatype=ox.NamedNode(xsd + name)),
        st.sampled_from(
            ["0", "-0", "7", "-12", "007", "1.0", "1e3", "999999999999999", "9999999999999999", "x", "true"]
        ),
        st.sampled_from(["integer", "decimal", "float", "boolean", "date"]),
    ),
)
graphs = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("http://e.org/g"), ox.BlankNode("w")])
datasets = st.lists(st.builds(ox.Quad, nodes, predicates, values, graphs), max_size=14, unique=True)


@settings(max_examples=300, deadline=None)
@given(datasets)
def test_framed_json_ld_is_isomorphic_to_what_it_was_written_from(quads: list[ox.Quad]) -> None:
    data = framed(quads)
    assert by_oxigraph(data) == canonical(quads)
    assert by_pyld(data) == canonical(quads)


@settings(max_examples=100, deadline=None)
@given(datasets)
def test_json_ld_lines_are_isomorphic_to_what_they_were_written_from(quads: list[ox.Quad]) -> None:
    assert by_pyld(lines(quads)) == canonical(quads)


def renamed(quads: Sequence[ox.Quad], seed: int) -> list[ox.Quad]:
    """The same statements in another order, some of them twice, with other labels."""
    rng = random.Random(seed)  # noqa: S311 - nothing here is secret
    labels: dict[ox.BlankNode, ox.BlankNode] = {}

    def name(node: ox.BlankNode) -> ox.BlankNode:
        return labels.setdefault(node, ox.BlankNode())

    result = [ox.Quad(*(sources.renamed(part, name) for part in quad)) for quad in (*quads, *quads[::2])]
    rng.shuffle(result)
    return result


@settings(max_examples=150, deadline=None)
@given(datasets, st.integers(0, 100))
def test_bytes_depend_on_nothing_but_the_statements(quads: list[ox.Quad], seed: int) -> None:
    assert framed(quads) == framed(renamed(quads, seed))


def test_a_thing_holds_its_claims_and_a_claim_its_evidence() -> None:
    (record,) = records(
        """e:group a e:Group ; e:name "G"@en .
        e:claim a e:Front ; cg:subject e:group ; cg:object e:other ; cg:evidence [ e:start 5 ; e:of e:document ] ."""
    )
    (claim,) = record.pop("claims")
    assert record == {"id": "http://e.org/group", "type": "Group", "name": "G"}
    assert claim == {
        "id": "http://e.org/claim",
        "type": "Front",
        "object": "http://e.org/other",
        "evidence": {"start": 5, "of": "http://e.org/document"},
    }


@pytest.mark.parametrize(
    "text",
    [
        "e:c cg:subject e:undescribed .",
        "e:c cg:subject e:d . e:d cg:subject e:c .",
        "e:c cg:subject e:c .",
        "e:c cg:subject e:a, e:b . e:a e:p 1 . e:b e:p 1 .",
        "e:g { e:c cg:subject e:a } e:a e:p 1 .",
    ],
    ids=["undescribed", "circle", "itself", "two", "another graph"],
)
def test_claims_that_are_in_nothing_stand_by_themselves(text: str) -> None:
    assert "claims" not in json.dumps(records(text))
    assert by_pyld(framed(turtle(text))) == canonical(turtle(text))


def test_a_claim_about_a_claim_stands_by_itself() -> None:
    first, second = records("e:a e:p 1 . e:c cg:subject e:a . e:d cg:subject e:c .")
    assert [claim["id"] for claim in first["claims"]] == ["http://e.org/c"]
    assert second == {"id": "http://e.org/d", "subject": "http://e.org/c"}


def test_a_long_list_is_one_array() -> None:
    cells = [ox.BlankNode(f"c{n}") for n in range(20_000)]
    quads = [ox.Quad(ox.NamedNode("http://e.org/s"), ox.NamedNode("http://e.org/p"), cells[0])]
    rests: list[ox.NamedNode | ox.BlankNode] = [*cells[1:], NIL]
    for cell, after in reversed(list(zip(cells, rests, strict=True))):
        quads += [ox.Quad(cell, FIRST, ox.Literal("x")), ox.Quad(cell, REST, after)]
    (record,) = json.loads(framed(quads))["@graph"]
    assert record["p"] == {"@list": ["x"] * len(cells)}


@pytest.mark.parametrize("depth", [31, 32, 33, 100, 500])
@pytest.mark.parametrize("kind", ["nodes", "lists", "ill-formed list"])
def test_deep_nesting_is_written_in_records_of_their_own(kind: str, depth: int) -> None:
    number, next_ = (ox.NamedNode(f"http://e.org/{name}") for name in ("number", "next"))
    cells = [ox.BlankNode(f"c{n}") for n in range(depth)]
    quads = [ox.Quad(ox.NamedNode("http://e.org/s"), next_, cells[0])]
    insides: list[ox.BlankNode | ox.Literal] = [*cells[1:], ox.Literal("end")]
    for n, (cell, below) in enumerate(zip(cells, insides, strict=True)):
        if kind == "nodes":
            quads += [ox.Quad(cell, number, ox.Literal(str(n))), ox.Quad(cell, next_, below)]
        elif kind == "lists":
            quads += [ox.Quad(cell, FIRST, below), ox.Quad(cell, REST, NIL)]
        else:
            quads += [ox.Quad(cell, FIRST, ox.Literal("x")), ox.Quad(cell, REST, below)]
    data = framed(quads)
    assert data.count(b'"id": "_:') == 2 * (depth // 32)
    assert by_oxigraph(data) == canonical(quads)
    if depth <= 100:
        assert by_pyld(data) == canonical(quads)


def test_a_thing_with_a_shared_and_an_own_blank_node_keeps_both() -> None:
    quads = turtle(
        "e:a e:p [ e:q ( 1 [ e:r 2 ] ) ] , _:s . e:b e:p _:s . _:s e:q 3 . _:g { e:a e:p [ e:q [ e:q 4 ] ] }"
    )
    assert by_oxigraph(framed(quads)) == canonical(quads)
    assert framed(quads) == framed(renamed(quads, 1))


def test_the_form_of_a_double_is_kept() -> None:
    # Not left to chance above, since PyLD rewrites "0" of this datatype to "0.0E0".
    text = f'e:s e:p "0"^^<{xsd}double> , "1e3"^^<{xsd}double> .'
    assert by_oxigraph(framed(turtle(text))) == canonical(turtle(text))


def test_the_direction_of_a_text_is_kept() -> None:
    text = 'e:s e:p "x"@ar--rtl , "x"@ar .'
    assert by_oxigraph(framed(turtle(text))) == canonical(turtle(text))


def test_triple_terms_are_refused() -> None:
    with pytest.raises(InputError, match="records cannot hold triple terms, and the data has <<"):
        Records(written(turtle("e:s e:p <<( e:a e:b e:c )>> .")))


def test_the_shipped_data_is_the_same_in_framed_json_ld(root: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "out.jsonld"
    assert run("export", "--format", "jsonld-framed", "--output", target).code == 0
    expected = canonical(sources.quads(sources.expand([root / "data"])))
    assert by_oxigraph(target.read_bytes()) == expected
    assert by_pyld(target.read_bytes()) == expected


def test_the_published_context_is_that_of_ontology_and_data(root: Path, run: Run) -> None:
    release = find(root).release
    published = root / "context" / f"claimgraph-{release}.jsonld"
    assert run("export", "--format", "context").out == published.read_text(encoding="utf-8")


def test_lines_name_the_published_context(root: Path, run: Run) -> None:
    out = run("export", "--format", "jsonld-lines").out.splitlines()
    iri = f"{find(root).namespaces['dataset']}context/claimgraph-{find(root).release}.jsonld"
    assert {json.loads(line)["@context"] for line in out} == {iri}
    context = json.loads((root / "context" / iri.rpartition("/")[2]).read_text(encoding="utf-8"))["@context"]
    whole = json.dumps([json.loads(line) | {"@context": context} for line in out]).encode()
    assert by_oxigraph(whole) == canonical(sources.quads(sources.expand([root / "data"])))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not JSON"),
        ('{"@context": {"id": "@id"}}', "not a context for records"),
    ],
)
def test_a_context_that_is_none_is_refused(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    config = '[project]\nrelease = "1"\n[namespaces]\ndataset = "https://example.org/set/"\n'
    (tmp_path / "claimgraph.toml").write_text(config)
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "claimgraph-1.jsonld").write_text(text)
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.ttl").write_text("<http://e.org/s> <http://e.org/p> 1 .")
    monkeypatch.chdir(tmp_path)
    outcome = run("export", "--format", "jsonld-framed")
    assert (outcome.code, outcome.out) == (3, "")
    assert message in outcome.err
