"""From paths to triples: what is found, how blank nodes are named, and what is said of files that are wrong."""

import gzip
import io
import os
import re
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import files as regular
from claimgraph import sources
from claimgraph.errors import ClaimgraphError, InputError, LimitError, RdfSyntaxError, UsageError
from claimgraph.formats import FORMATS

NESTED_ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">\n' for n in range(1, 12))
TRIPLE = "<http://e.org/s> <http://e.org/p> <http://e.org/o> .\n"


def write(path: Path, text: str | bytes = TRIPLE) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_folders_are_searched_in_order_and_files_come_once(tmp_path: Path) -> None:
    for name in ("b.ttl", "a/c.nt", "a/.hidden.ttl", ".git/d.ttl", "notes.txt"):
        write(tmp_path / name)
    found = sources.expand([tmp_path, tmp_path / "b.ttl"])
    assert [str(source.path.relative_to(tmp_path)) for source in found] == ["b.ttl", "a/c.nt"]
    assert [source.format.name for source in found] == ["turtle", "ntriples"]
    assert sources.expand([*found, tmp_path]) == found


def test_a_file_is_of_the_first_group_that_has_it(tmp_path: Path) -> None:
    for name in ("a/b.ttl", "a/c.nt", "d/e.ttl"):
        write(tmp_path / name)
    (tmp_path / "d/link.nt").symlink_to(tmp_path / "a/c.nt")
    groups = [[tmp_path / "a"], [tmp_path / "d", tmp_path / "a/b.ttl"], [tmp_path / "a"]]
    assert [[one.path.name for one in group] for group in sources.grouped(groups)] == [["b.ttl", "c.nt"], ["e.ttl"], []]


def test_gzipped_files_are_read(tmp_path: Path) -> None:
    (source,) = sources.expand([write(tmp_path / "a.ttl.gz", gzip.compress(TRIPLE.encode()))])
    assert len(list(sources.parse(source))) == 1


def test_blank_nodes_of_different_files_never_collide(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        write(tmp_path / name, "_:x <http://e.org/p> [ <http://e.org/q> _:x ] .")
    subjects = [str(triple.subject) for triple in sources.triples(sources.expand([tmp_path]))]
    assert subjects == ["_:f0b0", "_:f0b1", "_:f1b0", "_:f1b1"]


@pytest.mark.parametrize("content", ["# nothing yet\n", "@prefix e: <http://e.org/> ."])
def test_a_file_may_hold_no_triples(tmp_path: Path, content: str) -> None:
    (source,) = sources.expand([write(tmp_path / "a.ttl", content)])
    assert list(sources.parse(source)) == []


def test_what_unpacks_beyond_proportion_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(regular, "_MANY", 2**20)
    (source,) = sources.expand([write(tmp_path / "a.ttl.gz", gzip.compress(b"# " + b"a" * 2**21))])
    for look in (sources.read_bytes, lambda one: sources.size([one])):
        with pytest.raises(LimitError, match=r"a\.ttl\.gz: unpacks to more than 200 times its size"):
            look(source)


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
@pytest.mark.parametrize("name", ["a.ttl", "a.nt", "a.jsonld", "a.rdf", "a.ttl.gz"])
def test_a_file_without_a_word_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    data = gzip.compress(content) if name.endswith(".gz") else content
    (source,) = sources.expand([write(tmp_path / name, data)])
    with pytest.raises(InputError, match=rf"{name}: the file is empty\."):
        list(sources.parse(source))


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    path = write(tmp_path / "a.ttl", b"\xef\xbb\xbf" + TRIPLE.encode())
    assert [str(quad) for quad in sources.parse(*sources.expand([path]))] == [TRIPLE.removesuffix(" .\n")]
    write(path, b"\xef\xbb\xbf e:s e:p 1 .")
    with pytest.raises(RdfSyntaxError, match=r"a\.ttl:1:2: The prefix e: has not been declared"):
        list(sources.parse(*sources.expand([path])))
    write(path, b"\xef\xbb\xbf# \xc3\xa9 \xff")
    with pytest.raises(RdfSyntaxError, match=r"a\.ttl:1:5: not UTF-8: byte 0xff"):
        list(sources.parse(*sources.expand([path])))


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE r [\n<!ENTITY e0 "{first}">\n{entities}]>\n'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e.org/">'
    '<rdf:Description rdf:about="http://e.org/a"><e:p>{text}</e:p></rdf:Description></rdf:RDF>'
)


