"""Answers follow the edit of a file, by way of the stores before and after it."""

from pathlib import Path

import pytest

from claimgraph import sources, worker
from claimgraph.query import following, renewal
from claimgraph.query.engines import fast
from claimgraph.query.guard import check

TEXT = "SELECT ?n ?c { ?c :subject/:label ?n ; :evidence/:at ?at } ORDER BY ?n ?c"
DATA = """@prefix : <http://e/> .
:c1 :subject :a ; :evidence [ :at 1 ] . :c2 :subject :b ; :evidence [ :at 2 ] . :a :label "A" .
"""


def test_an_answer_follows_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for limit in ("_PART", "_WORN"):
        monkeypatch.setattr(following, limit, 1e-6)  # follow whatever differs
    # In a process of its own: a store on disk has threads, which a copy of this process would wait for in vain.
    renewed, asked = worker.run(rows, tmp_path, seconds=120, megabytes=4096, what="the test")
    assert renewed == b'?n\t?c\n"B"\t<http://e/c2>\n"C"\t<http://e/c2>\n"D"\t<http://e/c1>\n'
    assert renewed == asked


def rows(folder: Path) -> tuple[bytes, bytes]:
    """The rows of an answer that has followed an edit of two files, and those of one given anew."""
    data, graphs, before, after = (folder / name for name in ("data.ttl", "graphs.trig", "before", "after"))
    before.mkdir()
    after.mkdir()
    data.write_text(DATA, encoding="utf-8")
    graphs.write_text('<http://g> { <http://e/b> <http://e/label> "B" }', encoding="utf-8")
    following.build(before, sources.expand([data, graphs]))
    data.write_text(DATA.replace(":at 1", ":at 2").replace('"A"', '"D"'), encoding="utf-8")
    graphs.write_text('<http://g> { <http://e/b> <http://e/label> "B", "C" }', encoding="utf-8")
    assert following.follow(before, after, sources.expand([data, graphs]), ["", ""])
    places = before / following.STORE, after / following.STORE
    stores = [fast.open_store(place) for place in places]
    found = following.changes(*places)
    query = check(TEXT, "query", {"": "http://e/"})
    plan = renewal.plan(query)
    assert plan
    assert found
    first = plan.first(stores[0], 100)
    assert first
    renewed = plan.renewed(first, renewal.Changes.of(stores[0], stores[1], *found), 100)
    assert renewed
    return plan.result(renewed).data, fast.answer(stores[1], query, 100).data
