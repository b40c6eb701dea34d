"""What a build leaves to the next is used where it cannot have changed, and nowhere else."""

import os
import random
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from claimgraph import sources
from claimgraph.census import Census, count
from claimgraph.formats import by_name
from claimgraph.known import Known, stamp
from claimgraph.publish import following, kept, sealed
from claimgraph.publish.left import read, stowed
from claimgraph.publish.left import write as leave
from claimgraph.publish.stored import Stored
from claimgraph.query import Question, cache, several
from claimgraph.query.engines import fast
from claimgraph.sources import Source
from publish.conftest import Build, tree, write

PREFIXES = {"": "http://e/", "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}
PROPERTIES = (":p", ":q", ":r", ":t", "a", "rdfs:label", "rdfs:subClassOf")
THINGS = (":a", ":b", ":c", ":p")
ROWS = 100_000

# Lines of Turtle by file; each is a statement, some with blank nodes.
Data = dict[str, list[str]]


def statement(chance: random.Random) -> str:
    s, o = chance.choice([*THINGS, "_:x", "_:y"]), chance.choice([*THINGS, "_:x", '"1"', '"x"@en', "[ :q :c ]"])
    return f"{s} {chance.choice(PROPERTIES)} {o} ."


def edited(data: Data, chance: random.Random) -> Data:
    """The data after a few edits: statements and files that come, go or move."""
    new = {name: list(lines) for name, lines in data.items()}
    for _ in range(chance.randrange(1, 3)):
        name = chance.choice([*new, "a0", "c5"])
        lines = new.setdefault(name, [])
        if lines and chance.random() < 0.5:
            lines.pop(chance.randrange(len(lines)))
        elif lines and chance.random() < 0.2:
            chance.shuffle(lines)
        elif chance.random() < 0.1:
            lines.clear()
        else:
            lines.insert(chance.randrange(len(lines) + 1), statement(chance))
    return new


def files(data: Data) -> list[Source]:
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return [
        Source(Path(name), by_name("turtle"), (head + "\n".join(lines)).encode())
        for name, lines in sorted(data.items())
    ]


def census(data: Data) -> Census:
    counts = {str(file): count(file, lambda digest: None) for file in files(data)}
    return Census({name: one for name, one in counts.items() if one})


def pattern(chance: random.Random, depth: int = 0) -> str:
    """Something that may stand in a group."""
    few = [chance.choice(PROPERTIES) for _ in range(2)]
    p, q = few
    x, y = chance.choice(["?x", "?y", "?z", ":a"]), chance.choice(["?x", "?y", "?v", ":b", "[]"])
    forms = [
        f"{x} {p} {y} .",
        f"{x} {p} {y} ; {q} ?w .",
        f"{x} {p}/{q} {y} .",
        f"{x} {p}|^{q} {y} .",
        f"?x {p}+ ?y .",
        f"?x {p}* {chance.choice(THINGS)} .",
        f"?x {p} [ {q} ?w ] .",
        f"FILTER(?x != :a && ?y != {chance.choice(THINGS)})",
        f"FILTER NOT EXISTS {{ ?x {p} ?n }}",
        "VALUES ?x { :a :b }",
        f"{{ SELECT ?x (COUNT(?c) AS ?n) (GROUP_CONCAT(STR(?c)) AS ?g) {{ ?x {p} ?c }} GROUP BY ?x }}",
        f"{{ SELECT ?x ?y ?z {{ ?x {p} ?y ; {q} ?z }} LIMIT 2 }}",
        "?x ?any ?y .",
        f"?x {p}* ?y .",
        f"?x !{p} ?y .",
    ]
    if depth < 2:
        inner = group(chance, depth + 1)
        forms += [f"OPTIONAL {inner}", f"{inner} UNION {group(chance, depth + 1)}", f"MINUS {inner}", inner]
        forms += [f"FILTER EXISTS {inner}", f"FILTER(?x = :a || EXISTS {inner})"]
    return chance.choice(forms)


def group(chance: random.Random, depth: int = 0) -> str:
    return "{ " + " ".join(pattern(chance, depth) for _ in range(chance.randrange(1, 4))) + " }"


def query(chance: random.Random) -> str:
    where = group(chance)
    p = chance.choice(PROPERTIES)
    return chance.choice(
        [
            f"SELECT * {where}",
            f"SELECT DISTINCT ?x ?y {where} ORDER BY ?x",
            f"SELECT ?y ?x {where} LIMIT 3",
            f"SELECT ?x (SAMPLE(?y) AS ?s) {where} GROUP BY ?x",
            f"ASK {where}",
            f"CONSTRUCT {{ ?x {p} ?y ; ?any [ :r ?x ] }} WHERE {where}",
        ]
    )


def test_an_answer_that_is_kept_is_the_one_that_would_be_found() -> None:
    reused = 0
    for seed in range(2000):
        chance = random.Random(seed)  # noqa: S311 - the same queries each time
        before = {name: [statement(chance) for _ in range(chance.randrange(6))] for name in ("a", "b", "c")}
        after = edited(before, chance)
        question = Question(query(chance), prefixes=PREFIXES)
        one, other = (kept.question_key(census(data), question) for data in (before, after))
        if one and one == other:
            stores = [fast.load(sources.quads(files(data))) for data in (before, after)]
            found = [fast.answer(store, question.check(), ROWS) for store in stores]
            assert found[0] == found[1], question.text
            reused += found[0].count > 0
    assert reused > 50


def test_answers_are_kept_for_as_long_as_they_cannot_have_changed(tmp_path: Path, build: Build) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    data, page = source / "data" / "all.ttl", site / "queries" / "towns" / "index.html"

    def edit(old: str, new: str) -> str:
        data.write_text(data.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        build(source, site)
        return page.read_text(encoding="utf-8")

    build(source, site)
    # So that it can be told from an answer that is found: what is kept has another town, under the digest that fits.
    for place in (tmp_path / ".site.kept" / "answers").iterdir():
        head, found = sealed.read(place) or ("", b"")
        sealed.write(place, head, found.replace(b"/town/Ada>", b"/town/Kept>"))
    assert "town/Kept" in edit('"salt', '"the salt')
    assert "town/Kept" not in edit("w:Ada a t:Town", "w:Abe a t:Town . w:Ada a t:Town")
    build(source, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


def test_answers_of_large_data_follow_an_edit(tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "THRESHOLD", 0)
    source, site = write(tmp_path / "project"), tmp_path / "site"
    data = source / "data" / "all.ttl"
    # So much that an edit is little of it.
    more = "".join(
        f"<https://example.org/other/{number}> <https://example.org/p> {number} .\n" for number in range(2000)
    )
    (source / "data" / "more.ttl").write_text(more, encoding="utf-8")
    build(source, site)
    assert any((tmp_path / ".site.kept" / "forms").iterdir())
    asked, ask = tmp_path / "asked", several._asked

    def noting(questions: Mapping[int, Question], *more: Any) -> several.Found:
        asked.write_text("".join(question.file for question in questions.values()), encoding="utf-8")
        return ask(questions, *more)

    monkeypatch.setattr(several, "_asked", noting)
    for old, new in (
        ('"percent"', '"per cent"'),
        ('"dots"', '"points"'),
        ("w:Ada a t:Town", "w:Abe a t:Town . w:Ada a t:Town"),
    ):
        text = data.read_text(encoding="utf-8")
        assert old in text
        data.write_text(text.replace(old, new, 1), encoding="utf-8")
        assert build(source, site).kept
        assert not asked.exists() or "towns" not in asked.read_text(encoding="utf-8")
    monkeypatch.undo()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another"))
    monkeypatch.setattr(cache, "THRESHOLD", 0)
    build(source, tmp_path / "fresh")
    assert tree(site) == tree(tmp_path / "fresh")


AXIOMS = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
t:tradesWith a owl:SymmetricProperty ; rdfs:subPropertyOf t:knows ; rdfs:range t:Town .
t:in owl:propertyChainAxiom ( cg:evidence oa:hasSource ) ; rdfs:subPropertyOf t:about .
t:Town owl:disjointWith t:Author .
cg:subject a owl:FunctionalProperty .
"""


def test_what_follows_from_large_data_follows_an_edit(
    tmp_path: Path, build: Build, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(cache, "THRESHOLD", 0)
    more = "".join(f"<https://example.org/other/{each}> <https://example.org/p> {each} .\n" for each in range(2000))
    source = write(tmp_path / "project", {"ontology/axioms.ttl": AXIOMS, "data/more.ttl": more})
    site, data = tmp_path / "site", source / "data" / "all.ttl"
    text = data.read_text(encoding="utf-8").replace('cg:subject [ rdfs:label "<b>who</b>" ]', "cg:subject w:wide")
    data.write_text(text, encoding="utf-8")
    build(source, site)
    anew, derive = tmp_path / "anew", following.derived

    def noting(*given: Any) -> following.Deduced:
        anew.touch()
        return derive(*given)

    monkeypatch.setattr(following, "derived", noting)
    # Each with whether it can be told.
    for old, new, told in (
        ('"2010-01-01"', '"2010-02-01"', True),
        ("c:3 a t:Trade", "c:6 a t:Barter ; cg:subject w:Ada ; cg:polarity cg:Asserted .\nc:3 a t:Trade", True),
        ("cg:object w:wide", "cg:object w:ada", True),
        ("hasSource d:paper ; oa:hasSelector [ oa:start 60", "hasSource d:old ; oa:hasSelector [ oa:start 60", True),
        ("cg:polarity cg:Denied ; cg:certainty cg:P", "cg:polarity cg:Asserted ; cg:certainty cg:P", True),
        ("", "", True),
        ("c:6 a t:Barter ; cg:subject w:Ada", "c:6 a t:Barter ; cg:subject w:Ada, w:ada", False),
    ):
        if not old:  # a file comes before others, whose blank nodes have other names therefore
            (source / "data" / "aa.ttl").write_text(
                "<https://example.org/towns/Abe> a <https://example.org/terms#Town> ."
            )
        text = data.read_text(encoding="utf-8")
        assert old in text
        if not told:
            build(source, tmp_path / "fresh")
            assert tree(site) == tree(tmp_path / "fresh")
        data.write_text(text.replace(old, new, 1), encoding="utf-8")
        build(source, site)
        assert anew.exists() != told, new


def left(folder: Path) -> dict[str, tuple[int, bytes]]:
    """What a build left, by its path: which file, and what is in it."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): (path.stat().st_ino, path.read_bytes()) for path in files}


def test_only_what_is_new_is_written(tmp_path: Path, build: Build) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    data, folder = source / "data" / "all.ttl", tmp_path / ".site.kept"

    def edited(old: str, new: str) -> dict[str, tuple[int, bytes]]:
        data.write_text(data.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        build(source, site)
        return {name: found for name, found in left(folder).items() if name not in ("files", "store")}

    before = edited("", "")
    assert len([name for name in before if name.startswith("answers/")]) > 1
    assert len([name for name in before if name.startswith("derived/")]) == 1
    (folder / "answers" / "an old one").touch()
    assert edited("w:Ada a t:Town", "# A comment.\nw:Ada a t:Town") == before
    after = edited("w:Ada a t:Town", "w:Abe a t:Town . w:Ada a t:Town")
    assert len(after) == len(before)
    assert after.keys() != before.keys()


@pytest.mark.parametrize(
    "harm",
    [
        Path.unlink,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"{}"),
        lambda path: os.truncate(path, path.stat().st_size - 1),
        lambda path: path.write_bytes(path.read_bytes().replace(b"e", b"f")),
    ],
    ids=["removed", "emptied", "replaced", "cut", "changed"],
)
@pytest.mark.parametrize("which", ["files", "answers/*", "derived/*", "statements/*", "**/*"])
def test_what_is_damaged_is_passed_over_and_made_anew(
    tmp_path: Path, build: Build, small: Path, which: str, harm: Callable[[Path], object]
) -> None:
    source, site = write(tmp_path / "project"), tmp_path / "site"
    data, folder = source / "data" / "all.ttl", tmp_path / ".site.kept"
    build(source, site)
    before = left(folder)
    for path in folder.glob(which):
        if path.is_file():
            harm(path)
    assert left(folder) != before or which == "files"
    data.write_text(data.read_text(encoding="utf-8") + "# A comment.\n", encoding="utf-8")
    assert not build(source, site).unchanged
    assert tree(site) == tree(small)
    after = left(folder)
    assert after.keys() == before.keys()
    assert all(after[name][1] == before[name][1] for name in before if name != "files")


def test_what_is_derived_is_kept_for_the_rules_and_the_triples_that_they_use(tmp_path: Path) -> None:
    before = census({"a": [":a :p :b ."], "b": [":a rdfs:label 'x' ."]})
    idle = [PREFIXES["rdfs"] + "label"]
    derived = kept.Derivation(Stored.write(tmp_path, [b"<http://e/a> <http://e/q> <http://e/b> .\n"]), idle)
    found = kept.Kept(before.files, {kept.derivation_key(before, "rules", idle): derived})
    leave(tmp_path / "site", stowed(found, tmp_path / "site", tmp_path))
    earlier = read(tmp_path / "site")
    assert earlier.derived(before, "rules") == derived
    assert earlier.derived(census({"a": [":a :p :b ."], "b": [":a rdfs:label 'y' ."]}), "rules") == derived
    assert earlier.derived(census({"a": [":a :p :c ."], "b": [":a rdfs:label 'x' ."]}), "rules") is None
    assert earlier.derived(before, "other rules") is None
    assert earlier.derived(None, "rules") is None


def test_only_files_of_which_there_is_no_count_are_read(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.ttl" for number in range(3)]
    for path in paths:
        path.write_text(f"<http://e/{path.stem}> a <http://e/T> .", encoding="utf-8")
    files = sources.expand(paths)
    read: list[str] = []

    def run(function: Callable[..., Any], some: Sequence[Source], *more: object) -> Any:
        read.extend(file.path.stem for file in some)
        return function(some, *more)

    first = kept.counted(files, {}, {}, run)
    assert first
    known = {str(path): Known(stamp(path.stat()), sha256(path.read_bytes()).hexdigest()) for path in paths}
    assert kept.counted(files, first.files, known, run) == first
    assert read == ["0", "1", "2"]
    paths[1].write_text("<http://e/1> a <http://e/U> .", encoding="utf-8")
    del known[str(paths[1])]
    second = kept.counted(files, first.files, known, run)
    assert read == ["0", "1", "2", "1"]
    assert second == kept.counted(files, {}, {}, run) != first
    paths[1].write_text("nothing that parses", encoding="utf-8")
    assert kept.counted(files, first.files, known, run) is None