@pytest.mark.parametrize(
    ("bomb", "place"),
    [
        (BOMB.format(first="ha", entities=NESTED_ENTITIES, text="&e11;"), r"a\.rdf:10:1: the entity e7 makes"),
        (BOMB.format(first="ha", entities=NESTED_ENTITIES, text=""), r"a\.rdf:10:1: the entity e7 makes"),
        (BOMB.format(first="a" * 50_000, entities="", text="&e0;" * 200), r"a\.rdf:3:1: the entity e0 makes"),
    ],
    ids=["nested", "declared alone", "repeated"],
)
def test_entities_that_grow_beyond_proportion_are_refused(tmp_path: Path, bomb: str, place: str) -> None:
    (source,) = sources.expand([write(tmp_path / "a.rdf", bomb)])
    with pytest.raises(LimitError, match=place):
        list(sources.parse(source))


def test_entities_that_shorten_names_are_read(tmp_path: Path) -> None:
    text = BOMB.format(first="http://e.org/", entities='<!ENTITY e1 "&e0;x">\n', text="&e1;" * 1000)
    (source,) = sources.expand([write(tmp_path / "a.rdf", text)])
    (quad,) = sources.parse(source)
    assert len(str(quad.object)) == 14_000 + len('""')


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("a.ttl", "# x\n<http://e.org/s> <http://e.org/p> <#o> .", r"a\.ttl:2:35: "),
        ("a.trig", "<http://e.org/g> { <http://e.org/s> <p> 1 }", r"a\.trig:1:37: "),
        ("a.rdf", BOMB.format(first="", entities="", text="").replace("http://e.org/a", "#a"), r"a\.rdf: "),
        ("a.jsonld", '{"@id": "#s", "http://e.org/p": 1}', r"a\.jsonld: "),
        ("a.jsonld", '{"@id": "x:s", "http://e.org/p": {"@value": "1", "@type": "#t"}}', r"a\.jsonld: "),
    ],
)
def test_a_relative_iri_can_be_refused(tmp_path: Path, name: str, content: str, place: str) -> None:
    (source,) = sources.expand([write(tmp_path / name, content)])
    assert list(sources.parse(source))
    with pytest.raises(RdfSyntaxError, match=f"{place}a relative IRI, without a base"):
        list(sources.parse(source, relative=False))


def test_with_a_base_no_iri_is_relative(tmp_path: Path) -> None:
    for name, content in (
        ("a.ttl", "@base <http://e.org/> . <#s> <p> <> ."),
        ("a.jsonld", '{"@context": {"@base": "http://e.org/"}, "@id": "#s", "http://e.org/p": {"@id": ""}}'),
    ):
        (source,) = sources.expand([write(tmp_path / name, content)])
        (quad,) = sources.parse(source, relative=False)
        assert str(quad) == "<http://e.org/#s> <http://e.org/p> <http://e.org/>"


@pytest.mark.parametrize("name", ["a.ttl", "a.ttl.gz"])
def test_a_pipe_is_not_waited_for(tmp_path: Path, name: str) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match="not a regular file"):
        sources.expand([tmp_path / name])
    (source,) = sources.expand([tmp_path])
    for reading in (sources.read_text, lambda source: sources.size([source])):
        with pytest.raises(InputError, match="not a regular file"):
            reading(source)


def test_a_device_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="/dev/zero: not a regular file"):
        sources.expand([Path("/dev/zero")])
    (tmp_path / "a.ttl").symlink_to("/dev/zero")
    with pytest.raises(InputError, match=r"a\.ttl: not a regular file"):
        sources.expand([tmp_path / "a.ttl"])


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("a.ttl", "@prefix e: <http://e.org/> .\ne:s e:p f:o .\n", RdfSyntaxError, "a.ttl:2:9: The prefix f: has not"),
        ("a.ttl", "<http://e.org/s> <http://e.org/p> .\n", RdfSyntaxError, "a.ttl:1:35: . is not a valid RDF object."),
        ("a.ttl", b'<http://e.org/s> <http://e.org/p>\n "\xff" .', RdfSyntaxError, "a.ttl:2:3: not UTF-8: byte 0xff."),
        ("a.nt", "<http://e.org/s> .\n", RdfSyntaxError, "a.nt:1:"),
        ("a.jsonld", '{\n "a": }', RdfSyntaxError, "a.jsonld:2:"),
        ("a.jsonld", '{"@context": "http://e.org/context", "a": "b"}', RdfSyntaxError, "a.jsonld: "),
        ("a.rdf", "<a", RdfSyntaxError, "a.rdf:"),
        ("a.ttl.gz", "not gzip", InputError, "a.ttl.gz: cannot be read: Not a gzipped file"),
    ],
)
def test_malformed_files_are_located(
    tmp_path: Path, name: str, content: str | bytes, kind: type[ClaimgraphError], words: str
) -> None:
    (source,) = sources.expand([write(tmp_path / name, content)])
    with pytest.raises(kind) as caught:
        list(sources.parse(source))
    assert words in str(caught.value)


