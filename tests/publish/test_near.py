"""Which pages are looked at after an edit: all whose inputs differ, whatever was edited, and few of the others."""

import random
import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import project, sources
from claimgraph.publish import programs, render
from claimgraph.publish.assemble import Written, site
from claimgraph.publish.edited import edit
from claimgraph.publish.every import Pages
from claimgraph.publish.inputs import Found, Inputs
from claimgraph.publish.memory import recall, remember
from claimgraph.publish.near import affected
from claimgraph.publish.pictures import lineage
from claimgraph.publish.said import read
from claimgraph.publish.site import Site
from claimgraph.publish.stored import Stored
from claimgraph.publish.tree import Tree
from publish.conftest import CONFIG, ONTOLOGY, assembled, tree

TERMS = """
t:Heir a owl:Class ; rdfs:subClassOf cg:Lineage ; rdfs:label "heir"@en .
cg:Lineage rdfs:subClassOf cg:RelationClaim .
cg:SourceDocument a owl:Class .
"""
PREFIXES = """\
@prefix cg: <https://w3id.org/claimgraph/allegiance#> .
@prefix d: <https://example.org/set/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix prov: <http://www.w3.org/ns/prov#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix t: <https://example.org/terms#> .
@prefix bare: <https://example.org/set/bare#> .
@prefix one: <https://example.org/set/one#> .
@prefix set: <https://example.org/set/#> .
@prefix town: <https://example.org/set/town-1#> .
"""
# Of documents that are records, and of some that are none.
HASHES = {f"{prefix}:{name}" for prefix in ("bare", "one", "set", "town") for name in ("it", "other")}
COUNTS = {"town": 12, "claim": 14, "paper": 2, "part": 4, "evidence": 2, "selector": 2, "kind": 3}
SET = 'd: a t:Set ; rdfs:label "set"@en ; cg:ethicsStatement "No."@en .'


