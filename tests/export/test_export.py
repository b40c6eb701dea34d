"""Export: every format holds every statement, and the bytes depend on nothing but the statements."""

import io
import json
import os
import resource
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from claimgraph import registry, sources
from claimgraph.errors import InputError
from claimgraph.export import FORMATS_PACKAGE, export
from claimgraph.export.formats import jsonld as writer
from claimgraph.formats import FORMATS
from claimgraph.project import find
from support import Run

NESTED = """
@prefix e: <http://e.org/> .
e:s a e:C ; e:p [ e:q 01.50 , true , "x"@en , "\\u0001\\n" ] , ( 1 [ e:r () ] ) , e:o .
_:loop e:p _:pool . _:pool e:p _:loop .
_:self e:p _:self .
_:shared e:p 1 . e:a e:b _:shared . e:c e:b _:shared .
e:list e:first _:half . _:half <http://www.w3.org/1999/02/22-rdf-syntax-ns#first> 1 .
"""


def canonical(quads: Iterable[ox.Quad]) -> set[str]:
    dataset = ox.Dataset(quads)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def parsed(data: bytes, name: str) -> set[str]:
    statements = ox.parse(data, format=getattr(ox.RdfFormat, FORMATS[name].oxigraph))
    return canonical(ox.Quad(*statement) for statement in statements)


def by_pyld(data: bytes) -> set[str]:
    lines = jsonld.to_rdf(json.loads(data), {"format": "application/n-quads"})
    return canonical(ox.Quad(*quad) for quad in ox.parse(lines, format=ox.RdfFormat.N_QUADS))


def write(quads: Sequence[ox.Quad], prefixes: Mapping[str, str]) -> bytes:
    stream = io.BytesIO()
    writer.write(quads, prefixes, stream)
    return stream.getvalue()