def test_paths_that_are_wrong_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no such file or folder: .*missing\.ttl"):
        sources.expand([tmp_path / "missing.ttl"])
    with pytest.raises(InputError, match="no RDF files in the folder"):
        sources.expand([tmp_path])
    with pytest.raises(UsageError, match=r"the suffix '\.txt' names no RDF format. Known: \.ttl"):
        sources.expand([write(tmp_path / "a.txt")])


def test_a_relative_iri_is_resolved_against_the_file(tmp_path: Path) -> None:
    (source,) = sources.expand([write(tmp_path / "a.ttl", "<#s> <http://e.org/p> 1 .")])
    (quad,) = sources.parse(source)
    assert str(quad.subject) == f"<{(tmp_path / 'a.ttl').as_uri()}#s>"


def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "data/a.ttl")
    write(tmp_path / "data/locked/b.ttl")
    tmp_path.chmod(0o755)
    (tmp_path / "data/locked").chmod(0)
    monkeypatch.chdir(tmp_path)
    user = os.geteuid()
    if user == 0:
        os.seteuid(65534)  # nothing is locked for root
    try:
        with pytest.raises(InputError, match="data/locked: cannot be read: Permission denied"):
            sources.expand([Path("data")])
        with pytest.raises(InputError, match="Permission denied"):
            sources.expand([Path("data/locked/b.ttl")])
        for pattern in ("data/**/*.ttl", "*/*/*.ttl", "data/locked/*"):
            with pytest.raises(InputError, match=r"data/locked.*Permission denied"):
                sources.expand([Path(pattern)])
        assert len(sources.expand([Path("data/*.ttl")])) == 1
    finally:
        os.seteuid(user)
        (tmp_path / "data/locked").chmod(0o755)


def test_names_and_patterns_that_cannot_be_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="File name too long"):
        sources.expand([tmp_path / ("a" * 256)])
    with pytest.raises(UsageError, match="not a pattern"):
        sources.expand([tmp_path / "a/**x"])


def test_suffixes_of_much_besides_rdf_are_read_only_where_named(tmp_path: Path) -> None:
    write(tmp_path / "a.ttl")
    for name in ("pom.xml", "package.json", "b.json.gz"):
        write(tmp_path / name, "neither")
    assert [source.path.name for source in sources.expand([tmp_path])] == ["a.ttl"]
    assert [source.format.name for source in sources.expand([tmp_path / "package.json"])] == ["jsonld"]
    (tmp_path / "a.ttl").unlink()
    with pytest.raises(InputError, match=r"\.xml and \.json are read where a path names the file"):
        sources.expand([tmp_path])


