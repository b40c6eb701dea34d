"""The views of records, each read back by a reader that is not ours."""

import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import networkx
import pyoxigraph as ox
import pytest
import rdflib
from csvw import CSVW
from nanopub.nanopub import Nanopub
from pyarrow import parquet

from claimgraph import registry, sources
from claimgraph.export import VIEWS_PACKAGE
from support import Run

NETWORK = """
@prefix e: <http://e.org/> . @prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:a a e:Group ; rdfs:label "A & <B>"@en ; e:alias "one", "t|wo" , "thr,ee\\n" .
e:c1 a e:Front ; rdfs:label "says so"@en ; cg:subject e:a ; cg:object e:b ; cg:voice e:v ; cg:certainty cg:Argued ;
    cg:polarity cg:Asserted ; cg:earliest "2012-01-01"^^xsd:date ; cg:latest "2012-12-31"^^xsd:date ;
    cg:evidence [ e:start 5 ] .
e:c2 a e:Size ; cg:subject e:a ; cg:value "many" .
"""


@pytest.fixture
def network(tmp_path: Path) -> Path:
    path = tmp_path / "network.ttl"
    path.write_text(NETWORK, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", registry.names(VIEWS_PACKAGE))
def test_bytes_do_not_depend_on_the_hash_seed(root: Path, tmp_path: Path, name: str) -> None:
    digests = set()
    for seed in (1, 2):
        target = tmp_path / f"{seed}.zip"
        command = [sys.executable, "-m", "claimgraph", "export", "--format", name, "--output", str(target)]
        subprocess.run(command, cwd=root, env={**os.environ, "PYTHONHASHSEED": str(seed)}, check=True)
        digests.add(hashlib.sha256(target.read_bytes()).hexdigest())
    assert len(digests) == 1


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_claims_are_edges_between_what_they_relate(network: Path, tmp_path: Path, run: Run, name: str) -> None:
    target = tmp_path / f"out.{name}"
    assert run("export", network, "--format", name, "--output", target).code == 0
    graph = networkx.read_graphml(target) if name == "graphml" else networkx.read_gexf(target, version="1.3")
    assert set(graph.nodes) == {"http://e.org/a", "http://e.org/b"}
    assert graph.nodes["http://e.org/a"]["label"] == "A & <B>"
    ((source, end, data),) = graph.edges(data=True)
    assert (source, end) == ("http://e.org/a", "http://e.org/b")
    known = {
        "label": "says so",
        "voice": "http://e.org/v",
        "certainty": "cg:Argued",
        "polarity": "cg:Asserted",
        "earliest": "2012-01-01",
        "latest": "2012-12-31",
    }
    assert known.items() <= data.items()
    if name == "gexf":
        assert (data["start"], data["end"], data["claim"]) == ("2012-01-01", "2012-12-31", "http://e.org/c1")


@pytest.mark.parametrize(
    ("earliest", "latest", "bounds"),
    [
        ("2012-02-29", "2012-02-29", {"start": "2012-02-29", "end": "2012-02-29"}),
        ("2013-02-29", "2013-12-31", {"end": "2013-12-31"}),
        ("2012-13-45", "soon", {}),
        ("-0044-03-15", "2013-12-31", {"end": "2013-12-31"}),
        ("-0044-03-15", "-0044-03-15", {"end": "0001-01-01"}),
        ("2013-01-01", "12026-12-31", {"start": "2013-01-01"}),
        ("2013-01-01", "2012-12-31", {}),
    ],
)
def test_edges_have_bounds_that_a_calendar_knows(
    network: Path, tmp_path: Path, run: Run, earliest: str, latest: str, bounds: dict[str, str]
) -> None:
    text = NETWORK.replace("2012-01-01", earliest).replace("2012-12-31", latest)
    network.write_text(text, encoding="utf-8")
    target = tmp_path / "out.gexf"
    assert run("export", network, "--format", "gexf", "--output", target).code == 0
    ((_, _, data),) = networkx.read_gexf(target, version="1.3").edges(data=True)
    assert {name: data[name] for name in ("start", "end") if name in data} == bounds
    assert (data["earliest"], data["latest"]) == (earliest, latest)


@pytest.mark.parametrize("name", ["graphml", "gexf"])
@pytest.mark.parametrize(
    ("written", "days"),
    [
        ('cg:edtf "2012-02"', {"start": "2012-02-01", "end": "2012-02-29"}),
        ('cg:edtf "2012-02/.."', {"start": "2012-02-01"}),
        ('cg:edtf "/2012-02"', {"end": "2012-02-29"}),
        ('cg:edtf "Y170000002"', {"start": "9999-12-31"}),
        ('cg:edtf "2012" ; cg:earliest "2012-06-05"^^xsd:date', {"start": "2012-06-05", "end": "2012-12-31"}),
        ('cg:edtf "2012" ; cg:asOf "2015"', {"start": "2012-01-01", "end": "2012-12-31"}),
        ('cg:asOf "2015"', {"start": "2015-01-01", "end": "2015-12-31"}),
        ('cg:edtf "XXXX-06-05"', {}),
        ('cg:edtf "summer"', {}),
    ],
)
def test_edges_without_bounds_have_those_of_their_date(
    network: Path, tmp_path: Path, run: Run, name: str, written: str, days: dict[str, str]
) -> None:
    bounds = 'cg:earliest "2012-01-01"^^xsd:date ; cg:latest "2012-12-31"^^xsd:date'
    assert bounds in NETWORK
    network.write_text(NETWORK.replace(bounds, written), encoding="utf-8")
    target = tmp_path / f"out.{name}"
    assert run("export", network, "--format", name, "--output", target).code == 0
    graph = networkx.read_graphml(target) if name == "graphml" else networkx.read_gexf(target, version="1.3")
    ((_, _, data),) = graph.edges(data=True)
    assert {name: data[name] for name in ("start", "end") if name in data} == days


def test_every_relation_of_the_shipped_data_is_an_edge(root: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.graphml"
    assert run("export", "--format", "graphml", "--output", target).code == 0
    objects = [
        quad for quad in sources.quads(sources.expand([root / "data"])) if quad.predicate.value.endswith("#object")
    ]
    assert networkx.read_graphml(target).number_of_edges() == len(objects)


def test_what_xml_cannot_hold_is_refused(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(NETWORK.replace("says so", "says \\u0001"), encoding="utf-8")
    outcome = run("export", path, "--format", "graphml")
    assert (outcome.code, outcome.out) == (3, "")
    assert "XML cannot hold the character U+0001" in outcome.err


def test_the_tables_are_as_their_description_says(network: Path, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "tables"
    assert run("export", network, "--format", "csv", "--output", folder).code == 0
    read = CSVW(str(folder / "csv-metadata.json"), validate=True)
    assert read.is_valid
    tables = {table.local_name: list(table) for table in read.tables}
    assert set(tables) == {"Group.csv", "Front.csv", "Size.csv"}
    (group,) = tables["Group.csv"]
    assert sorted(group["alias"]) == ["one", "thr,ee\n", "t|wo"]
    (front,) = tables["Front.csv"]
    assert front["id"] is not None
    assert str(front["earliest"]).startswith("2012-01-01")
    assert front["evidence.start"] == 5
    assert front["subject"].unsplit() == "http://e.org/a"


def test_the_tables_of_the_shipped_data_are_valid(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "tables"
    assert run("export", "--format", "csv", "--output", folder).code == 0
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_an_archive_holds_the_files_of_the_folder(network: Path, tmp_path: Path, run: Run) -> None:
    folder, archive = tmp_path / "tables", tmp_path / "tables.zip"
    for target in (folder, archive):
        assert run("export", network, "--format", "csv", "--output", target).code == 0
    with zipfile.ZipFile(archive) as packed:
        assert {name: packed.read(name) for name in packed.namelist()} == {
            path.name: path.read_bytes() for path in folder.iterdir()
        }


def test_a_folder_replaces_an_earlier_export_and_nothing_else(network: Path, tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    outcome = run("export", network, "--format", "csv", "--output", folder)
    assert outcome.code == 2
    assert "is no earlier export" in outcome.err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
    other = tmp_path / "other"
    for _ in range(2):
        assert run("export", network, "--format", "csv", "--output", other).code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["network.ttl", "other", "tables"]


def test_names_of_tables_and_columns_are_distinct(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(
        "@prefix e: <http://e.org/> . @prefix f: <http://f.org/> .\n"
        "e:s a e:C, f:C, f:c ; e:p 1 ; f:p 2 ; f:P 3 ; e:id 4 . e:t e:p 5 .",
        encoding="utf-8",
    )
    folder = tmp_path / "tables"
    assert run("export", path, "--format", "csv", "--output", folder).code == 0
    names = [entry["url"] for entry in json.loads((folder / "csv-metadata.json").read_text())["tables"]]
    assert names == ["things.csv", "C.csv", "C_2.csv", "c_3.csv"]
    assert (folder / "C.csv").read_text() == "id,id_2,p,P_2,p_3\nhttp://e.org/s,4,1,3,2\n"


XSD, RDF = "http://www.w3.org/2001/XMLSchema#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"


@pytest.mark.parametrize(
    ("iri", "value", "described"),
    [
        (f"{XSD}dayTimeDuration", "P1D", "dayTimeDuration"),
        (f"{XSD}yearMonthDuration", "P1Y", "yearMonthDuration"),
        (f"{XSD}NMTOKEN", "a", "NMTOKEN"),
        (f"{XSD}Name", "a", "Name"),
        (f"{XSD}QName", "a:b", "QName"),
        (f"{XSD}gMonthDay", "--02-29", "gMonthDay"),
        (f"{XSD}anyAtomicType", "a", "any"),
        (f"{XSD}NCName", "a", {"base": "string", "@id": f"{XSD}NCName"}),
        (f"{XSD}string", "a", None),
        (f"{RDF}HTML", "<b>a</b>", "html"),
        (f"{RDF}XMLLiteral", "<b>a</b>", "xml"),
        (f"{RDF}JSON", "{}", {"base": "json", "@id": f"{RDF}JSON"}),
        ("http://www.w3.org/ns/csvw#JSON", "{}", "json"),
        ("http://e.org/own", "a", {"base": "string", "@id": "http://e.org/own"}),
    ],
)
def test_datatypes_have_the_names_of_csv_on_the_web(
    tmp_path: Path, run: Run, iri: str, value: str, described: object
) -> None:
    path, folder = tmp_path / "a.ttl", tmp_path / "tables"
    path.write_text(f"<http://e.org/s> <http://e.org/p> '{value}'^^<{iri}> .")
    assert run("export", path, "--format", "csv", "--output", folder).code == 0
    (table,) = json.loads((folder / "csv-metadata.json").read_text())["tables"]
    assert table["tableSchema"]["columns"][1].get("datatype") == described
    if described != "Name":  # which this reader does not know
        assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_iris_are_links_but_labels_of_blank_nodes_are_none(tmp_path: Path, run: Run) -> None:
    path, folder = tmp_path / "a.ttl", tmp_path / "tables"
    path.write_text(
        "@prefix e: <http://e.org/> . e:s e:one e:o ; e:several e:o , e:t ; e:label _:b ; e:part [ e:of e:o ] ."
        "e:t e:one e:s ; e:label _:b ; e:mixed _:b , e:s ."
    )
    assert run("export", path, "--format", "csv", "--output", folder).code == 0
    (table,) = json.loads((folder / "csv-metadata.json").read_text())["tables"]
    schema = table["tableSchema"]
    assert (schema["aboutUrl"], schema["columns"][0]["suppressOutput"]) == ("{+id}", True)
    found = {column["name"]: (column.get("datatype"), column.get("valueUrl")) for column in schema["columns"]}
    assert found == {
        "id": ("anyURI", None),
        "one": ("anyURI", "{+one}"),
        "several": ("anyURI", None),
        "label": (None, None),
        "mixed": (None, None),
        "part.of": ("anyURI", "{+part.of}"),
    }
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_a_column_has_its_language_and_direction(tmp_path: Path, run: Run) -> None:
    path, folder = tmp_path / "a.ttl", tmp_path / "tables"
    path.write_text("<http://e.org/s> <http://e.org/p> 'a'@ar--rtl .")
    assert run("export", path, "--format", "csv", "--output", folder).code == 0
    (table,) = json.loads((folder / "csv-metadata.json").read_text())["tables"]
    column = table["tableSchema"]["columns"][1]
    assert (column["lang"], column["textDirection"]) == ("ar", "rtl")
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


@pytest.mark.parametrize(
    "text", ["# nothing", f"<http://e.org/s> a <http://e.org/{'x' * 300}> ."], ids=["none", "long"]
)
def test_the_tables_of_odd_data_are_valid(tmp_path: Path, run: Run, text: str) -> None:
    path, folder = tmp_path / "a.ttl", tmp_path / "tables"
    path.write_text(text)
    assert run("export", path, "--format", "csv", "--output", folder).code == 0
    assert CSVW(str(folder / "csv-metadata.json"), validate=True).is_valid


def test_parquet_holds_every_statement(root: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.parquet"
    assert run("export", "--format", "parquet", "--output", target).code == 0
    rows = parquet.read_table(target).to_pylist()
    quads = [_quad(row) for row in rows]
    expected = ox.Dataset(sources.quads(sources.expand([root / "data"])))
    found = ox.Dataset(quads)
    for dataset in (expected, found):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert found == expected


def test_parquet_keeps_the_direction_of_texts(tmp_path: Path, run: Run) -> None:
    path, target = tmp_path / "a.ttl", tmp_path / "out.parquet"
    path.write_text("<http://e.org/s> <http://e.org/p> 'x'@en , 'x'@en--ltr , 'x'@en--rtl , 'x' , <http://e.org/o> .")
    assert run("export", path, "--format", "parquet", "--output", target).code == 0
    rows = parquet.read_table(target).to_pylist()
    assert {(row["kind"], row["language"], row["direction"]) for row in rows} == {
        ("literal", "en", None),
        ("literal", "en", "ltr"),
        ("literal", "en", "rtl"),
        ("literal", None, None),
        ("iri", None, None),
    }


def _quad(row: dict[str, str]) -> ox.Quad:
    def resource(text: str) -> ox.NamedNode | ox.BlankNode:
        return ox.BlankNode(text[2:]) if text.startswith("_:") else ox.NamedNode(text)

    if row["kind"] == "literal":
        datatype = ox.NamedNode(row["datatype"]) if row["datatype"] else None
        object_: ox.Literal | ox.NamedNode | ox.BlankNode = ox.Literal(
            row["object"], datatype=datatype, language=row["language"]
        )
    else:
        object_ = resource(row["object"])
    return ox.Quad(resource(row["subject"]), ox.NamedNode(row["predicate"]), object_)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_each_claim_is_a_nanopublication(network: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.trig"
    assert run("export", network, "--format", "nanopub", "--output", target).code == 0
    quads = list(ox.parse(path=target, format=ox.RdfFormat.TRIG))
    names = [quad.subject for quad in quads if str(quad.object) == "<http://www.nanopub.org/nschema#Nanopublication>"]
    assert [name.value for name in names if isinstance(name, ox.NamedNode)] == [
        "http://e.org/c1/nanopub",
        "http://e.org/c2/nanopub",
    ]
    for name in names:
        assert isinstance(name, ox.NamedNode)
        own = [
            quad
            for quad in quads
            if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith(name.value)
        ]
        dataset = rdflib.Dataset()
        dataset.parse(ox.serialize(own, format=ox.RdfFormat.TRIG), format="trig")
        assert Nanopub(rdf=dataset).is_valid
    graphs = {str(quad.graph_name).rpartition("#")[2][:-1]: str(quad.graph_name) for quad in quads[:20]}
    assert set(graphs) == {"Head", "assertion", "provenance", "pubinfo"}
    where = {quad.predicate.value.rpartition("#")[2]: str(quad.graph_name).rpartition("#")[2] for quad in quads}
    assert where["object"] == where["certainty"] == "assertion>"
    assert where["voice"] == where["evidence"] == "provenance>"


ODD_CLAIMS = """
@prefix e: <http://e.org/> . @prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix prov: <http://www.w3.org/ns/prov#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
e:c1 cg:subject e:a ; cg:object e:b ; cg:evidence _:e ; prov:wasGeneratedBy _:act ; e:note _:more .
e:c2 cg:subject e:a ; cg:object e:b ; cg:evidence _:e ; prov:wasGeneratedBy _:act ; e:note _:more .
_:e cg:quote "words" ; e:in [ e:deep _:more ] . _:act e:did "acts" . _:more e:said "more" ; e:of _:more .
e:c3 cg:subject [ a e:Thing ; rdfs:label "anon" ] ; cg:object e:met .
e:c4 cg:subject e:a , e:b , "text" ; cg:object e:c , "text" , [ a e:Thing ] , ( e:d ) .
"""


def test_each_nanopublication_describes_the_blank_nodes_that_it_shares(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(ODD_CLAIMS, encoding="utf-8")
    out = run("export", path, "--format", "nanopub").out
    quads = list(ox.parse(out, format=ox.RdfFormat.TRIG))
    said: dict[str, list[str]] = {}
    for quad in quads:
        if isinstance(quad.object, ox.Literal):
            said.setdefault(str(quad.graph_name)[len("<http://e.org/") : -1], []).append(quad.object.value)
    for claim in ("c1", "c2"):
        assert said[f"{claim}/nanopub#assertion"] == ["more"]
        assert sorted(said[f"{claim}/nanopub#provenance"]) == ["acts", "more", "words"]
    blank = {quad.subject for quad in quads if isinstance(quad.subject, ox.BlankNode)}
    assert {quad.object for quad in quads if isinstance(quad.object, ox.BlankNode)} <= blank


def test_each_claim_is_one_nanopublication_whatever_it_is_about(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(ODD_CLAIMS, encoding="utf-8")
    out = run("export", path, "--format", "nanopub").out
    assert [out.count(f"<http://e.org/c{number}/nanopub#Head> {{") for number in (1, 2, 3, 4)] == [1, 1, 1, 1]
    about = [quad for quad in ox.parse(out, format=ox.RdfFormat.TRIG) if quad.predicate.value.endswith("#subject")]
    assert [str(quad.subject) for quad in about].count("<http://e.org/c4>") == 3
    assert len(about) == 6


@pytest.mark.parametrize("name", ["graphml", "gexf"])
def test_things_without_a_name_are_nodes_and_texts_are_none(tmp_path: Path, run: Run, name: str) -> None:
    path, target = tmp_path / "a.ttl", tmp_path / f"out.{name}"
    path.write_text(ODD_CLAIMS, encoding="utf-8")
    assert run("export", path, "--format", name, "--output", target).code == 0
    graph = networkx.read_graphml(target) if name == "graphml" else networkx.read_gexf(target, version="1.3")
    assert {edge[:2] for edge in graph.edges} == {
        ("_:n2.s0", "http://e.org/met"),
        ("http://e.org/a", "http://e.org/b"),
        ("http://e.org/a", "http://e.org/c"),
        ("http://e.org/a", "_:n3.o3"),
        ("http://e.org/b", "http://e.org/c"),
        ("http://e.org/b", "_:n3.o3"),
    }
    assert len(graph.nodes) == 6
    assert graph.nodes["_:n2.s0"] == {"label": "anon", "type": "http://e.org/Thing"}


def test_a_claim_inside_another_record_is_told(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    cg = "@prefix cg: <https://w3id.org/claimgraph/allegiance#> . @prefix e: <http://e.org/> ."
    path.write_text(f"{cg} e:doc e:says ( [ cg:subject e:a ; cg:object e:b ] ) .", encoding="utf-8")
    assert run("export", path, "--format", "graphml").out.count("<edge ") == 1
    assert "a claim has no IRI" in run("export", path, "--format", "nanopub").err


def test_of_no_claims_there_is_a_comment_and_of_no_records_no_line(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("# nothing yet")
    assert run("export", path, "--format", "nanopub").out == "# No claims.\n"
    outcome = run("export", path, "--format", "jsonld-lines")
    assert (outcome.code, outcome.out) == (0, "")


def test_a_nanopublication_needs_an_iri(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.ttl"
    path.write_text("@prefix cg: <https://w3id.org/claimgraph/allegiance#> . [] cg:subject <http://e.org/a> .")
    outcome = run("export", path, "--format", "nanopub")
    assert (outcome.code, outcome.out) == (3, "")
    assert "a claim has no IRI" in outcome.err


def test_a_view_is_written_whole_or_not_at_all(network: Path, tmp_path: Path, run: Run) -> None:
    target = tmp_path / "out.jsonld"
    assert run("export", network, "--format", "jsonld-framed", "--output", target).code == 0
    before = target.read_bytes()
    bad = tmp_path / "bad.ttl"
    bad.write_text("<http://e.org/s> <http://e.org/p> 1 .\n" * 1000 + "e:s e:p e:o .")
    outcome = run("export", bad, "--format", "jsonld-framed", "--output", target)
    assert outcome.code == 3
    assert "bad.ttl:1001:1: The prefix e: has not been declared." in outcome.err
    assert target.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.ttl", "network.ttl", "out.jsonld"]


def test_standard_output_gets_an_archive(network: Path, root: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "claimgraph", "export", str(network), "--format", "csv"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    assert "csv-metadata.json" in zipfile.ZipFile(io.BytesIO(run.stdout)).namelist()
