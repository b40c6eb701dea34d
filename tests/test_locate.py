"""Every token of a text is found where it stands, in every format that has lines."""

import gzip
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from claimgraph.errors import LimitError
from claimgraph.formats import FORMATS
from claimgraph.locate import Blocks, Request, places
from claimgraph.locate.select import select
from claimgraph.locate.tokens import width
from claimgraph.locate.turtle import UnsupportedError, statements
from claimgraph.model import Location
from claimgraph.sources import Source, expand, parse, triples

HEAD = """@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
EX = "http://example.org/"


def parsed(text: str, kind: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Quad]:
    return list(ox.parse(text.encode(), format=kind, base_iri="http://example.org/base"))


def agree(text: str, quads: list[ox.Quad]) -> None:
    """The reader gives the parser's statements in the parser's order."""
    read = list(statements(text, {}))
    assert len(read) == len(quads)
    for quad, statement in zip(quads, read, strict=True):
        for term, token in zip((quad.subject, quad.predicate, quad.object), statement, strict=True):
            if isinstance(term, ox.BlankNode | ox.Triple):
                assert token.value is None
            else:
                # A relative IRI is left to the parser.
                assert token.value in (term.value, None)
                assert token.value is not None or isinstance(term, ox.NamedNode)


def test_the_reader_agrees_with_the_parser_on_the_w3c_suite(w3c: Path) -> None:
    count = 0
    for path in sorted((w3c / "turtle").rglob("*")):
        kind = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES}.get(path.suffix)
        if kind is None:
            continue
        try:
            text = path.read_bytes().decode("utf-8")
            quads = parsed(text, kind)
        except (UnicodeDecodeError, SyntaxError):
            continue
        agree(text, quads)
        count += 1
    assert count > 200


def test_the_reader_agrees_with_the_parser_on_the_records(root: Path) -> None:
    for folder in ("data", "ontology", "shapes"):
        for path in (root / folder).rglob("*.ttl"):
            text = path.read_text(encoding="utf-8")
            agree(text, parsed(text))


SPACE = st.sampled_from([" ", "\n", "  \n\t", ' # a comment with ] and ; and "\n', "\r\n"])
IRIS = st.sampled_from(["ex:a", "ex:b.c", f"<{EX}d>", "ex:e\\,f", "ex:g%20h", "ex:é", "ex:", "ex:1"])
LITERALS = st.sampled_from(
    ['"x"', '"é\\n\\u00e9"', "'it'", '"""a "quoted"\n line"""', "'''b\n'''", '"x"@en', '"x"@en-GB', '"1"^^xsd:integer',
     f'"2"^^<{EX}t>', "1", "-1.5", "2.e3", ".5", "true", '""']
)  # fmt: skip
BLANKS = st.sampled_from(["_:x", "_:y.z", "[]", "()"])


def lists(objects: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Property lists and collections of the objects."""
    listed = st.lists(objects, min_size=1, max_size=3)
    return st.one_of(
        st.builds(lambda space, items: f"({space}{space.join(items)}{space})", SPACE, listed),
        st.builds(
            lambda space, predicate, items, more: (
                f"[{space}{predicate} {' , '.join(items)}{space};{space}a ex:c {more}]"
            ),
            SPACE,
            IRIS,
            listed,
            st.sampled_from(["", ";", ";;"]),
        ),
    )


OBJECTS = st.recursive(st.one_of(IRIS, LITERALS, BLANKS), lists, max_leaves=8)
SUBJECTS = st.one_of(IRIS, st.just("_:x"), st.recursive(st.one_of(IRIS, LITERALS), lists, max_leaves=4))
SENTENCES = st.builds(
    lambda subject, space, predicate, objects: (
        f"{subject}{space}{predicate}{space}{f'{space},{space}'.join(objects)}{space}."
    ),
    SUBJECTS.filter(lambda text: text[0] not in "\"'-.0123456789t"),
    SPACE,
    IRIS,
    st.lists(OBJECTS, min_size=1, max_size=3),
)