class World:
    """A small dataset that is edited at random: towns, claims about them, documents, passages, classes."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.chance = random.Random(seed)  # noqa: S311 - the same edits each time
        self.records = {name: self.record(name) for name in self.names()}
        self.files: tuple[str, ...] = ("0", "1")
        self.follows = [self.fact() for _ in range(6)]
        for path, text in (("claimgraph.toml", CONFIG), ("ontology/terms.ttl", ONTOLOGY + TERMS)):
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        (folder / "data").mkdir()

    def names(self) -> list[str]:
        return [f"d:{kind}-{number}" for kind, count in COUNTS.items() for number in range(count)] + sorted(HASHES)

    def one(self, kind: str) -> str:
        if kind == "town" and self.chance.random() < 0.3:
            return self.chance.choice([*sorted(HASHES), "d:bare", "d:one", "town:unknown", "one:unknown"])
        return f"d:{kind}-{self.chance.randrange(COUNTS[kind])}"

    def record(self, name: str) -> str:
        kind, chance = "town" if name in HASHES else name[2:].partition("-")[0], self.chance
        label = f'rdfs:label "{name} {chance.randrange(3)}"@en'
        start = chance.randrange(4) * 10
        passage = f"oa:hasSource {self.one('paper')} ; oa:hasSelector [ oa:start {start} ; oa:end {start + 5} ]"
        if kind == "town":
            type_ = chance.choice(["t:Town", "t:Town", self.one("kind")])
            if chance.random() < 0.1:
                return f'{name} prov:invalidatedAtTime "2024-05-06" ; rdfs:comment "Removed {start}."@en .'
            more = [f"t:near {self.one('town')}", f"t:near [ t:near {self.one('town')} ]", "t:age 3"]
            return f"{name} a {type_} ; {' ; '.join([label, *chance.sample(more, 1)])} ."
        if kind == "claim":
            about = f"cg:subject {self.one('town')} ; cg:object {self.one('town')}"
            shown = [f"[ {passage} ]", f"[ {passage} ; cg:sha256 {label[11:]} ]", self.one("evidence")]
            more = [f"cg:{word} {self.one('claim')}" for word in ("contests", "revises", "supports")]
            more += [f"cg:voice {self.one('town')}", 'cg:edtf "2011"', f"t:for [ t:near {self.one('town')} ]"]
            evidence = ", ".join(chance.sample(shown, chance.randrange(1, 3)))
            type_ = chance.choice(["t:Trade", "t:Heir", "t:Heir", self.one("kind")])
            said = [label, about, f"cg:evidence {evidence}", *chance.sample(more, 2)]
            return f"{name} a {type_} ; {' ; '.join(said)} ."
        if kind == "paper":
            return f'{name} a cg:SourceDocument ; {label} ; dcterms:identifier "{start}.txt" .'
        if kind == "part":
            return (
                f"{name} {label} ; dcterms:isPartOf {self.one('paper')} ; "
                f"cg:number {start} ; oa:start {start} ; oa:end {start + 10} ."
            )
        if kind == "evidence":
            return f"{name} oa:hasSource {self.one('paper')} ; oa:hasSelector {self.one('selector')} ."
        if kind == "selector":
            return f"{name} oa:start {start} ; oa:end {start + 7} ."
        return f"{name} {label} ; rdfs:subClassOf {chance.choice(['t:Trade', 't:Heir', self.one('kind')])} ."

    def fact(self) -> tuple[str, str, str]:
        """A claim, and of whom it licenses a derived statement."""
        return self.one("claim"), self.one("town"), self.one("town")

    def edit(self) -> None:
        if self.chance.random() < 0.2:
            self.files = self.chance.choice([("0", "1"), ("0", "05", "1"), ("05", "1")])
        if self.chance.random() < 0.1:
            self.follows[self.chance.randrange(6)] = self.fact()
            return
        kind = self.chance.choice([*COUNTS, "claim", "claim"])
        name = f"d:{kind}-{self.chance.randrange(COUNTS[kind])}"
        if kind == "town" and self.chance.random() < 0.5:
            name = self.chance.choice(sorted(HASHES))
        if self.chance.random() < 0.2:
            self.records.pop(name, None)
        else:
            self.records[name] = self.record(name)

    def inputs(self) -> tuple[Inputs, Found]:
        """What the site is made from."""
        records = list(self.records.items())
        for path in (self.folder / "data").glob("*"):
            path.unlink()
        for number, name in enumerate(self.files):
            text = "\n".join([PREFIXES, SET, *(record for _, record in records[number :: len(self.files)])])
            (self.folder / "data" / f"{name}.ttl").write_text(text, encoding="utf-8")
        here = project.find(self.folder)
        files = sources.expand([here.folder("data"), here.folder("ontology")])
        return Inputs(here, files, [], {}), Found(Stored.write(self.folder, [self.derived()]))

    @staticmethod
    def iri(name: str) -> str:
        prefix, _, local = name.partition(":")
        stem = re.search(rf"@prefix {prefix}: <(.*)>", PREFIXES)
        assert stem
        return f"{stem[1]}{local}"

    def build(self, target: Path) -> Written:
        """Write the site."""
        inputs, given = self.inputs()
        return assembled(inputs, given, target)

    def derived(self) -> bytes:
        rdf, trades = "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "<https://example.org/terms#tradesWith>"
        lines = []
        for number, names in enumerate(self.follows):
            claim, one, other = (f"<{self.iri(name)}>" for name in names)
            node = f"<https://example.org/set/derived-{number}>"
            lines += [f"{one} {trades} {other}"]
            for name, term in (("subject", one), ("predicate", trades), ("object", other)):
                lines.append(f"{node} <{rdf}{name}> {term}")
            lines.append(f"{node} <https://w3id.org/claimgraph/allegiance#derivedFromClaim> {claim}")
        return "".join(f"{line} .\n" for line in lines).encode()


def every(here: Site) -> Pages:
    return Pages(here, render.Renderer(here, render.templates(here.project)))


def pages(here: Site) -> dict[str, tuple[str, Mapping[str, bytes]]]:
    """Of each page, the digest of what it is made from, and its files."""
    return {key: (page.inputs(), page.make()) for key, page in every(here).items()}


# The last of them moves a paragraph that has no claim, of a document that has more than are shown to refer to it.
@pytest.mark.parametrize(("seed", "few"), [*product(range(3), [False, True]), (105, True)])
def test_an_edit_gives_the_pages_that_reading_everything_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int, few: bool
) -> None:
    if few:  # are shown of what there are more
        for name in ("site._MOST", "pages.term._MOST", "pages.ontology._EXAMPLES", "pictures.lineage._MOST"):
            monkeypatch.setattr(f"claimgraph.publish.{name}", 2)
    world = World(tmp_path, seed)
    target = tmp_path / "site"
    inputs, given = world.inputs()
    said = read(inputs, given.derived.read())
    here = site(inputs, given, said)
    before = pages(here)
    differed = looked = edits = 0
    for _ in range(30):
        remember(target, said.reading(), here, given.derived.sha256, "a digest")
        world.edit()
        (inputs, given), memory = world.inputs(), recall(target, "a digest")
        assert memory is not None
        edited = edit(inputs, memory)
        said = edited.said(given) if edited else read(inputs, given.derived.read())
        here = site(inputs, given, said)
        after = pages(site(inputs, given, read(inputs, given.derived.read())))
        assert pages(here) == after
        both = after.keys() & before.keys()
        differs = {key for key in both if after[key][0] != before[key][0]}
        assert {key for key in both if after[key][1] != before[key][1]} <= differs
        if edited:
            found = affected(here, edited.before, edited.changed, memory.derived.digests)
            known = every(here)
            near = known.keys() - known.whole
            assert len(known) == len(after) and "home" in known and "home" not in near
            assert differs & near <= found
            edits, differed, looked = edits + 1, differed + len(differs & near), looked + len(near & found)
        before = after
    assert edits > 10 and 0 < differed < looked < edits * len(near)


@pytest.mark.parametrize("most", [1, 2, 5])
def test_whose_picture_may_have_a_claim_is_told_from_the_claim(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr("claimgraph.publish.pictures.lineage._MOST", most)
    world = World(tmp_path, 5)
    world.records = {f"town {n}": f"d:town-{n} a t:Town ." for n in range(30)}
    pairs = [sorted(world.chance.sample(range(30), 2)) for _ in range(30)]
    for number, (one, other) in enumerate(pairs):
        said = f"cg:subject d:town-{one} ; cg:object d:town-{other}"
        world.records[str(number)] = f"d:claim-{number} a t:Heir ; {said} ."
    inputs, given = world.inputs()
    here = site(inputs, given, read(inputs, given.derived.read()))
    assert len(here.steps) == 30
    drawn = {iri: set(lineage.around(here, iri)) for iri in here.lineages}
    for number in range(30):
        claim = ox.NamedNode(f"https://example.org/set/claim-{number}")
        near = {iri for iri in drawn if lineage.is_near(here, iri, here.stated[claim].ends)}
        assert {iri for iri in drawn if claim in drawn[iri]} <= near < drawn.keys()


def test_a_class_above_a_class_is_noticed(tmp_path: Path) -> None:
    world = World(tmp_path, 1)
    claim = 'd:claim-1 a d:kind-1 ; rdfs:label "one"@en ; cg:subject d:town-1 ; cg:object d:town-2 .'
    world.records = {"claim": claim, "town": "d:town-1 a t:Town . d:town-2 a t:Town ."}
    world.records["kind-1"] = "d:kind-1 rdfs:subClassOf d:kind-2 ."
    found = []
    for above in ("t:Heir", "t:Trade"):
        world.records["kind-2"] = f"d:kind-2 rdfs:subClassOf {above} ."
        inputs, given = world.inputs()
        found.append(pages(site(inputs, given, read(inputs, given.derived.read()))))
    before, after = (one["https://example.org/set/town-1"] for one in found)
    assert "town-1/lineage.svg" in "".join(before[1]) and before[1] != after[1]
    assert before[0] != after[0]


def test_after_any_edits_the_site_is_as_if_made_anew(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 7)
    kept = 0
    for number in range(5):
        kept += world.build(tmp_path / "site").kept
        world.build(tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")
        world.edit()
    assert kept


def test_a_namespace_may_be_all_of_a_host(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 1)
    config = CONFIG.replace("https://example.org/terms#", "https://terms.example/")
    (tmp_path / "project" / "claimgraph.toml").write_text(config, encoding="utf-8")
    for number, more in enumerate(("", "d:town-2 a t:Town .", "")):
        world.records = {"one": "d:town-1 a t:Town . <https://terms.example/Village> a t:Town .", "more": more}
        assert world.build(tmp_path / "site").kept or not number
        world.build(tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")


@pytest.mark.parametrize("more", ["", "d:town-1 t:age 3 ."])
def test_what_two_files_say_of_a_thing_is_counted_once(tmp_path: Path, more: str) -> None:
    world = World(tmp_path / "project", 1)
    one = 'd:town-1 a t:Town ; rdfs:label "one"@en ; t:near [ t:age 4 ] .'
    for number, said in enumerate((more, 'd:town-1 t:age 3, 5 ; rdfs:label "one"@en .', more)):
        world.records = {"in the first file": one, "in the second": said}
        assert world.build(tmp_path / "site").kept or not number
        world.build(tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")


def test_a_file_that_came_before_others_keeps_its_place(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 1)
    part = "d:town-1 t:near [ t:age {} ] ."
    for number, said in enumerate((["", ""], ["", part.format(5), ""], ["", part.format(5), part.format(4)])):
        world.files = ("0", "05", "1") if len(said) > 2 else ("0", "1")
        world.records = {"town": f"d:town-1 a t:Town . {said[0]}"} | {str(n): one for n, one in enumerate(said[1:])}
        world.build(tmp_path / "site")
        world.build(tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")


@pytest.mark.parametrize("comes", ["bare:it a t:Town .", "d:town-1 a t:Town ; t:near d:town-3 ."])
def test_links_to_a_document_come_and_go_with_what_is_in_it(tmp_path: Path, comes: str) -> None:
    world = World(tmp_path / "project", 1)
    there = "d:town-2 a t:Town ; t:near d:bare, town:unknown . d:town-3 a t:Town ."
    found = []
    for number, more in enumerate(("", comes, "")):
        world.records = {"there": there, "comes": more}
        assert world.build(tmp_path / "site").kept or not number
        world.build(tmp_path / f"fresh-{number}")
        found.append(tree(tmp_path / "site"))
        assert found[-1] == tree(tmp_path / f"fresh-{number}")
    assert found[0] == found[2] != found[1]


def test_a_tombstone_shows_what_is_left_in_its_document(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 1)
    gone = 'prov:invalidatedAtTime "2024-05-06" .'
    found = []
    for number, more in enumerate(("", f"town:it {gone}", "town:it a t:Town .", "town:it a t:Town ; t:near town:it .")):
        world.records = {"there": f"d:town-1 {gone}", "comes": more}
        world.build(tmp_path / "site")
        world.build(tmp_path / f"fresh-{number}")
        found.append(tree(tmp_path / "site"))
        assert found[-1] == tree(tmp_path / f"fresh-{number}")
    pages = [one["set/town-1/index.html"] for one in found]
    assert len(set(pages)) == 4
    assert [b'href="../../index.html"' in page for page in pages] == [False, False, True, True]  # those answer as pages


@pytest.mark.parametrize("comes", ["d:Town-1", "d:town-10", "<https://example.org/set/town-3#it>"])
def test_what_takes_the_place_of_another_is_noticed(tmp_path: Path, comes: str) -> None:
    world = World(tmp_path / "project", 1)
    there = "d:town-2 a t:Town ; t:near d:town-1, <https://example.org/set/town-3/it> . d:town-1 a t:Town ."
    there += "<https://example.org/set/town-3/it> a t:Town . <https://example.org/set/TOWN-10> a t:Town ."
    for number, more in enumerate(("", f"{comes} a t:Town .", "")):
        world.records = {"there": there, "comes": more}
        world.build(tmp_path / "site")
        world.build(tmp_path / f"fresh-{number}")
        assert tree(tmp_path / "site") == tree(tmp_path / f"fresh-{number}")


def test_an_edit_can_be_taken_back(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 3)
    world.build(tmp_path / "site")
    whole = tree(tmp_path / "site")
    records = dict(world.records)
    world.records["d:town-1"] = 'd:town-1 a t:Town ; rdfs:label "elsewhere"@en .'
    world.build(tmp_path / "site")
    assert tree(tmp_path / "site") != whole
    world.records = records
    world.build(tmp_path / "site")
    assert tree(tmp_path / "site") == whole


def test_what_is_remembered_is_of_one_site_and_whole(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 1)
    target = tmp_path / "site"
    world.build(target)
    manifest = Tree.read(target, programs.pages(project.find(world.folder))).digest
    assert recall(target, manifest)
    assert recall(target, "0" * 64) is None
    assert recall(target, "") is None
    for name in (".site.state", ".site.read"):
        path = tmp_path / name
        whole = path.read_bytes()
        for damage in (whole[:-9], b"", b"\n\n", whole[:100] + b"!" + whole[101:], b"3.0" + whole):
            path.write_bytes(damage)
            assert recall(target, manifest) is None
        path.write_bytes(whole)
    (tmp_path / ".site.read").unlink()
    # Without it, everything is read.
    written = world.build(target)
    assert written.pages == written.kept
    assert recall(target, manifest)


def test_texts_with_a_direction_are_read_each_time(tmp_path: Path) -> None:
    world = World(tmp_path / "project", 1)
    world.records["star"] = 'd:town-1 t:name "a"@ar--rtl .'
    world.build(tmp_path / "site")
    assert not (tmp_path / ".site.state").exists()
