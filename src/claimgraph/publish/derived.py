"""What follows from the data, as pages show it: apart from what is claimed, and each with its reason."""

import hashlib
import marshal
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from claimgraph.publish.derivation import Fact, Step

__all__ = ["Derived", "Statement"]

_Iris = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A derived triple about records, and the claims that it rests on.

    It is `direct` where a rule of the project gives it from these claims; else `step` is how it follows, or None where
    other rules give it than pages know.
    """

    subject: ox.NamedNode
    predicate: ox.NamedNode
    object: ox.NamedNode
    claims: tuple[ox.NamedNode, ...] = ()
    direct: bool = False
    step: Step | None = None

    @property
    def fact(self) -> Fact:
        """The triple."""
        return self.subject, self.predicate, self.object

    @property
    def nodes(self) -> set[ox.NamedNode]:
        """All that showing it, with its reason, names."""
        inside = [node for premise in self.step.premises for node in premise] if self.step else []
        return {*self.fact, *self.claims, *inside}


@dataclass(frozen=True)
class Derived:
    """The derived statements, by each thing that they are about: subject, object, and the claims that license them."""

    statements: Sequence[Statement]
    about: Mapping[str, Sequence[int]]
    """Which of the statements are about a thing, by its IRI."""
    naming: Mapping[str, Sequence[int]]
    """Which of them name a thing, when they are shown with their reasons."""
    digests: Mapping[str, str]
    """A digest of those that are about a thing."""
    licences: Mapping[_Iris, _Iris]
    """The claims from which a rule of the project gives a fact."""

    @classmethod
    def by_node(cls, statements: Sequence[Statement], licences: Mapping[Fact, tuple[ox.NamedNode, ...]]) -> "Derived":
        """The statements, by what they are about; and the claims from which a rule of the project gives a fact."""
        about = _placed((one.subject, one.object, *one.claims) for one in statements)
        naming = _placed(one.nodes for one in statements)
        texts = list(map(repr, statements))
        digests = {
            iri: hashlib.sha256("\0".join([texts[place] for place in places]).encode()).hexdigest()
            for iri, places in about.items()
        }
        return cls(statements, about, naming, digests, {_iris(fact): _iris(of) for fact, of in licences.items()})

    def of(self, node: ox.NamedNode) -> list[Statement]:
        """The statements about a thing."""
        return [self.statements[place] for place in self.about.get(node.value, ())]

    def holds(self, fact: Fact) -> bool:
        """Whether something is derived."""
        return any(one.fact == fact for one in self.of(fact[0]))

    def licence(self, fact: Fact) -> tuple[ox.NamedNode, ...]:
        """The claims from which a rule of the project gives a fact."""
        return _nodes(self.licences.get(_iris(fact), ()))

    @property
    def digest(self) -> str:
        """A digest of all of them."""
        return hashlib.sha256(repr(self.digests).encode()).hexdigest()

    def told(self, known: Callable[[str], str]) -> tuple[Any, ...]:
        """All of it, as `marshal` can keep it; with texts as they are `known` from elsewhere."""
        tables = [{known(iri): said for iri, said in one.items()} for one in (self.about, self.naming, self.digests)]
        licences = {tuple(map(known, fact)): tuple(map(known, claims)) for fact, claims in self.licences.items()}
        return _Kept.of(self.statements).told, *tables, licences

    @classmethod
    def of_told(
        cls,
        statements: Sequence[bytes],
        about: Mapping[str, Sequence[int]],
        naming: Mapping[str, Sequence[int]],
        digests: Mapping[str, str],
        licences: Mapping[_Iris, _Iris],
    ) -> "Derived":
        """What `told` gave."""
        return cls(_Kept(statements), about, naming, digests, licences)


class _Kept(Sequence[Statement]):
    """Statements that are made when they are asked for."""

    def __init__(self, told: Sequence[bytes]) -> None:
        self.told = told

    @classmethod
    def of(cls, statements: Sequence[Statement]) -> "_Kept":
        if isinstance(statements, cls):
            return statements
        told: list[Any] = [
            (*_iris(one.fact), _iris(one.claims), one.direct, one.step and _plain(one.step)) for one in statements
        ]
        return cls(list(map(marshal.dumps, told)))

    def __len__(self) -> int:
        return len(self.told)

    def __getitem__(self, place: Any) -> Any:
        subject, predicate, object_, claims, direct, step = marshal.loads(self.told[place])  # noqa: S302 - it was sealed
        return Statement(*_fact((subject, predicate, object_)), _nodes(claims), direct, step and _step(*step))


def _placed(nodes: Iterable[Iterable[ox.NamedNode]]) -> dict[str, list[int]]:
    """At which places each of the nodes is, by IRI."""
    found: dict[str, list[int]] = {}
    for place, here in enumerate(nodes):
        for node in dict.fromkeys(here):
            found.setdefault(node.value, []).append(place)
    return found


def _iris(nodes: Iterable[ox.NamedNode]) -> _Iris:
    return tuple(node.value for node in nodes)


def _nodes(iris: Iterable[str]) -> tuple[ox.NamedNode, ...]:
    return tuple(map(ox.NamedNode, iris))


def _fact(iris: Iterable[str]) -> Fact:
    subject, predicate, object_ = _nodes(iris)
    return subject, predicate, object_


def _plain(step: Step) -> tuple[Any, ...]:
    return step.rule, tuple(map(_iris, step.premises)), _iris(step.axiom)


def _step(rule: str, premises: Iterable[Iterable[str]], axiom: Iterable[str]) -> Step:
    return Step(rule, tuple(map(_fact, premises)), _nodes(axiom))