TERMS = st.recursive(
    st.one_of(IRIS, LITERALS.filter(lambda text: "\n" not in text), st.just("_:y")),
    lambda objects: st.builds(
        lambda marks, subject, predicate, object_, space: (
            f"{marks[0]}{space}{subject} {predicate} {object_}{space}{marks[1]}"
        ),
        st.sampled_from([("<<(", ")>>"), ("<<", ">>"), ("<<", "~>>"), ("<<", "~ ex:r >>"), ("<<", "~_:r>>")]),
        st.sampled_from(["ex:a", "_:x"]),
        IRIS,
        objects,
        SPACE,
    ),
    max_leaves=3,
).filter(lambda text: "<<(" not in text or "<< " not in text[text.index("<<(") :])


def annotated(objects: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Predicates with objects that are annotated."""
    return st.builds(
        lambda predicate, term, reifier, inner, space: (
            f"{predicate} {term} {reifier}" + (f"{{|{space}{inner}{space}|}}" if inner else "")
        ),
        IRIS,
        st.one_of(TERMS, OBJECTS),
        st.sampled_from(["", "~", "~ ex:r ", "~_:r "]),
        objects,
        SPACE,
    )


ANNOTATED = st.recursive(st.just(""), annotated, max_leaves=4).filter(bool)
STATED = st.builds(lambda subject, space, rest: f"{subject}{space}{rest}{space}.", IRIS, SPACE, ANNOTATED)


@given(st.lists(st.builds(lambda sentence, space: sentence + space, STATED | SENTENCES, SPACE), max_size=5))
def test_the_reader_agrees_with_the_parser_on_rdf_1_2(sentences: list[str]) -> None:
    text = 'VERSION "1.2"\n' + HEAD + "".join(sentences)
    try:
        quads = parsed(text)
    except SyntaxError:
        reject()
    agree(text, quads)


@given(st.lists(st.builds(lambda sentence, space: sentence + space, SENTENCES, SPACE), max_size=5))
def test_the_reader_agrees_with_the_parser_on_any_turtle(sentences: list[str]) -> None:
    text = HEAD + "".join(sentences)
    agree(text, parsed(text))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (
            ox.RdfFormat.TRIG,
            f"{HEAD}GRAPH _:g {{ ex:a ex:b _:x }} ex:g {{ ex:a ex:b [ ex:p () ] . }} {{ ex:a ex:b 1 }}",
        ),
        (
            ox.RdfFormat.N_QUADS,
            '<http://a> <http://b> "c"@en <http://g> .\n<http://a> <http://b> "c" _:g .\n_:a <http://b> _:c.\n',
        ),
    ],
)
def test_the_reader_agrees_with_the_parser_on_datasets(kind: ox.RdfFormat, text: str) -> None:
    agree(text, parsed(text, kind))


@pytest.mark.parametrize(
    "text",
    [
        "ex:a ex:b ~ ex:r .",
        "ex:a ex:b ex:c |} .",
        "ex:a ex:b ex:c",
        "ex:a ex:b ] .",
        'ex:a ex:b "x',
        "words of prose .",
        "1 2 3 4 5 .",
    ],
)
def test_what_cannot_be_placed_is_said(text: str) -> None:
    with pytest.raises(UnsupportedError):
        list(statements(HEAD + text, {}))


def test_the_width_is_that_of_the_token() -> None:
    line = '    ex:label "a b"@en ; # comment'
    assert [width(line, column) for column in (5, 14, 1, 23, 99)] == [8, 5, 1, 1, 1]


@pytest.fixture
def write(tmp_path: Path) -> "Writer":
    return Writer(tmp_path)


class Writer:
    """Writes files and finds places in them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: list[Source] = []

    def file(self, name: str, text: str) -> str:
        path = self.folder / name
        data = text.encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        self.sources += expand([path])
        return str(path)

    def place(self, focus: str, path: str = "", value: str = "") -> tuple[str, str]:
        """Both places, without the folder."""
        (found,) = places(self.sources, [Request(focus, path, value)])
        here, related = (str(place or "").removeprefix(f"{self.folder}/") for place in found[:2])
        return here, related


RDF_XML = f"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:ex="{EX}">
<rdf:Description rdf:about="{EX}a"><ex:p rdf:resource="{EX}v"/></rdf:Description></rdf:RDF>"""
A = f"<{EX}a>"
P = f"<{EX}p>"


@pytest.mark.parametrize(
    ("value", "text", "expected"),
    [
        (f"<{EX}v>", "ex:a ex:p ex:v .", "3:11"),
        (f"<{EX}v>", f"ex:a ex:q ex:v ;\n  ex:p <{EX}v> .", "4:8"),
        (f"<{EX}v>", "ex:a ex:p ex:u,\n\n  # ex:v\n  ex:v .", "6:3"),
        (f"<{EX}v,w>", "ex:a ex:p ex:v\\,w .", "3:11"),
        ('"v"', 'ex:a ex:p "u" , "v" .', "3:17"),
        ('"v"@en', 'ex:a ex:p "v"@de , "v"@en , "v" .', "3:20"),
        ('"v"@en-gb', 'ex:a ex:p "v"@en-GB .', "3:11"),
        ('"01"^^<http://www.w3.org/2001/XMLSchema#integer>', "ex:a ex:p 1, 01 .", "3:14"),
        ('"x\\ny"', 'ex:é ex:p "x\\ny" . ex:a ex:p """x\ny""" .', "3:30"),
        ('"\\"\\\\\\t\\u00e9"', "ex:a ex:p '\"\\\\\\t\\u00e9' .", "3:11"),
        (f"<{EX}v>", "[] ex:q [ ex:r ( ex:v ) ] . ex:a ex:p\n ex:v .", "4:2"),
        (f"<{EX}v>", "ex:a\r\n  ex:p\r\n  ex:v .\r\n", "5:3"),
        (f"<{EX}v>", 'ex:é "é"^^ex:é .'.replace('"é"^^ex:é', 'ex:p "ü\U0001f600ü"') + " ex:a ex:p ex:v .", "3:29"),
    ],
)
def test_a_value_is_found_at_its_token(write: "Writer", value: str, text: str, expected: str) -> None:
    write.file("a.ttl", HEAD + text)
    assert write.place(A, P, value) == (f"a.ttl:{expected}", "")


def test_what_is_missing_is_found_at_the_statement_that_types_the_focus_node(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a ex:q 1 .\n  ex:a a ex:C ;\n  ex:r 2 .")
    assert write.place(A, P) == ("a.ttl:4:3", "")


def test_without_a_type_the_first_statement_counts(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:b ex:q ex:a .\nex:a ex:r 1 .\nex:a ex:q 1 .")
    assert write.place(A) == ("a.ttl:4:1", "")


def test_a_node_of_which_nothing_is_said_is_found_at_its_first_mention(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:c ex:q ex:b .\nex:b ex:q ex:a .")
    assert write.place(A) == ("a.ttl:4:11", "")
    assert write.place(f"<{EX}nowhere>") == ("", "")


def test_a_literal_can_be_a_focus_node(write: "Writer") -> None:
    write.file("a.ttl", HEAD + 'ex:a ex:q "x" , "y"@en .')
    assert write.place('"y"@en', "", '"y"@en') == ("a.ttl:3:17", "")


def test_too_many_values_are_shown_at_the_focus_node_and_the_last_of_them(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a a ex:C ;\n  ex:p 1 ;\n  ex:p 2 .")
    assert write.place(A, P) == ("a.ttl:3:1", "a.ttl:5:8")


@pytest.mark.parametrize(
    ("surplus", "values", "expected"),
    [
        ("value", "1 , 2 , 3", ["3:28", "3:28"]),
        ("value", "1 , 2 , 1", ["3:24", "3:24"]),
        ("language", '"a"@en , "b"@de , "c"@EN , "d"@fr', ["3:38", "3:38"]),
        ("language", '"a"@en , "b"@de , "c"@DE , "d"@EN', ["3:47", "3:38"]),
    ],
)
def test_a_surplus_value_is_shown_itself(write: "Writer", surplus: str, values: str, expected: list[str]) -> None:
    """Twice, as there may be one finding for each of two languages."""
    file = write.file("a.ttl", HEAD + f"ex:a a ex:C ; ex:p {values} .")
    found = places(write.sources, [Request(A, P, surplus=surplus)] * 2)
    assert [str(place.location) for place in found] == [f"{file}:{place}" for place in expected]
    assert {str(place.related) for place in found} == {f"{file}:3:1"}


def test_an_inverse_path_leads_to_the_subject(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a a ex:C .\nex:v a ex:C ;\n  ex:p ex:a .")
    assert write.place(A, f"^{P}", f"<{EX}v>") == ("a.ttl:4:1", "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("(<{ex}p>/<{ex}q>)", "5:13"),
        ("(<{ex}p>/(<{ex}q>|<{ex}r>))", "5:13"),
        ("(<{ex}s>|(<{ex}p>/<{ex}q>))", "5:13"),
        ("(<{ex}p>)*", "3:1"),
    ],
)
def test_a_longer_path_leads_to_the_last_of_its_statements(write: "Writer", path: str, expected: str) -> None:
    write.file("a.ttl", HEAD + "ex:a a ex:C .\nex:x ex:q ex:v .\nex:b ex:q   ex:v .\nex:a ex:p ex:b .")
    assert write.place(A, path.replace("{ex}", EX), f"<{EX}v>") == (f"a.ttl:{expected}", "")


def test_a_longer_path_crosses_files_and_blank_nodes(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a ex:p ex:b .")
    write.file("b.ttl", HEAD + "[] ex:q ex:v .\nex:b ex:q [ ex:r\n  ex:v ] .")
    path = f"((<{EX}p>/<{EX}q>)/<{EX}r>)"
    assert write.place(A, path, f"<{EX}v>") == ("b.ttl:5:3", "a.ttl:3:1")


def test_blank_nodes_of_each_file_are_its_own(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "_:x ex:p 1 .\n_:f1b0 ex:p 2 .")
    write.file("b.ttl", HEAD + "\n_:x ex:p 1 .\n  [ ex:p 1 ] .\nex:a ex:p _:x .")
    assert write.place("_:f1b0", P) == ("b.ttl:4:1", "b.ttl:4:10")
    assert write.place("_:f1b1", P) == ("b.ttl:5:3", "b.ttl:5:10")
    assert write.place(A, P, "_:f1b0") == ("b.ttl:6:11", "")
    assert write.place("_:f0b1", P) == ("a.ttl:4:1", "a.ttl:4:13")


def test_a_value_in_another_file_is_shown_with_its_focus_node(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a a ex:C .")
    write.file("b.ttl", HEAD + "ex:a ex:p ex:v .")
    assert write.place(A, P, f"<{EX}v>") == ("b.ttl:3:11", "a.ttl:3:1")


def test_a_value_is_shown_with_the_statement_about_it_in_another_file(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "ex:a ex:p ex:v .")
    write.file("b.ttl", HEAD + "\nex:v a ex:C .")
    assert write.place(A, P, f"<{EX}v>") == ("a.ttl:3:11", "b.ttl:4:1")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.nt", f"<{EX}b> {P} <{EX}v> .\n{A} {P} <{EX}v> .\n", "a.nt:2:47"),
        ("a.nq", f"{A} {P} <{EX}v> <{EX}g> .\n", "a.nq:1:47"),
        ("a.trig", f"{HEAD}ex:g {{\n ex:a ex:p ex:v }}", "a.trig:4:12"),
        ("a.ttl.gz", f"{HEAD}ex:a ex:p ex:v .", "a.ttl.gz:3:11"),
        ("a.jsonld", f'{{"@id": "{EX}a", "{EX}p": {{"@id": "{EX}v"}}}}', "a.jsonld"),
        (
            "a.rdf",
            RDF_XML,
            "a.rdf",
        ),
    ],
)
def test_every_format_is_located_as_far_as_it_has_lines(write: "Writer", name: str, text: str, expected: str) -> None:
    write.file(name, text)
    assert write.place(A, P, f"<{EX}v>") == (expected, "")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.ttl", 'VERSION "1.2"\nex:t ex:u <<( ex:a ex:p ex:v )>> .\nex:a ex:p ex:v .', ("a.ttl:5:11", "")),
        ("a.ttl", "ex:t ex:p 1 ~ ex:a {| a ex:C ; ex:p ex:u, ex:v |} .", ("a.ttl:3:43", "")),
        ("a.ttl", "<< ex:t ex:p ex:v ~ ex:a >>\n  a ex:C ; ex:p ex:v .", ("a.ttl:4:17", "")),
        ("a.ttl", 'ex:t ex:p "x"@ar--rtl {| ex:p << ex:a ex:q 1 >> |} . ex:a ex:p ex:v .', ("a.ttl:3:64", "")),
        ("a.trig", "ex:g { ex:t ex:p 1 ~ ex:a {| ex:p ex:v |} ~ }", ("a.trig:3:35", "")),
        ("a.nt", f'<{EX}t> {P} <<( <{EX}s> {P} "x" )>> .\n{A} {P} <{EX}v> .\n', ("a.nt:2:47", "")),
    ],
)
def test_triple_terms_reifiers_and_annotations_are_placed(
    write: "Writer", name: str, text: str, expected: tuple[str, str]
) -> None:
    write.file(name, text if name == "a.nt" else HEAD + text)
    assert write.place(A, P, f"<{EX}v>") == expected


def test_one_place_without_a_line_is_not_shown_twice(write: "Writer") -> None:
    write.file("a.nq", f"{A} {P} 1 .\n".replace("1", f"<{EX}v>"))
    write.file("a.rdf", RDF_XML)
    (found,) = places(write.sources[1:], [Request(A, P)])
    assert (str(found.location), found.related) == (f"{write.folder}/a.rdf", None)


def long_text() -> Iterator[tuple[str, int, int]]:
    """Statements with the line and column of their object: far more than the parser reads at once."""
    line = 3
    for number in range(2000):
        layout = number % 5
        if layout == 0:
            text, row, column = f"ex:s{number} ex:p ex:v{number} .\n", 0, len(f"ex:s{number} ex:p ") + 1
        elif layout == 1:
            text, row, column = f"ex:s{number}\n  ex:p\n\n  ex:v{number} .\n", 3, 3
        elif layout == 2:
            # A text that looks like the ends of statements.
            text, row, column = f'ex:s{number} ex:t """ .\nex:a ex:b ex:c .\n""" ; ex:p ex:v{number} .\n', 2, 12
        elif layout == 3:
            text, row, column = f"ex:s{number} ex:t {'1, ' * 600}2 ;\n ex:p ex:v{number} .\n", 1, 7
        else:
            text, row, column = f"[ ex:q ( 1 [ ex:r 2 ] ) ] ex:t 3 . ex:s{number} ex:p\n ex:v{number} .\n", 1, 2
        yield text, line + row, column
        line += text.count("\n")


def test_a_long_file_is_read_only_around_what_is_looked_for(write: "Writer") -> None:
    sentences = list(long_text())
    file = write.file("a.ttl", HEAD + "".join(text for text, _, _ in sentences))
    requests = [Request(f"<{EX}s{number}>", P, f"<{EX}v{number}>") for number in range(len(sentences))]
    found = [place.location for place in places(write.sources, requests)]
    assert found == [Location(file, line, column) for _, line, column in sentences]


def test_statements_are_counted_as_the_parser_counts_them(write: "Writer") -> None:
    write.file("a.ttl", HEAD + "".join(text for text, _, _ in long_text()))
    assert Blocks(write.sources[0]).index() == sum(1 for _ in triples(write.sources))


def test_blank_nodes_are_counted_wherever_they_stand(tmp_path: Path) -> None:
    file = tmp_path / "a.trig"
    file.write_text(
        "PREFIX e: <http://e.org/> _:g { e:s e:p <<( _:x e:q _:y )>> . } _:h { [ e:p ( _:y ) ] e:q _:x . _:z e:p _:g }"
    )
    (source,) = expand([file])
    expected = [(quad.subject, quad.predicate, quad.object) for quad in parse(source)]
    subjects = {subject for subject, _, _ in expected}
    found = [(quad.subject, quad.predicate, quad.object) for _, quad in select(Blocks(source), subjects, (), "b")]
    assert found == expected


# Sentences with blank nodes of every kind, and with what looks like an end of one.
KNOTS = (
    "ex:s0 ex:p [ ex:q 1 ; ex:r [ ex:q ( 1 [ ex:r ex:s1 ] () ) ] ] .",
    "[ ex:p ex:s1 ; ex:q [ ex:r 2 ] ] .",
    "( ex:s0 [ ex:q 2 ] ) ex:p ex:s1 .",
    "ex:s1 ex:p [ ex:q 3 ] ; # The sentence goes on.\n  ex:q [ ex:p ex:s0 ] .",
    'ex:s0 ex:t """Not the end .\n[ ] _x .\n""" ; ex:p [ ex:t "[" ] .',
    "ex:s1 ex:p ex:s0 .",
    "ex:s0 ex:p [] .",
    "_:x ex:p [ ex:q _:y ] .",
    "ex:s1 ex:p _:x .",
    "ex:s0 ex:p ex:s1 {| ex:q [ ex:r 4 ] |} .",
    "<< ex:s0 ex:p [] >> ex:q 5 .",
    "ex:s1 ex:p << << ex:s0 ex:p 1 >> ex:q << ex:s1 ex:q 2 ~ ex:s0 >> >> ~ {| ex:r 6 |} , <<( ex:s0 ex:p 1 )>> .",
    "ex:s0 ex:p [ ex:q 7 ~ {| ex:r ( ex:s1 ) |} ] ~ .",
)


@given(
    st.lists(st.sampled_from(KNOTS[:6] + KNOTS[-2:]) | st.sampled_from(KNOTS), max_size=60),
    st.sets(st.integers(0, 200), max_size=5),
)
def test_statements_about_blank_nodes_are_found_wherever_they_stand(sentences: list[str], ranks: set[int]) -> None:
    # As long as several of the parser's readings.
    text = HEAD + "".join(f"{sentence}\n# {'x' * 60}\n" for sentence in sentences)
    source = Source(Path("a.ttl"), FORMATS["turtle"], text.encode())
    expected = list(enumerate(parse(source)))
    nodes = {ox.NamedNode(EX + "s1"), *(ox.BlankNode(f"b{rank}") for rank in ranks)}
    blocks = Blocks(source)
    assert list(select(blocks, nodes, (), "b")) == [(n, quad) for n, quad in expected if quad.subject in nodes]
    firsts = blocks.blank_nodes()
    if firsts is not None:
        assert len(firsts) == len({term for _, quad in expected for term in quad if isinstance(term, ox.BlankNode)})


def test_bases_and_prefixes_may_change_on_the_way(tmp_path: Path) -> None:
    parts, expected = [], []
    line = 0
    declarations = (
        "@base <http://one.example/> .\n@prefix p: <a/> . @prefix q: <b/> .\n",
        "BASE <http://two.example/>\nPREFIX p: <c/>\n",
        "@base <deeper/> .\n@prefix q: <http://three.example/> .\n",
        "@base <http://one.example/> .\n@prefix p: <a/> .\n",
    )
    for number, declared in enumerate(declarations):
        parts.append(declared)
        line += declared.count("\n")
        for record in range(200):
            parts.append(f"<r{number}-{record}> p:p q:o ;\n  <n> <v> .\n")
            line += 2
            if record % 50 == 7:
                expected.append((line, 7))
    path = tmp_path / "bases.ttl"
    path.write_text("".join(parts), encoding="utf-8")
    statements_ = [quad for quad in parse(expand([path])[0]) if str(quad.predicate).endswith("/n>")]
    wanted = [quad for number, quad in enumerate(statements_) if number % 50 == 7]
    requests = [Request(str(quad.subject), str(quad.predicate), str(quad.object)) for quad in wanted]
    found = [place.location for place in places([Blocks(expand([path])[0])], requests)]
    assert found == [Location(str(path), *place) for place in expected]


def test_what_only_looks_like_a_declaration_declares_nothing(tmp_path: Path) -> None:
    path = tmp_path / "looks.ttl"
    records = "".join(f"ex:r{number} ex:p ex:o .\n" for number in range(500))
    trap = 'ex:trap ex:p """\n@prefix ex: <http://wrong.example/> .\n""" .\n'
    path.write_text(f"{HEAD}{records}{trap}{records.replace('r', 's')}", encoding="utf-8")
    request = Request(f"<{EX}s400>", f"<{EX}p>", f"<{EX}o>")
    (place,) = places([Blocks(expand([path])[0])], [request])
    assert place.location == Location(str(path), 2 + 500 + 3 + 401, 14)


def test_a_term_beyond_the_parsers_limit_is_told(tmp_path: Path) -> None:
    path = tmp_path / "long.ttl"
    path.write_text(f'{HEAD}ex:a ex:p "{"x" * 17 * 2**20}" .\n', encoding="utf-8")
    with pytest.raises(LimitError, match=r"long\.ttl: the parser takes no term or comment of more than 16 megabytes"):
        Blocks(expand([path])[0]).index()