def test_every_format_is_known() -> None:
    assert set(registry.names(FORMATS_PACKAGE)) <= set(FORMATS)


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_nothing_is_lost(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.ttl").write_text(NESTED, encoding="utf-8")
    files = sources.expand([tmp_path])
    if name == "rdfxml":  # XML cannot hold a control character
        (tmp_path / "a.ttl").write_text(NESTED.replace("\\u0001", ""), encoding="utf-8")
    assert parsed(export(files, name, {"e": "http://e.org/"}), name) == canonical(sources.quads(files))


def test_json_ld_means_the_same_to_another_reader(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text(NESTED, encoding="utf-8")
    data = export(sources.expand([tmp_path]), "jsonld", {"e": "http://e.org/"})
    assert by_pyld(data) == canonical(sources.quads(sources.expand([tmp_path])))


def test_named_graphs_are_kept_or_the_export_is_refused(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a.trig"
    file.write_text("@prefix e: <http://e.org/> . e:s e:p _:b . e:g { e:s e:p _:b . _:b e:q _:c } _:c { e:s e:p 1 }")
    files = sources.expand([file])
    for name in ("jsonld", "nquads", "trig"):
        assert parsed(export(files, name, {}), name) == canonical(sources.quads(files))
    outcome = run("export", file, "--format", "turtle")
    assert outcome.code == 2
    assert "cannot hold named graphs" in outcome.err
    assert outcome.out == ""


def test_the_shipped_data_is_the_same_in_json_ld(root: Path) -> None:
    files = sources.expand([root / "data"])
    data = export(files, "jsonld", find(root).prefixes)
    turtle = canonical(sources.quads(files))
    assert parsed(data, "jsonld") == turtle
    assert by_pyld(data) == turtle


nodes = st.sampled_from([*(ox.NamedNode(f"http://e.org/{n}") for n in "abc"), *map(ox.BlankNode, "wxyz")])
rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
predicates = st.sampled_from(
    [ox.NamedNode(iri) for iri in ("http://e.org/p", "e:odd", rdf + "first", rdf + "rest", rdf + "type")]
)
integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
values = st.one_of(
    nodes,
    st.just(ox.NamedNode(rdf + "nil")),
    st.builds(ox.Literal, st.text(st.characters(exclude_categories=["Cs"]), max_size=3)),
    st.builds(lambda text: ox.Literal(text, language="en"), st.text("ab", max_size=2)),
    st.builds(
        lambda n: ox.Literal(f"{n:03}", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        st.integers(0, 99),
    ),
)
graphs = st.sampled_from([ox.DefaultGraph(), ox.NamedNode("http://e.org/g"), ox.BlankNode("w")])


@settings(max_examples=150, deadline=None)
@given(st.lists(st.builds(ox.Quad, nodes, predicates, values, graphs), max_size=12, unique=True))
def test_json_ld_is_isomorphic_to_what_it_was_written_from(quads: list[ox.Quad]) -> None:
    data = write(quads, {"e": "http://e.org/", "rdf": rdf, "http": "http://e.org/a"})
    assert parsed(data, "jsonld") == canonical(quads)
    assert by_pyld(data) == canonical(quads)


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_bytes_do_not_depend_on_the_hash_seed(root: Path, name: str) -> None:
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "claimgraph", "export", "--format", name],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in (1, 2, 3)
    }
    assert len(outputs) == 1
    assert outputs.pop()


def test_blank_node_labels_and_order_do_not_matter(tmp_path: Path) -> None:
    one, other = tmp_path / "one.nt", tmp_path / "other.nt"
    lines = ["_:a <http://e.org/p> _:b .", "_:b <http://e.org/p> <http://e.org/o> .", '_:a <http://e.org/q> "1" .']
    one.write_text("\n".join(lines))
    other.write_text("\n".join(reversed(lines)).replace("_:a", "_:zzz"))
    assert export(sources.expand([one]), "jsonld", {}) == export(sources.expand([other]), "jsonld", {})


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, run: Run, root: Path) -> None:
    target = tmp_path / "out.nt"
    assert run("export", root / "ontology", "--format", "ntriples", "--output", target).code == 0
    before = target.read_bytes()
    bad = tmp_path / "bad.ttl"
    bad.write_text("e:s e:p e:o .")
    outcome = run("export", bad, "--format", "ntriples", "--output", target)
    assert outcome.code == 3
    assert "bad.ttl:1:1: The prefix e: has not been declared." in outcome.err
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.ttl", "out.nt"]


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_the_direction_of_a_text_is_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.ttl").write_text('<http://e.org/s> <http://e.org/p> "x"@ar--rtl , "x"@ar .')
    files = sources.expand([tmp_path])
    assert parsed(export(files, name, {}), name) == canonical(sources.quads(files))


TRIPLE_TERM = "@prefix e: <http://e.org/> . e:s e:p <<( _:x e:q _:y )>> . _:y e:r _:z ."


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_triple_terms_are_kept_or_the_export_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.ttl").write_text(TRIPLE_TERM)
    files = sources.expand([tmp_path])
    if name in ("jsonld", "rdfxml"):
        with pytest.raises(InputError, match="cannot hold triple terms, and the data has <<"):
            export(files, name, {})
    else:
        assert parsed(export(files, name, {}), name) == canonical(sources.quads(files))


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_an_export_of_no_statements_can_be_read(tmp_path: Path, run: Run, name: str) -> None:
    path, target = tmp_path / "a.ttl", tmp_path / f"out{FORMATS[name].suffixes[0]}"
    path.write_text("# nothing yet")
    assert run("export", path, "--format", name, "--output", target).code == 0
    again = run("export", target, "--format", name)
    assert (again.code, again.out) == (0, target.read_text())


def test_a_long_list_is_one_array() -> None:
    cells = [ox.BlankNode(f"c{n}") for n in range(20_000)]
    first, rest, nil = (ox.NamedNode(rdf + name) for name in ("first", "rest", "nil"))
    quads = [ox.Quad(ox.NamedNode("http://e.org/s"), ox.NamedNode("http://e.org/p"), cells[0])]
    # Backwards, so that the way from a cell to the list's head is as long as it can be.
    rests: list[ox.NamedNode | ox.BlankNode] = [*cells[1:], nil]
    for cell, after in reversed(list(zip(cells, rests, strict=True))):
        quads += [ox.Quad(cell, first, ox.Literal("x")), ox.Quad(cell, rest, after)]
    (record,) = json.loads(write(quads, {}))["@graph"]
    assert record["http://e.org/p"] == {"@list": ["x"] * len(cells)}


@pytest.mark.parametrize("depth", [31, 32, 33, 100, 3000])
@pytest.mark.parametrize("kind", ["nodes", "lists", "lists of nodes", "ill-formed list"])
def test_deep_nesting_is_written_in_records_of_their_own(kind: str, depth: int) -> None:
    first, rest = (ox.NamedNode(rdf + name) for name in ("first", "rest"))
    number, next_ = (ox.NamedNode(f"http://e.org/{name}") for name in ("number", "next"))
    cells = [ox.BlankNode(f"c{n}") for n in range(depth)]
    quads = [ox.Quad(ox.NamedNode("http://e.org/s"), next_, cells[0])]
    insides: list[ox.BlankNode | ox.Literal] = [*cells[1:], ox.Literal("end")]
    for n, (cell, below) in enumerate(zip(cells, insides, strict=True)):
        node = kind == "nodes" or (kind == "lists of nodes" and n % 2)
        if kind == "ill-formed list":
            quads += [ox.Quad(cell, first, ox.Literal("x")), ox.Quad(cell, rest, below)]
        elif node:
            quads += [ox.Quad(cell, number, ox.Literal(str(n))), ox.Quad(cell, next_, below)]
        else:
            quads += [ox.Quad(cell, first, below), ox.Quad(cell, rest, ox.NamedNode(rdf + "nil"))]
    data = write(quads, {})
    assert data.count(b'"@id": "_:') == 2 * (depth // 32)
    assert sum(1 for _ in ox.parse(data, format=ox.RdfFormat.JSON_LD)) == len(quads)
    if depth <= 100:
        assert by_pyld(data) == canonical(quads)


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_what_xml_cannot_hold_is_refused_or_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.ttl").write_text("<http://e.org/s> <http://e.org/p> 'one \\u0001 two' .", encoding="utf-8")
    files = sources.expand([tmp_path])
    if name == "rdfxml":
        with pytest.raises(InputError, match=r"XML cannot hold the character U\+0001, which stands in 'one \\x01 two'"):
            export(files, name, {})
    else:
        assert parsed(export(files, name, {}), name) == canonical(sources.quads(files))


@pytest.mark.parametrize("name", registry.names(FORMATS_PACKAGE))
def test_line_ends_of_all_kinds_are_kept(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.ttl").write_text("<http://e.org/s> <http://e.org/p> '1\\r2\\r\\n3\\n4\\t5' .", encoding="utf-8")
    files = sources.expand([tmp_path])
    data = export(files, name, {})
    assert parsed(data, name) == canonical(sources.quads(files))
    if name == "rdfxml":
        root = ElementTree.fromstring(data)  # noqa: S314 - our own text
        (text,) = [element.text for element in root.iter() if element.tag.endswith("p")]
        assert text == "1\r2\r\n3\n4\t5"


XMLNS = "http://www.w3.org/2000/xmlns/"
OLD = ["bagID", "aboutEach", "aboutEachPrefix"]
SYNTAX = [*OLD, "li", "Description", "RDF", "ID", "about", "parseType", "resource", "datatype", "nodeID"]


@pytest.mark.parametrize(
    "iri", [*(rdf + name for name in SYNTAX), f"{XMLNS}foo", f"{XMLNS}xmlns", "http://e.org/1", "http://e.org/x²"]
)
def test_a_predicate_that_rdf_xml_cannot_write_is_named(tmp_path: Path, run: Run, iri: str) -> None:
    path, target = tmp_path / "a.ttl", tmp_path / "out.rdf"
    path.write_text(f"<http://e.org/s> <http://e.org/a> 1 ; <{iri}> 2 .", encoding="utf-8")
    outcome = run("export", path, "--format", "rdfxml", "--output", target)
    assert outcome.code == 3
    assert f"RDF/XML cannot write the predicate <{iri}>." in outcome.err
    assert "Choose another format, such as turtle" in outcome.err
    assert not target.exists()


@pytest.mark.parametrize(
    "iri", [rdf + "_1", rdf + "Seq", "http://e.org/a\u0301", "http://e.org/a:b", "http://e.org/a(b)c"]
)
def test_other_predicates_are_written_in_rdf_xml(tmp_path: Path, iri: str) -> None:
    (tmp_path / "a.nt").write_text(f'<http://e.org/s> <{iri}> "1" .', encoding="utf-8")
    files = sources.expand([tmp_path])
    for prefixes in ({"e": "http://e.org/"}, {"xml": "http://e.org/"}, {"xmlns": "http://e.org/"}):
        data = export(files, "rdfxml", prefixes)
        assert parsed(data, "rdfxml") == canonical(sources.quads(files))
        ElementTree.fromstring(data)  # noqa: S314 - our own text


@pytest.mark.parametrize("iri", [*(rdf + name for name in SYNTAX), f"{XMLNS}Foo", "http://e.org/1"])
def test_a_class_that_cannot_name_an_element_is_written_as_a_value(tmp_path: Path, iri: str) -> None:
    (tmp_path / "a.ttl").write_text(
        f"<http://e.org/s> a <{iri}> ; <{rdf}value> 1 . <http://e.org/t> a <http://e.org/C> ."
    )
    files = sources.expand([tmp_path])
    data = export(files, "rdfxml", {"x": XMLNS, "e": "http://e.org/"})
    assert parsed(data, "rdfxml") == canonical(sources.quads(files))
    ElementTree.fromstring(data)  # noqa: S314 - our own text
    if iri == "http://e.org/1":
        (tmp_path / "a.ttl").write_text(f"<http://e.org/s> a <{iri}> .")
        with pytest.raises(InputError, match=r"RDF/XML cannot write the class <http://e\.org/1>"):
            export(files, "rdfxml", {})


def test_no_place_of_this_machine_gets_out(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("<http://e.org/s> <http://e.org/p>\n <#o> .", encoding="utf-8")
    outcome = run("export", path)
    assert (outcome.code, outcome.out) == (3, "")
    assert f"{path}:2:2: a relative IRI, without a base. Write the whole IRI, or declare a base" in outcome.err
    path.write_text("@base <http://e.org/> . " + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert run("export", path, "-f", "ntriples").out == "<http://e.org/s> <http://e.org/p> <http://e.org/#o> .\n"


@pytest.mark.parametrize(("option", "words"), [("--timeout=1", "longer than 1 seconds"), ("--memory=64", "64 MB")])
def test_an_export_keeps_to_its_limits(tmp_path: Path, run: Run, option: str, words: str) -> None:
    path = tmp_path / "a.ttl"
    if option.startswith("--timeout"):  # a canonical labelling takes the cube of the length of such a chain
        path.write_text(f"<http://e.org/s> <http://e.org/p> {'[ <http://e.org/p> ' * 3000} 1 {'] ' * 3000} .")
    else:
        path.write_text("".join(f"<http://e.org/s> <http://e.org/p> {n} .\n" for n in range(200_000)))
    outcome = run("export", path, option)
    assert (outcome.code, outcome.out) == (3, "")
    assert words in outcome.err


@pytest.mark.parametrize("name", ["ntriples", "jsonld-framed"])
@pytest.mark.parametrize(("statements", "words"), [(20_000, "cannot be written: File too large"), (250_000, "no room")])
def test_a_full_disk_is_said_to_be_one(tmp_path: Path, statements: int, words: str, name: str) -> None:
    path, target = tmp_path / "a.nt", tmp_path / "out"
    path.write_text("".join(f"<http://e.org/s{n}> <http://e.org/p> <http://e.org/o{n}> .\n" for n in range(statements)))
    # As a disk of so little room: the first file to grow beyond it cannot.
    done = subprocess.run(
        [sys.executable, "-m", "claimgraph", "export", str(path), "--format", name, "--output", str(target)],
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10**6, 10**6)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert words in done.stderr
    assert not target.exists()
