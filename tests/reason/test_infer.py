"""claimgraph infer: what is written, what is left out, and how contradictions are told."""

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph.errors import DisagreementError, InputError, RdfSyntaxError, UsageError
from claimgraph.formats import FORMATS
from claimgraph.model import Location
from claimgraph.reason import infer
from support import Run

_PREFIXES = """
@prefix : <http://example.org/> .
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

_CLAIM = (
    _PREFIXES
    + """
:document a cg:SourceDocument ; dcterms:creator :author .
:author a cg:CollectiveVoice .
:x a cg:ArmedGroup .
:y a cg:ArmedGroup .
:claim a cg:ChapterOf ;
    cg:subject :x ;
    cg:object :y ;
    cg:voice :author ;
    cg:polarity cg:Asserted ;
    cg:certainty cg:Unhedged ;
    cg:evidence [ a cg:Passage ; oa:hasSource :document ] .
"""
)


def _write(folder: Path, text: str, name: str = "data.ttl") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def _lines(text: str, tmp_path: Path, trivial: bool = False, profile: str | None = None) -> list[str]:
    """What follows from the Turtle, as N-Triples with the example namespace left out."""
    found = infer([_write(tmp_path, _PREFIXES + text)], format_name="ntriples", trivial=trivial, profile=profile)
    return [line.replace("http://example.org/", "").removesuffix(" .") for line in found.data.decode().splitlines()]


# ---------------------------------------------------------------- what is written


def test_it_works_on_anyones_turtle(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    _write(tmp_path, _PREFIXES + ":A rdfs:subClassOf :B . :a a :A ; :age 7 .")
    outcome = run("infer", "data.ttl", "--format", "ntriples")
    assert outcome.code == 0
    assert outcome.out == (
        "<http://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <http://example.org/B> .\n"
    )
    assert outcome.err == "1 new triple from 3\n"


def test_only_what_is_new_and_useful(tmp_path: Path) -> None:
    assert _lines(
        """
        :A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class .
        :p a owl:DatatypeProperty ; rdfs:range xsd:string ; rdfs:domain :A .
        :a a :A ; :p "words" .
        :b :p "words" .
        """,
        tmp_path,
    ) == [
        f"<{subject}> <{predicate}> <{object_}>"
        for subject, predicate, object_ in [
            ("a", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "B"),
            ("b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "A"),
            ("b", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "B"),
            ("p", "http://www.w3.org/2000/01/rdf-schema#domain", "B"),
        ]
    ]


def test_nothing_follows_from_nothing(tmp_path: Path) -> None:
    assert _lines("", tmp_path) == []


def test_trivial_triples_on_request(tmp_path: Path) -> None:
    lines = _lines(":a :p [ :q 1 ] . :q rdfs:range xsd:byte .", tmp_path, trivial=True)
    assert "<a> <http://www.w3.org/2002/07/owl#sameAs> <a>" in lines
    assert "_:f0b0 <http://www.w3.org/2002/07/owl#sameAs> _:f0b0" in lines
    assert not [line for line in lines if line.startswith('"')]


def test_triples_with_blank_nodes_are_left_out_and_counted(tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":A rdfs:subClassOf :B . [] a :A .")
    found = infer([path])
    assert found.count == 0
    assert len(found.notices) == 1
    assert found.notices[0].startswith("1 derived triple with blank nodes")


@pytest.mark.parametrize("suffix", ["nt", "nq"])
def test_a_label_that_is_the_name_of_another_files_node(tmp_path: Path, suffix: str) -> None:
    # Within claimgraph, the first file's node is called _:f0b0.
    path = "http://example.org/"
    first = _write(tmp_path, f"_:x <{path}p> <{path}a> .\n", f"1.{suffix}")
    second = _write(tmp_path, f"_:f0b0 <{path}p> <{path}b> .\n_:x <{path}p> <{path}c> .\n", f"2.{suffix}")
    axiom = _write(tmp_path, _PREFIXES + ":p rdfs:subPropertyOf :q .")
    data = infer([first, second, axiom], trivial=True, profile="rdfs", format_name="ntriples").data.decode()
    derived = [line for line in data.splitlines() if f"<{path}q>" in line and line.startswith("_:")]
    assert derived == [
        f"_:{node} <{path}q> <{path}{o}> ." for node, o in zip(("f0b0", "f1b0", "f1b1"), "abc", strict=True)
    ]


def test_a_large_file_reads_like_a_small_one(tmp_path: Path) -> None:
    lines = [f":a{n} :p 'é{n}' .\n" for n in range(60_000)]
    text = _PREFIXES + ":p rdfs:subPropertyOf :q .\n" + "".join(lines)
    assert len(text) > 1_000_000
    found = infer([_write(tmp_path, text)], profile="rdfs", format_name="ntriples")
    assert found.asserted == 60_001
    derived = {f'<http://example.org/a{n}> <http://example.org/q> "é{n}" .' for n in range(60_000)}
    assert derived <= set(found.data.decode().splitlines())
    with pytest.raises(RdfSyntaxError) as caught:
        infer([_write(tmp_path, text + ":a :p oops .\n")])
    assert caught.value.location == Location(str(tmp_path / "data.ttl"), text.count("\n") + 1, 7)


def test_literals_keep_their_forms(tmp_path: Path) -> None:
    literals = [
        '"01"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"1.50"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        '"2012-22"^^<datatype>',
        '"a\\nb"',
        '"many"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"words"@en',
    ]
    text = ":p rdfs:subPropertyOf :q . :a :p 01, 1.50, 'a\\nb', 'words'@en, '2012-22'^^:datatype, 'many'^^xsd:integer ."
    assert _lines(text, tmp_path) == [f"<a> <q> {literal}" for literal in literals]


def test_equal_literals_are_not_copied(tmp_path: Path) -> None:
    assert _lines(":p rdfs:subPropertyOf :q . :a :p 1 . :b :r 01 .", tmp_path) == [
        '<a> <q> "1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    ]


def test_rdfs_alone(tmp_path: Path) -> None:
    text = ":p rdfs:range :A ; a owl:SymmetricProperty . :A rdfs:subClassOf :B . :a :p :b ."
    type_ = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
    assert _lines(text, tmp_path, profile="rdfs") == [f"<b> {type_} <A>", f"<b> {type_} <B>"]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_holds_the_same(name: str, root: Path, tmp_path: Path) -> None:
    path = _write(tmp_path, _CLAIM)
    expected = infer([path, root / "ontology"], format_name="ntriples")
    found = infer([path, root / "ontology"], format_name=name)
    read = ox.Dataset(ox.parse(found.data, format=getattr(ox.RdfFormat, FORMATS[name].oxigraph)))
    assert read == ox.Dataset(ox.parse(expected.data, format=ox.RdfFormat.N_TRIPLES))


def test_what_rdf_xml_cannot_write_is_refused(tmp_path: Path) -> None:
    path = _write(
        tmp_path,
        "<http://e.org/a> a <http://e.org/A> ."
        "<http://e.org/A> <http://www.w3.org/2000/01/rdf-schema#subClassOf> <http://e.org/1> .",
    )
    with pytest.raises(InputError, match=r"RDF/XML cannot write the class <http://e\.org/1>"):
        infer([path], format_name="rdfxml")


def test_the_same_bytes_whatever_the_hash_seed(root: Path, tmp_path: Path) -> None:
    path = _write(tmp_path, _CLAIM)
    outputs = {
        subprocess.run(
            [sys.executable, "-m", "claimgraph", "infer", path],
            cwd=root,
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "20")
    }
    assert len(outputs) == 1


def test_output_goes_to_a_file(root: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    outcome = run("infer", _write(tmp_path, _CLAIM), "--output", tmp_path / "derived.ttl")
    assert outcome.code == 0
    assert outcome.out == ""
    assert "chapterOf" in (tmp_path / "derived.ttl").read_text(encoding="utf-8")


# ---------------------------------------------------------------- direct triples


def _direct(root: Path, tmp_path: Path, text: str) -> list[str]:
    found = infer(
        [_write(tmp_path, text), root / "ontology"], rules=root / "rules", profile="rules", format_name="ntriples"
    )
    assert not found.findings
    return [line for line in found.data.decode().splitlines() if line.startswith("<http://example.org/x>")]


def test_a_plain_claim_gives_a_direct_triple_that_leads_back_to_it(root: Path, tmp_path: Path) -> None:
    path = _write(tmp_path, _CLAIM)
    found = infer([path, root / "ontology"], rules=root / "rules", format_name="ntriples")
    lines = found.data.decode().splitlines()
    cg, rdf = "https://w3id.org/claimgraph/allegiance#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    x, y, derived = (f"<http://example.org/{name}>" for name in ("x", "y", "claim#derived"))
    assert {
        f"{x} <{cg}chapterOf> {y} .",
        f"{x} <{cg}affiliatedWith> {y} .",
        f"{y} <{cg}hasChapter> {x} .",
        f"{derived} <{rdf}type> <{rdf}Statement> .",
        f"{derived} <{rdf}subject> {x} .",
        f"{derived} <{rdf}predicate> <{cg}chapterOf> .",
        f"{derived} <{rdf}object> {y} .",
        f"{derived} <{cg}derivedFromClaim> <http://example.org/claim> .",
    } <= set(lines)


@pytest.mark.parametrize(
    "change",
    [
        ("cg:Asserted", "cg:Denied"),
        ("cg:Asserted", "cg:LittleEvidence"),
        ("cg:Unhedged", "cg:Argued"),
        ("cg:voice :author", "cg:voice :other"),
        (":document a", ":later cg:contests :claim . :document a"),
        (":document a", ":later cg:revises :claim . :document a"),
        (":document a", ":later cg:supersedes :claim . :document a"),
        (":claim a cg:ChapterOf", ":claim cg:contests :earlier ; a cg:ChapterOf"),
        (":x a cg:ArmedGroup", ":x a cg:Person"),
        (":y a cg:ArmedGroup", ":y a cg:Person"),
        (":y a cg:ArmedGroup", ":y a :Leader . :Leader rdfs:subClassOf cg:Person"),
        ("cg:object :y", "cg:value 'y'"),
    ],
    ids=lambda change: change[1],
)
def test_other_claims_give_none(change: tuple[str, str], root: Path, tmp_path: Path) -> None:
    assert len(_direct(root, tmp_path, _CLAIM)) == 1
    assert change[0] in _CLAIM
    assert _direct(root, tmp_path, _CLAIM.replace(*change)) == []


# ---------------------------------------------------------------- contradictions


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_group_that_is_its_own_umbrella(
    engine: str, root: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    path = _write(tmp_path, _CLAIM.replace("ChapterOf", "UmbrellaMembership").replace("cg:object :y", "cg:object :x"))
    outcome = run("infer", path, "--engine", engine, "--output", tmp_path / "derived.ttl")
    assert outcome.code == 1
    line = path.read_text(encoding="utf-8").splitlines().index("    cg:object :x ;") + 1
    assert f"{path}:{line}:15: violation: cg:memberOfUmbrella is declared irreflexive" in outcome.err
    # Only the fast engine says from what a contradiction follows.
    assert ("It follows from <http://example.org/claim>. [prp-irp]" in outcome.err) == (engine == "fast")
    assert outcome.out == ""
    assert not (tmp_path / "derived.ttl").exists()


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_person_typed_as_a_group(
    engine: str, root: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    text = _CLAIM + ":z a cg:Person .\n:z a cg:Cell .\n"
    path = _write(tmp_path, text)
    outcome = run("infer", path, "--engine", engine)
    assert outcome.code == 1
    assert f"{path}:{text.count(chr(10)) - 1}:" in outcome.err
    assert "which are declared disjoint." in outcome.err
    assert outcome.err.count("violation:") == 1


def test_both_places_of_a_contradiction(root: Path, tmp_path: Path) -> None:
    one = _write(tmp_path, _PREFIXES + ":z a cg:Person .\n", "one.ttl")
    other = _write(tmp_path, _PREFIXES + ":z a cg:Cell .\n", "two.ttl")
    (finding,) = infer([one, other, root / "ontology"]).findings
    assert finding.location
    assert finding.related
    assert {finding.location.file, finding.related.file} == {str(one), str(other)}
    assert finding.component == "cax-adc"
    assert finding.focus_node == "<http://example.org/z>"


def test_a_value_outside_its_datatype(tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":p rdfs:range xsd:byte .\n:a :p 300 .\n")
    (finding,) = infer([path]).findings
    assert str(finding.location) == f"{path}:{_PREFIXES.count(chr(10)) + 2}:7"
    assert finding.component == "dt-not-type"


# ---------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("query", "error", "words"),
    [
        ("CONSTRUCT { ?s ?p } WHERE { ?s ?p ?o }", InputError, "direct.rq:1:"),
        ("SELECT * WHERE { ?s ?p ?o }", InputError, "a rule is a CONSTRUCT query"),
        ("CONSTRUCT { ?s ?p ?o }\nWHERE { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }", UsageError, "direct.rq:2:9: "),
        (
            "CONSTRUCT { ?s ?p ?o }\nWHERE { \\u0053ERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
            InputError,
            "direct.rq:2:9: codepoint escapes",
        ),
        (
            "CONSTRUCT { ?s ?p ?o }\nWHERE { FILTER(1<2){}SERVICE<http://127.0.0.1/> {} }",
            UsageError,
            "direct.rq:2:22: ",
        ),
        ("CONSTRUCT { ?s ?p ?o }\nFROM <http://127.0.0.1/> WHERE { ?s ?p ?o }", UsageError, "direct.rq:2:1: "),
    ],
)
@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_a_rule_that_is_none(query: str, error: type[Exception], words: str, engine: str, tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :b :c .")
    _write(tmp_path, query, "direct.rq")
    with pytest.raises(error) as raised:
        infer([path], rules=tmp_path, engine=engine)
    assert words in str(raised.value)


def test_a_rule_may_name_a_service_in_words(tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :service :c .")
    query = "# from a service\nCONSTRUCT { ?s <http://example.org/from> 'from service' } WHERE { ?s ?p ?o }"
    _write(tmp_path, query, "rule.rq")
    assert infer([path], rules=tmp_path).count == 1


@pytest.mark.parametrize("engine", ["fast", "reference"])
def test_blank_nodes_that_a_rule_makes_have_the_same_names_in_each_run(engine: str, tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :b :c, _:x . _:x :b :d .")
    query = "PREFIX : <http://example.org/> CONSTRUCT { ?s :made [ :of ?o ; :by [ :with ?s ] ] } WHERE { ?s :b ?o }"
    _write(tmp_path, query, "rule.rq")

    def once() -> bytes:
        return infer([path], rules=tmp_path, engine=engine, trivial=True, profile="rules", format_name="ntriples").data

    first = once()
    assert first == once()
    assert first.count(b"_:r0c14n") == 3 * 5
    assert b"<http://example.org/of> _:f0b0 ." in first


def test_a_cross_check_compares_what_rules_construct(tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :b 01, :c .")
    rule = "PREFIX : <http://example.org/> CONSTRUCT { ?s :made [ :of ?o ] } WHERE { ?s :b ?o }"
    _write(tmp_path, rule, "rule.rq")
    assert infer([path], rules=tmp_path, profile="rules", cross_check=True, trivial=True).count == 4
    # The one difference in docs/engines.md that a rule shows: Oxigraph forgets how a number was written.
    _write(
        tmp_path,
        "PREFIX : <http://example.org/> CONSTRUCT { ?s :made ?text } WHERE { ?s :b ?o BIND(STR(?o) AS ?text) }",
        "rule.rq",
    )
    with pytest.raises(DisagreementError, match="disagree on this rule in 2 triples"):
        infer([path], rules=tmp_path, profile="rules", cross_check=True)


def test_a_cross_check_needs_both_engines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :b :c .")
    monkeypatch.setitem(sys.modules, "nmo_python", None)
    with pytest.raises(UsageError, match="nemo-python is not installed"):
        infer([path], cross_check=True)


def test_a_syntax_error_is_located(tmp_path: Path) -> None:
    with pytest.raises(RdfSyntaxError) as raised:
        infer([_write(tmp_path, _PREFIXES + ":a :b\n")])
    assert raised.value.location
    assert raised.value.location.line


@pytest.mark.parametrize("arguments", [{"engine": "fats"}, {"profile": "owl"}, {"format_name": "turtel"}])
def test_unknown_names(arguments: dict[str, str], tmp_path: Path) -> None:
    path = _write(tmp_path, _PREFIXES + ":a :b :c .")
    with pytest.raises(UsageError):
        infer([path], engine=arguments.get("engine", "fast"), profile=arguments.get("profile"),
              format_name=arguments.get("format_name", "turtle"))  # fmt: skip


def test_without_the_fast_engine_the_other_takes_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = _write(tmp_path, _PREFIXES + ":A rdfs:subClassOf :B . :a a :A .")
    with_it = infer([path])
    # As on a platform that has no wheel of it.
    monkeypatch.setitem(sys.modules, "nmo_python", None)
    without = infer([path])
    assert (with_it.engine, without.engine) == ("fast", "reference")
    assert with_it.data == without.data
    assert "nemo-python is not installed" in without.notices[0]


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("a.ttl", "<#a> a <http://e.org/C> .", "a.ttl:1:1: a relative IRI"),
        ("a.jsonld", '{"@id": "#a", "@type": "http://e.org/C"}', "a.jsonld: a relative IRI"),
    ],
)
def test_no_place_of_this_machine_gets_out(run: Run, tmp_path: Path, name: str, text: str, place: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    outcome = run("infer", tmp_path / name)
    assert (outcome.code, outcome.out) == (3, "")
    assert place in outcome.err


def test_the_rules_of_the_profiles_go_into_the_package(root: Path) -> None:
    with (root / "pyproject.toml").open("rb") as file:
        wheel = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    programs = {f"rules/{path.name}" for path in (root / "rules").glob("*.rls")}
    assert wheel["force-include"] == {program: f"claimgraph/{program}" for program in programs}


# ---------------------------------------------------------------- the shipped dataset


@pytest.fixture(scope="module")
def shipped(root: Path) -> ox.Store:
    """Data, ontology and what follows from them, the last in a graph of its own."""
    found = infer([root / "data", root / "ontology"], rules=root / "rules", format_name="ntriples")
    assert found.findings == ()
    store = ox.Store()
    for path in [*sorted((root / "data").rglob("*.ttl")), *sorted((root / "ontology").rglob("*.ttl"))]:
        store.load(path=path, format=ox.RdfFormat.TURTLE)
    store.load(input=found.data, format=ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode("http://example.org/derived"))
    return store


_SHIPPED = {
    "what is asserted already": "GRAPH :derived { ?s ?p ?o } ?s ?p ?o",
    "what is said of a person beyond classes": """
        GRAPH :derived { ?s ?p ?o } ?s a cg:Person FILTER (?p != rdf:type)""",
    "direct triples to or from a person": """
        GRAPH :derived { ?s ?p ?o } { ?s a cg:Person } UNION { ?o a cg:Person }
        ?p rdfs:subPropertyOf*|owl:inverseOf ?direct . ?type cg:directProperty ?direct""",
    "direct triples without a claim": """
        GRAPH :derived { ?s ?p ?o } ?type cg:directProperty ?p
        FILTER NOT EXISTS {
            GRAPH :derived { ?node rdf:subject ?s2 ; rdf:object ?o2 ; cg:derivedFromClaim ?o3 }
            FILTER ((?s2 = ?s && ?o2 = ?o) || (?s2 = ?o && ?o2 = ?s))
        }""",
    "derivations from claims that are hedged, denied, contested, revised or superseded": """
        GRAPH :derived { ?s cg:derivedFromClaim ?o . ?s cg:derivedFromClaim ?p }
        FILTER NOT EXISTS {
            ?o cg:polarity cg:Asserted ; cg:certainty cg:Unhedged
            FILTER NOT EXISTS { ?other cg:contests|cg:revises|cg:supersedes ?o }
            FILTER NOT EXISTS { ?o cg:contests ?other }
        }""",
}


@pytest.mark.parametrize("what", _SHIPPED)
def test_the_shipped_data_does_not_give(shipped: ox.Store, what: str) -> None:
    prefixes = "".join(line.removeprefix("@").removesuffix(" .") + "\n" for line in _PREFIXES.splitlines() if line)
    found = shipped.query(f"{prefixes} SELECT ?s ?p ?o WHERE {{ {_SHIPPED[what]} }}")
    assert isinstance(found, ox.QuerySolutions)
    assert [[str(term) for term in row] for row in found] == []


def test_the_shipped_data_gives_direct_triples(shipped: ox.Store) -> None:
    found = shipped.query(
        "PREFIX cg: <https://w3id.org/claimgraph/allegiance#>"
        "SELECT ?node WHERE { GRAPH <http://example.org/derived> { ?node cg:derivedFromClaim ?claim } }"
    )
    assert isinstance(found, ox.QuerySolutions)
    assert len(list(found)) > 50


@pytest.mark.parametrize("command", ["infer", "explain"])
def test_long_paths_are_named_where_the_time_is_up(command: str, tmp_path: Path, run: Run) -> None:
    steps = "".join(f":n{n} :parent :n{n + 1} .\n" for n in range(2000))
    axioms = ":ancestor owl:propertyChainAxiom ( :parent :ancestor ) . :parent rdfs:subPropertyOf :ancestor .\n"
    path = _write(tmp_path, _PREFIXES + axioms + steps)
    asked = [path] if command == "infer" else ["<http://example.org/n0> a <http://example.org/C>", "--data", path]
    outcome = run(command, *asked, "--timeout", "1")
    assert (outcome.code, outcome.out) == (3, "")
    words = " ".join(outcome.err.split())
    assert "the reasoning took longer than 1 seconds and was stopped. Long paths may be why:" in words
    assert "Allow more by --timeout and --memory." in words
