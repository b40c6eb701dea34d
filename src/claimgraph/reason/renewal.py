"""What follows after an edit, told from what followed before: only what the edit can have changed is derived anew.

docs/decisions.md says why that is the same. It holds for what is derived of things; of what class they are is not told.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyoxigraph as ox

from claimgraph.lines import Lines, has
from claimgraph.reason._axioms import schema
from claimgraph.reason._check import Check
from claimgraph.reason._paths import SPEAKING, BeyondError, Path, Schema, backwards, is_vocabulary
from claimgraph.reason._rows import Fact, Given, Node, Rule, rule
from claimgraph.reason._said import Said
from claimgraph.terms import PREFIXES, RDF_TYPE

__all__ = ["Changes", "Renewed", "Rows", "Rule", "renewed", "rule"]

_RDF, _OWL = PREFIXES["rdf"], PREFIXES["owl"]
_TYPE = ox.NamedNode(RDF_TYPE)

_SPEAKING = SPEAKING | {_RDF + name for name in ("subject", "predicate", "object", "value")}
"""Properties of the vocabularies of which nothing follows by itself."""
_KINDS = {_RDF + "Statement", *(_OWL + name for name in ("Thing", "NamedIndividual"))}

_MOST = 20_000
"""So many triples may have changed."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Two datasets, with all triples that one of them alone has, and perhaps others."""

    before: ox.Store
    after: ox.Store
    removed: Collection[ox.Quad]
    added: Collection[ox.Quad]


@dataclass(frozen=True, slots=True)
class Rows:
    """A rule, and its rows before and after, as lines of SPARQL 1.1 Query Results TSV without their header."""

    rule: Rule
    before: Sequence[bytes]
    after: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class Renewed:
    """What is derived otherwise than before, in lines of N-Triples."""

    gone: Sequence[bytes]
    come: Sequence[bytes]
    properties: frozenset[str]
    """Those of what is derived now, asserted or not, and was not before."""


def renewed(derived: Lines, changes: Changes, rows: Rows | None) -> Renewed | None:
    """What no longer follows, and what does now.

    `derived` is what followed before, in N-Triples, sorted: all triples that are worth telling (`infer`) but those of
    rdf:type, where there was no contradiction and no two terms stood for one thing. `rows` are those of the project's
    only rule. None where all must be derived anew: where the axioms changed, or are more than paths can tell, where
    there may be a contradiction, or two terms for one thing, and where much has changed.
    """
    if derived.find(b'"^^<') >= 0:
        return None
    found = schema(changes.after)
    if found is None:
        return None
    try:
        edit = _Edit(changes, rows, found)
        return _compared(derived, edit.facts(), {name for _, name, _ in edit.given})
    except BeyondError:
        return None


def _compared(derived: Lines, facts: Mapping[Fact, bool], given: Collection[ox.NamedNode]) -> Renewed:
    """Those of the facts, which follow or not, that do otherwise than before."""
    gone: list[bytes] = []
    come: list[bytes] = []
    properties = {name.value for name in given}
    for fact, follows in facts.items():
        subject, name, of = fact
        if name == _TYPE or not isinstance(subject, ox.NamedNode) or isinstance(of, ox.BlankNode | ox.Triple):
            continue
        if is_vocabulary(subject.value):
            continue
        line = f"{subject} {name} {of} .\n".encode()
        if has(derived, line) != follows:
            if isinstance(of, ox.Literal) and "^^<" in str(of):
                raise BeyondError
            (come if follows else gone).append(line)
            properties.add(name.value)
    return Renewed(gone, come, frozenset(properties))


class _Edit:
    """An edit, as far as anything may follow from it."""

    def __init__(self, changes: Changes, rows: Rows | None, axioms: Schema) -> None:
        self._changes = changes
        self._rows = rows
        self._axioms = axioms
        self._was, self._now = (
            Said(store, Given(rows.rule, some) if rows else Given(None, ()))
            for store, some in (
                (changes.before, rows.before if rows else ()),
                (changes.after, rows.after if rows else ()),
            )
        )

    def facts(self) -> Mapping[Fact, bool]:
        """All triples that follow in one of the states alone, and perhaps others: whether they do now, unasserted.

        Raises BeyondError where that cannot be told.
        """
        found: dict[Fact, None] = {}
        for seed in self._seeds():
            found.update(dict.fromkeys(self._near(seed)))
            _limit(found)
        check = Check(self._now, self._axioms)
        gains: dict[Node, set[ox.NamedNode]] = {}
        follows = {}
        for fact in found:
            follows[fact] = False
            if check.holds(fact):
                follows[fact] = not self._now.asserts(fact)
                check.sole(fact)
                for node, classes in check.classes(fact):
                    gains.setdefault(node, set()).update(classes)
        for node, classes in gains.items():
            check.possible(node, classes)
        return follows

    def _seeds(self) -> Collection[Fact]:
        """The triples that one state alone has, and perhaps others."""
        quads = (*self._changes.removed, *self._changes.added)
        found: dict[Fact, None] = dict.fromkeys((quad.subject, quad.predicate, quad.object) for quad in quads)
        found.update(dict.fromkeys(self.given))
        _limit(found)
        if not all(map(_is_plain, found)):
            raise BeyondError
        return found

    @cached_property
    def given(self) -> Sequence[Fact]:
        """What the rule gives in one state alone, and perhaps other triples."""
        differing = sorted(set(self._rows.before) ^ set(self._rows.after)) if self._rows else []
        return self._rows.rule.facts(differing) if self._rows and differing else []

    def _near(self, seed: Fact) -> Iterator[Fact]:
        """What may follow, or have followed, from a triple and others."""
        subject, name, of = seed
        yield seed
        for whole, path, place in self._axioms.uses.get(name, ()):
            before, after = path[:place], path[place + 1 :]
            left, right = (of, subject) if path[place][1] else (subject, of)
            if (before and isinstance(left, ox.Literal)) or (after and isinstance(right, ox.Literal)):
                raise BeyondError
            starts, ends = self._either(left, backwards(before)), self._either(right, after)
            if len(starts) * len(ends) > _MOST:
                raise BeyondError
            yield from ((start, whole, end) for start in starts for end in ends)

    def _either(self, node: Node, path: Path) -> set[Node]:
        return self._was.reached(node, [path]) | self._now.reached(node, [path])


def _limit(found: Collection[Fact]) -> None:
    if len(found) > _MOST:
        raise BeyondError


def _is_plain(fact: Fact) -> bool:
    """Whether a triple says nothing of the vocabularies, and nothing by them but of what class a thing is."""
    subject, name, of = fact
    if name == _TYPE:
        named = isinstance(of, ox.NamedNode) and (not is_vocabulary(of.value) or of.value in _KINDS)
        return named and not _is_special(subject)
    if is_vocabulary(name.value) and name.value not in _SPEAKING:
        return False
    return not _is_special(subject) and not _is_special(of)


def _is_special(node: Node) -> bool:
    return isinstance(node, ox.Triple) or (isinstance(node, ox.NamedNode) and is_vocabulary(node.value))