def test_a_file_comes_once_by_whatever_way(tmp_path: Path) -> None:
    path = write(tmp_path / "a/b.ttl")
    (tmp_path / "link.ttl").symlink_to(path)
    assert len(sources.expand([path, tmp_path / "a/../a/b.ttl", tmp_path / "link.ttl"])) == 1


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("data/**/*.ttl", ["data/a.ttl", "data/deep/er/b.ttl"]),
        ("data/**", ["data/a.ttl", "data/c.nt.gz", "data/deep/er/b.ttl"]),
        ("data/*", ["data/a.ttl", "data/c.nt.gz", "data/deep/er/b.ttl"]),
        ("d?t[abc]/*.ttl", ["data/a.ttl"]),
        ("data/*.json", ["data/package.json"]),
        ("data/.hidden/*", ["data/.hidden/d.ttl"]),
        ("../{here}/data/a.*", ["../{here}/data/a.ttl"]),
        ("odd[[]1].ttl", ["odd[1].ttl"]),
        ("odd[1].ttl", ["odd[1].ttl"]),
    ],
)
def test_patterns_are_those_of_a_shell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, expected: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("data/a.ttl", "data/deep/er/b.ttl", "data/.hidden/d.ttl", "data/deep/.e.ttl", "odd[1].ttl"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        write(tmp_path / name)
    write(tmp_path / "data/c.nt.gz", gzip.compress(TRIPLE.encode()))
    for name in ("data/README.md", "data/package.json"):
        write(tmp_path / name, b"{}")
    (tmp_path / "data" / "pictures").mkdir()
    found = sorted(str(source) for source in sources.expand([Path(pattern.format(here=tmp_path.name))]))
    assert found == [name.format(here=tmp_path.name) for name in expected]


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("data/*.md", "matches no RDF files. Known: .ttl, "),
        ("data/*.ttl", "no such file or folder: data/"),
        ("data/a**.ttl", "not a pattern: "),
    ],
)
def test_patterns_that_stand_for_nothing_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data").mkdir()
    write(tmp_path / "data/README.md", b"{}")
    with pytest.raises((InputError, UsageError), match=re.escape(message)):
        sources.expand([Path(pattern)])


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("packed", [False, True])
def test_standard_input_is_of_any_format(monkeypatch: pytest.MonkeyPatch, name: str, packed: bool) -> None:
    triple = ox.Quad(*(ox.NamedNode(f"http://example.org/{part}") for part in "spo"))
    data = ox.serialize([triple], format=getattr(ox.RdfFormat, FORMATS[name].oxigraph))
    assert data
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(data) if packed else data)))
    (source,) = sources.expand([Path("-")], name)
    assert list(sources.parse(source)) == [triple]
    assert sources.size([source]) == len(data)


def test_damaged_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(b"a" * 99)[:-9])))
    with pytest.raises(InputError, match="standard input: cannot be read: "):
        sources.expand([Path("-")])
    with pytest.raises(UsageError, match=r"unknown RDF format 'json-ld'\. Did you mean 'jsonld'\?"):
        sources.expand([], "json-ld")


def test_sizes_are_those_of_what_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(b" " * 5000) + gzip.compress(b" " * 5000)  # in two parts, as some tools do
    files = sources.expand([write(tmp_path / "a.ttl.gz", packed), write(tmp_path / "b.ttl")])
    assert sources.size(files) == 10_000 + len(TRIPLE)
    monkeypatch.setattr("claimgraph.files.MAX_BYTES", 9_999)
    with pytest.raises(LimitError, match=r"a\.ttl\.gz: larger than 9999 bytes"):
        sources.size(files)
    with pytest.raises(LimitError, match=r"a\.ttl\.gz: larger than 9999 bytes"):
        sources.read_bytes(files[0])
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" " * 10_000)))
    with pytest.raises(LimitError, match="standard input: larger than"):
        sources.expand([Path("-")])


def test_blank_nodes_in_triple_terms_are_named_too(tmp_path: Path) -> None:
    for name in ("a.ttl", "b.ttl"):
        write(tmp_path / name, "<http://e.org/s> <http://e.org/p> <<( _:x <http://e.org/q> _:y )>> , _:y .")
    objects = [str(triple.object) for triple in sources.triples(sources.expand([tmp_path]))]
    assert objects == [
        "_:f0b0 <http://e.org/q> _:f0b1",
        "_:f0b1",
        "_:f1b0 <http://e.org/q> _:f1b1",
        "_:f1b1",
    ]


def test_columns_hold_what_the_statements_say(tmp_path: Path) -> None:
    many = "".join(f"<urn:s> <urn:p> _:x{number}, [ <urn:q> _:a ] .\n" for number in range(700))
    contents = {
        "a.ttl": f"_:a <urn:p> [] .\n{many}_:a <urn:p> _:x3 .",
        "b.trig": "GRAPH _:g { _:a <urn:p> _:g } <urn:s> <urn:p> <urn:o> .",
        "c.ttl": "<urn:s> <urn:p> <<( _:a <urn:q> _:b )>> ; <urn:q> _:b .",
        "d.ttl": '<urn:s> <urn:p> "plain", <urn:o> .',
    }
    for name, content in contents.items():
        write(tmp_path / name, content)
    files = sources.expand([tmp_path])
    columns = [row for batch in sources.columns(files) for row in zip(*batch, strict=True)]
    assert columns == [tuple(triple) for triple in sources.triples(files)]
    assert len(columns) == 2108
    names = dict.fromkeys(term.value for row in columns for term in row if type(term) is ox.BlankNode)
    assert [name for name in names if name.startswith("f0")] == [f"f0b{number}" for number in range(1402)]
