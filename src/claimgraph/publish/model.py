"""The statements as pages need them: what things are called, what comes first, and digests of what is said."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph.publish.statements import Node, Statements, Term
from claimgraph.terms import CLAIM, PREFIXES, RDF_TYPE

__all__ = ["ENDS", "LABELS", "First", "Model", "foreign"]

LABELS = (
    *(PREFIXES["rdfs"] + "label", PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "title"),
    *(PREFIXES["foaf"] + "name", PREFIXES["schema"] + "name", "http://schema.org/name"),
)
"""What things are called by, the first that there is."""
ENDS = {CLAIM + "subject", CLAIM + "object"}
"""What a claim is about."""
_LANGUAGE = "en"  # of all pages
_LONG = 10_000  # letters of what is said of a blank node


class First(NamedTuple):
    """Things of which only the first are wanted: some, with these among them, and how many there are."""

    nodes: Collection[ox.NamedNode]
    number: int


@dataclass
class Model(Statements):
    """The triples of a project, with what things are called, and digests of what is said of them."""

    labels: dict[Node, str] = field(default_factory=dict)
    languages: dict[Node, str] = field(default_factory=dict)
    """Of the labels that are in a `foreign` language, that."""
    digests: dict[Node, bytes] = field(default_factory=dict)
    _named: dict[Node, tuple[ox.NamedNode, ...]] = field(default_factory=dict)
    _reaches: dict[Node, bytes] = field(default_factory=dict)

    def label(self, node: Node) -> str:
        """What a node is called: its label, or else the last part of its IRI."""
        if node not in self.labels:
            heading = self.heading(node)
            name = heading[1].value.strip() if heading else ""
            if heading and (language := foreign(heading[1])):
                self.languages[node] = language
            if not name and isinstance(node, ox.NamedNode):
                stem = node.value.rstrip("/#")
                name = stem[max(stem.rfind("#"), stem.rfind("/")) + 1 :] or node.value
            self.labels[node] = name or "unnamed"
        return self.labels[node]

    def heading(self, node: Node) -> tuple[str, ox.Literal] | None:
        """The literal by which a node is called, and the property by which it has it; None where it has no label."""
        said = ((name, literal) for name in LABELS for literal in self.literals(node, name))
        return next((found for found in said if found[1].value.strip()), None)

    def language(self, node: Node) -> str:
        """The language of the label of a node where it is a `foreign` one; else empty."""
        self.label(node)
        return self.languages.get(node, "")

    def order(self, node: ox.NamedNode) -> tuple[str, str]:
        """What nodes are sorted by: label, then IRI."""
        return self.label(node).casefold(), node.value

    def referrers(self, node: ox.NamedNode, most: int, *, claims: bool) -> Mapping[str, First]:
        """The other named things that refer to a node, but the claims about it; its instances with or without claims.

        Of each property those that may be among the `most` that come first in their `order`, and how many there are.
        """
        found: dict[str, dict[ox.NamedNode, None]] = {}
        for name, subject in self.into.get(node, ()):
            owner = None if self.is_about(name, subject) else self.owner(subject)
            if owner and owner != node and (claims or name != RDF_TYPE or not self.is_claim(owner)):
                found.setdefault(name, {})[owner] = None
        return {name: First(owners, len(owners)) for name, owners in found.items()}

    def is_about(self, name: str, subject: Node) -> bool:
        """Whether a reference by a property is that of a claim with a name to what it is about."""
        return name in ENDS and isinstance(subject, ox.NamedNode) and self.is_claim(subject)

    def instances(self, class_: ox.NamedNode, most: int, *, claims: bool) -> First:
        """The named things that are said to belong to a class: claims, or all others.

        Those that may be among the `most` that come first, claims as `Claims.ordered` has them, others in their
        `order`; and how many there are.
        """
        named = (one for one in self.subjects(RDF_TYPE, class_) if isinstance(one, ox.NamedNode))
        found = [one for one in named if self.is_claim(one) == claims]
        return First(found, len(found))

    def digest(self, node: Node) -> bytes:
        """A digest of a node and its description, whatever blank nodes are called."""
        if node not in self.digests:
            name = str(node) if isinstance(node, ox.NamedNode) else ""
            self.digests[node] = sha256("\n".join([name, *self._lines(node)]).encode()).digest()
        return self.digests[node]

    def named_by(self, node: Node) -> tuple[ox.NamedNode, ...]:
        """The things that the description of a node names as objects."""
        if node not in self._named:
            found: dict[ox.NamedNode, None] = {}
            waiting, seen = [node], {node}
            while waiting:
                for term in chain.from_iterable(self.out.get(waiting.pop(), {}).values()):
                    if isinstance(term, ox.NamedNode):
                        found[term] = None
                    elif isinstance(term, ox.BlankNode) and term not in seen:
                        seen.add(term)
                        waiting.append(term)
            self._named[node] = tuple(found)
        return self._named[node]

    def reach(self, node: Node) -> bytes:
        """A digest of a node and of all that its description names as objects, with theirs."""
        if node not in self._reaches:
            found = sorted({self.digest(node), *map(self.digest, self.named_by(node))})
            self._reaches[node] = sha256(b"".join(found)).digest()
        return self._reaches[node]

    def _lines(self, node: Node) -> list[str]:
        """What is said of a node, in an order of its own; a list may be as long as it likes, so this goes no deeper."""
        lines: list[str] = []
        open_: list[tuple[str, list[str], Iterator[tuple[str, int, Term]]]] = [("", lines, self._said(node))]
        path: dict[Node, int] = {}
        while open_:
            head, lines, rest = open_[-1]
            for predicate, number, term in rest:
                if not isinstance(term, ox.BlankNode):
                    lines.append(f"{predicate} {term}")
                # A blank node is what is said of it; one that is part of itself is named by its depth.
                # The order in which they are shown is that of their names, which nothing else tells.
                elif term in path:
                    lines.append(f"{predicate} {number} [{path[term]}]")
                else:
                    path[term] = len(path)
                    open_.append((f"{predicate} {number}", [], self._said(term)))
                    break
            else:
                lines.sort()
                open_.pop()
                if open_:
                    path.popitem()
                    inside = " ".join(lines)
                    open_[-1][1].append(
                        f"{head} [{inside if len(inside) < _LONG else sha256(inside.encode()).hexdigest()}]"
                    )
        return lines

    def _said(self, node: Node) -> Iterator[tuple[str, int, Term]]:
        for predicate, terms in self.out.get(node, {}).items():
            yield from ((predicate, number, term) for number, term in enumerate(terms))


def foreign(literal: ox.Literal) -> str:
    """The language of a literal where it is another than that of pages, and has to be said there (WCAG 2.2, 3.1.2)."""
    language = literal.language or ""
    return "" if language.split("-")[0].lower() == _LANGUAGE else language
