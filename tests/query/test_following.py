"""A store made of an earlier one: after any edits it is the same as one that is built anew."""

import gzip
import os
import random
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from claimgraph import sources, worker
from claimgraph.query import following
from claimgraph.query.engines import fast
from claimgraph.query.following import STORE

# How many chains of edits are tried; of each, so many edits.
CHAINS = int(os.environ.get("CLAIMGRAPH_CHAINS", "10"))
EDITS = 6

XSD = "http://www.w3.org/2001/XMLSchema#"
THINGS: list[ox.NamedNode | ox.BlankNode] = [
    ox.NamedNode("http://a"),
    ox.NamedNode("http://b"),
    ox.BlankNode("x"),
    ox.BlankNode("y"),
]
VALUES: list[ox.Literal] = [
    # In pairs that are one value to a store.
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + "integer")) for text in ("1", "01")),
    *(ox.Literal(text, datatype=ox.NamedNode(XSD + "date")) for text in ("2012-01-01Z", "2012-01-01+00:00")),
    ox.Literal("1"),
    ox.Literal("a\n_:x <http://a> .", language="en"),
]
GRAPHS: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [
    ox.DefaultGraph(),
    ox.NamedNode("http://g"),
    ox.NamedNode("http://h"),
    ox.BlankNode("x"),
]
FILE = re.compile(r"_:f(\d+)b\d")
NAMES = ["a.ttl", "b.nt.gz", "c.trig", "d.nq", "e.jsonld", "f.rdf", "g.ttl", "h.ttl", "i.nq.gz"]


@pytest.fixture(autouse=True)
def however_much(monkeypatch: pytest.MonkeyPatch) -> None:
    """Follow whatever differs."""
    monkeypatch.setattr(following, "_PART", 1e-6)
    monkeypatch.setattr(following, "_WORN", 1e-6)


def content(name: str, dice: random.Random) -> bytes:
    """A file of a few statements, of which other files make some too."""
    kind = ox.RdfFormat.from_extension(name.removesuffix(".gz").rpartition(".")[2])
    assert kind is not None
    quads = [
        ox.Quad(
            dice.choice(THINGS),
            ox.NamedNode(f"http://p{dice.randrange(2)}"),
            dice.choice([*THINGS, *VALUES]),
            dice.choice(GRAPHS) if kind.supports_datasets else ox.DefaultGraph(),
        )
        for _ in range(dice.randrange(1, 7))
    ]
    data = ox.serialize(quads, format=kind) or b""
    if name.endswith(".ttl") and dice.random() < 0.3:
        data += b"<> <http://p0> <other> . << <http://a> <http://p0> 01 >> <http://p1> <<( _:x <http://p0> 1 )>> ."
    return gzip.compress(data) if name.endswith(".gz") else data


def edit(folder: Path, dice: random.Random) -> None:
    """Write some of the files, and remove some."""
    for name in dice.sample(NAMES, dice.randrange(1, 4)):
        if dice.random() < 0.25:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(content(name, dice))
    (folder / "z.ttl").write_text("<http://z> <http://p0> 1 .", encoding="utf-8")  # there is always one


def state(store: Path) -> tuple[set[str], set[str]]:
    """What is in a store: its quads and its graphs."""
    return held(fast.open_store(store))


def held(store: ox.Store) -> tuple[set[str], set[str]]:
    return {str(quad) for quad in store}, {str(graph) for graph in store.named_graphs()}


def chain(seed: int, folder: Path) -> list[int]:
    """Edit files, follow, and compare, again and again; how many statements were removed and added in all."""
    dice = random.Random(seed)  # noqa: S311 (a test, not a secret)
    data, places = folder / "data", folder / "places"
    data.mkdir()
    for name in NAMES:
        (data / name).write_bytes(content(name, dice))
    (places / "followed 0").mkdir(parents=True)
    files = sources.expand([data])
    read = [*zip(map(str, files), following.build(places / "followed 0", files), strict=True)]
    moved = [0, 0]
    for number in range(1, EDITS + 1):
        edit(data, dice)
        files = sources.expand([data])
        base, followed, anew = (places / name for name in (f"followed {number - 1}", f"followed {number}", "anew"))
        followed.mkdir()
        anew.mkdir()
        digests = following.build(anew, files)
        assert following.follow(base, followed, files, digests) == digests
        assert state(followed / STORE) == state(anew / STORE) == held(fast.load(sources.quads(files)))
        changes = following.changes(base / STORE, followed / STORE)
        assert changes is not None
        removed, added = ({str(quad) for quad in quads} for quads in changes)
        before, after = state(base / STORE)[0], state(followed / STORE)[0]
        assert (removed, added) == (before - after, after - before)
        loose = following.changes(base / STORE, followed / STORE, anywhere=True)
        assert loose is not None
        now = [*zip(map(str, files), digests, strict=True)]
        for quads, exact, whole, one, other in zip(
            loose, (removed, added), (before, after), (read, now), (now, read), strict=True
        ):
            differing = {number for number, file in enumerate(one) if file not in other}
            named = {quad for quad in exact if not FILE.search(quad)}
            nameless = {quad for quad in whole if (found := FILE.search(quad)) and int(found[1]) in differing}
            stayed = [name for name, _ in read] == [name for name, _ in now]
            assert {str(quad) for quad in quads} == (exact if stayed else named | nameless)
        read = now
        moved = [moved[0] + len(removed), moved[1] + len(added)]
        shutil.rmtree(anew)
    return moved


def outside(function: Callable[..., list[int]], *arguments: object) -> list[int]:
    """What a function gives in a process of its own: native threads of this one would be missing in workers."""
    return worker.run(function, *arguments, seconds=600, megabytes=8000)


@pytest.mark.parametrize("seed", range(CHAINS))
def test_after_any_edits_it_is_as_one_built_anew(seed: int, tmp_path: Path) -> None:
    assert all(outside(chain, seed, tmp_path))
