"""Whether what follows after an edit may be a contradiction, or make two terms stand for one thing."""

from collections.abc import Collection, Iterable, Iterator

import pyoxigraph as ox

from claimgraph.reason._literals import DATATYPES, belongs, value
from claimgraph.reason._paths import BeyondError, Path, Schema, backwards
from claimgraph.reason._rows import Fact, Node
from claimgraph.reason._said import Said
from claimgraph.terms import RDF_TYPE

__all__ = ["Check"]

_TYPE = ox.NamedNode(RDF_TYPE)


class Check:
    """What is said, with the axioms by which triples follow from it."""

    def __init__(self, said: Said, axioms: Schema) -> None:
        self._said = said
        self._axioms = axioms

    def holds(self, fact: Fact) -> bool:
        """Whether a triple is said, or follows."""
        subject, name, of = fact
        return self._said.leads(subject, self._axioms.of(name), of)

    def sole(self, fact: Fact) -> None:
        """Raise BeyondError where a triple may be a contradiction, or make two things the same."""
        subject, name, of = fact
        character = self._axioms.characters
        paths = self._axioms.of(name)
        contradicted = (
            (name in character["Irreflexive"] and subject == of)
            or (name in character["Asymmetric"] and self.holds((of, name, subject)))
            or (name in character["Functional"] and len(self._said.reached(subject, paths)) > 1)
            or (name in character["InverseFunctional"] and len(self._said.reached(of, list(map(backwards, paths)))) > 1)
            or any(
                isinstance(of, ox.Literal) or any(self.holds((subject, other, of)) for other in some - {name})
                for some in self._axioms.disjoint
                if name in some
            )
        )
        if contradicted:
            raise BeyondError

    def classes(self, fact: Fact) -> Iterator[tuple[Node, Collection[ox.NamedNode]]]:
        """Of what classes a triple says that things are."""
        subject, name, of = fact
        if name == _TYPE and isinstance(of, ox.NamedNode):
            yield subject, self._axioms.above.get(of, (of,))
        else:
            yield subject, self._axioms.domains.get(name, ())
            yield of, self._axioms.ranges.get(name, ())

    def possible(self, node: Node, classes: Collection[ox.NamedNode]) -> None:
        """Raise BeyondError where a thing may not be of these classes together with those that it is of."""
        telling = self._axioms.telling
        if isinstance(node, ox.Literal):
            if not telling.isdisjoint(classes) or not _lies(str(node), [one.value for one in classes]):
                raise BeyondError
        elif not telling.isdisjoint(classes):
            found = set(self._all_classes(node))
            if any(len(found & some) > 1 for some in self._axioms.apart):
                raise BeyondError

    def _all_classes(self, node: Node) -> Iterator[ox.NamedNode]:
        """The classes of a thing that tell of what others it is not."""
        for one in self._said.out(node).get(_TYPE, ()):
            if isinstance(one, ox.NamedNode):
                yield from self._axioms.above.get(one, (one,))
        for name, some in self._axioms.domains.items():
            if not some.isdisjoint(self._axioms.telling) and self._any(node, self._axioms.of(name)):
                yield from some
        for name, some in self._axioms.ranges.items():
            if not some.isdisjoint(self._axioms.telling) and self._any(node, map(backwards, self._axioms.of(name))):
                yield from some

    def _any(self, node: Node, paths: Iterable[Path]) -> bool:
        """Whether one of the paths leads anywhere."""
        return any(True for path in paths for _ in self._said.ends(node, path))


def _lies(literal: str, classes: Iterable[str]) -> bool:
    """Whether a literal is, as far as is known, of the datatypes among the classes."""
    try:
        found = value(literal)
    except ValueError:
        return not any(one in DATATYPES for one in classes)
    return found is None or all(belongs(found, one) for one in classes if one in DATATYPES)
