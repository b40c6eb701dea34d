"""The named queries of this project follow changes of its data."""

import os
from collections.abc import Sequence
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claimgraph import project, sources
from claimgraph.query import named, parameters, renewal, vocabulary
from claimgraph.query.engines import fast
from claimgraph.query.guard import Checked, check
from claimgraph.query.result import Result
from claimgraph.query.rewrite import bind
from support import ROOT

ROWS = 100_000
DEFAULT = ox.DefaultGraph()

# ASK and CONSTRUCT; one that takes the least of terms as they are; and those that hold all events against one.
ASKED_ANEW = {"pledge-recorded", "network-of-entity", "single-voice-relations", "events-after", "events-before"}


@cache
def quads() -> list[ox.Quad]:
    """The statements of the data and the ontology."""
    here = project.find(ROOT)
    files = sources.expand([here.folder("data"), *here.existing("ontology")])
    return [ox.Quad(quad.subject, quad.predicate, quad.object) for quad in sources.quads(tuple(files))]


@cache
def dataset() -> ox.Store:
    return fast.load(quads())


@cache
def query(name: str) -> Checked:
    """A named query with the defaults of its parameters."""
    here = project.find(ROOT)
    base = here.namespaces["dataset"]
    bare = [namespace for namespace in here.prefixes.values() if namespace.startswith(base)]
    found = named.find(here.folder("queries"), name)
    values = parameters.values(found.parameters, {}, here.prefixes, bare)
    terms = {
        key: vocabulary.resolve(value, key, _ask, here.prefixes) if isinstance(value, parameters.Candidates) else value
        for key, value in values.items()
    }
    return bind(check(found.text, str(found.path), here.prefixes), terms)


def _ask(text: str) -> Result:
    return fast.answer(dataset(), check(text, "query", {}), ROWS)


def names() -> list[str]:
    return named.names(project.find(ROOT).folder("queries"))


@cache
def plans() -> dict[str, renewal.Plan]:
    return {name: plan for name in names() if (plan := renewal.plan(query(name)))}


@cache
def kept(name: str) -> renewal.Kept:
    first = plans()[name].first(dataset(), ROWS)
    assert first is not None
    return first


def test_nearly_all_queries_follow() -> None:
    assert set(names()) - set(plans()) == ASKED_ANEW


@pytest.mark.parametrize("name", sorted(set(names()) - ASKED_ANEW))
def test_a_kept_answer_is_the_answer(name: str) -> None:
    plan, first = plans()[name], kept(name)
    found, plain = plan.result(first), fast.answer(dataset(), query(name), ROWS)
    assert found.variables == plain.variables
    assert found.count == plain.count
    # These queries sort by what makes their order total.
    assert found.data == plain.data
    assert renewal.Kept.load(first.dump()) == first


class Changed:
    """A dataset with some triples removed and added, until it is left."""

    def __init__(self, removed: Sequence[ox.Quad], added: Sequence[ox.Quad]) -> None:
        self.added = {quad for quad in added if quad not in dataset()}
        self.removed = set(removed) - set(added)

    def __enter__(self) -> ox.Store:
        for quad in self.removed:
            _other().remove(quad)
        _other().extend(self.added)
        return _other()

    def __exit__(self, *_: object) -> None:
        for quad in self.added:
            _other().remove(quad)
        _other().extend(self.removed)


@cache
def _other() -> ox.Store:
    return fast.load(quads())


@cache
def by_property() -> dict[str, list[ox.Quad]]:
    found: dict[str, list[ox.Quad]] = {}
    for quad in quads():
        found.setdefault(quad.predicate.value, []).append(quad)
    return found


@st.composite
def edits(draw: st.DrawFn) -> tuple[list[ox.Quad], list[ox.Quad]]:
    """Triples to remove and to add: of other objects, of whole records that go or come, or of any kind."""
    removed: list[ox.Quad] = []
    added: list[ox.Quad] = []
    kinds = st.sampled_from(["object", "object", "removal", "record", "copy", "more"])
    for kind in draw(st.lists(kinds, min_size=1, max_size=3)):
        of_one = by_property()[draw(st.sampled_from(sorted(by_property())))]
        quad, other = draw(st.sampled_from(of_one)), draw(st.sampled_from(of_one))
        record = list(dataset().quads_for_pattern(quad.subject, None, None, DEFAULT))
        if kind in ("object", "more"):
            added.append(ox.Quad(quad.subject, quad.predicate, other.object))
        if kind in ("object", "removal"):
            removed.append(quad)
        if kind == "record":
            removed += record
        if kind == "copy":
            added += (ox.Quad(ox.NamedNode("http://e/copy"), said.predicate, said.object) for said in record)
    return removed, added


@settings(max_examples=int(os.environ.get("CLAIMGRAPH_EXAMPLES", "60")), deadline=None)
@given(edits(), st.sets(st.sampled_from(sorted(set(names()) - ASKED_ANEW)), min_size=8, max_size=8))
def test_answers_follow_any_edit(edit: tuple[list[ox.Quad], list[ox.Quad]], asked: set[str]) -> None:
    with Changed(*edit) as after:
        changes = renewal.Changes.of(dataset(), after, *edit)
        for name in sorted(asked):
            renewed = plans()[name].renewed(kept(name), changes, ROWS)
            if renewed is not None:
                anew = plans()[name].first(after, ROWS)
                assert anew is not None
                assert plans()[name].result(renewed) == plans()[name].result(anew), name
