"""What is near a change: the pages that must be looked at, by what was known of each thing when the site was made."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph.output import write_whole
from claimgraph.publish.model import Model, Node
from claimgraph.publish.pictures import lineage
from claimgraph.publish.site import Site
from claimgraph.terms import CLAIM, PREFIXES

__all__ = ["Known", "affected", "known"]

_PART, _EVIDENCE = PREFIXES["dcterms"] + "isPartOf", CLAIM + "evidence"
_DIGITS = 32  # of a digest of 64


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the things that data say something of, when a site is made."""

    vocabulary: str
    """The digest of what every page depends on."""
    names: list[str]
    """IRIs: those of the things first, then those that these name besides."""
    digests: list[str]
    """Of the description of each of the things."""
    named: list[list[int]]
    """Of each of the things, the names, by number, that its description has as objects."""
    parts: list[int]
    """Those of the things that are parts of others, by number."""
    derived: dict[str, str]
    """A digest of the derived statements that are shown of a thing, by IRI."""

    def write(self, path: Path, site: str) -> None:
        """Write it as that of the site whose manifest has this digest; raises InputError where that cannot be done."""
        write_whole(path, json.dumps([site, asdict(self)], ensure_ascii=False, separators=(",", ":")).encode())

    @classmethod
    def read(cls, path: Path, site: str) -> "Known | None":
        """What was written of that site; None where that is not there, or is of another."""
        try:
            of, found = json.loads(path.read_bytes())
            return cls(**found) if site and of == site else None
        except (OSError, ValueError, TypeError):
            return None

    def things(self) -> dict[str, tuple[str, list[int]]]:
        """Digest and names of each of the things, by its IRI."""
        return dict(zip(self.names, zip(self.digests, self.named, strict=True), strict=False))


def known(site: Site) -> Known:
    """What is known now."""
    model = site.model
    nodes = [node for node in model.out if isinstance(node, ox.NamedNode)]
    numbers = {node: number for number, node in enumerate(nodes)}
    named = [[numbers.setdefault(one, len(numbers)) for one in model.named_by(node)] for node in nodes]
    return Known(
        vocabulary=site.vocabulary,
        names=[node.value for node in numbers],
        digests=[model.digest(node).hex()[:_DIGITS] for node in nodes],
        named=named,
        parts=[number for number, node in enumerate(nodes) if _PART in model.out[node]],
        derived=site.derived.digests,
    )


def affected(site: Site, before: Known, now: Known) -> Collection[str] | None:
    """The records of whose pages the inputs may differ from what they were, by IRI; None where all may.

    Of pages about a record and what is near it (`concerns`): a few more than do differ, never fewer. What a page is
    told from is told again where it is at most these steps from what has changed: to who names it, to who names that,
    to what these name or named, and to what that names; along the claims of a lineage, and by derived statements.
    """
    if before.vocabulary != now.vocabulary:
        return None
    model, old, new = site.model, before.things(), now.things()
    changed = {iri for iri in old.keys() | new.keys() if old.get(iri, ("",))[0] != new.get(iri, ("",))[0]}
    named, wholes = set[str](), set[str]()
    for known_, things in ((before, old), (now, new)):
        parts = {known_.names[number] for number in known_.parts}
        for iri in changed & things.keys():
            others = {known_.names[number] for number in things[iri][1]}
            named |= others
            # In which paragraph a passage is depends on all paragraphs of the document.
            wholes |= others if iri in parts else set()
    core = changed | _naming(model, changed | wholes)
    core |= _naming(model, {iri for iri in core if model.subjects(_EVIDENCE, ox.NamedNode(iri))})
    ends = core | _naming(model, core) | named
    ends |= _named(model, ends)
    found = ends | _named(model, ends)
    found |= _lineages(site, core, named)
    found |= {
        iri for iri in before.derived.keys() | now.derived.keys() if before.derived.get(iri) != now.derived.get(iri)
    }
    for one in site.derived.statements:
        if not changed.isdisjoint(node.value for node in one.nodes):
            found.update(node.value for node in (one.subject, one.object, *one.claims))
    return found


def _named(model: Model, iris: Iterable[str]) -> set[str]:
    return {other.value for iri in iris for other in model.named_by(ox.NamedNode(iri))}


def _naming(model: Model, iris: Iterable[str]) -> set[str]:
    """The things whose description has one of these as an object."""
    found = set[str]()
    waiting: list[Node] = [ox.NamedNode(iri) for iri in iris]
    seen = set[Node]()
    while waiting:
        for _, subject in model.into.get(waiting.pop(), ()):
            if isinstance(subject, ox.NamedNode):
                found.add(subject.value)
            elif subject not in seen:
                seen.add(subject)
                waiting.append(subject)
    return found


def _lineages(site: Site, claims: Collection[str], things: Collection[str]) -> set[str]:
    """The things whose lineage, as it is drawn, has one of these claims or leads to one of these things."""
    steps = site.claims.lineages
    if not any(one.node.value in claims for one in site.claims.steps) and not any(
        ox.NamedNode(iri) in steps for iri in things
    ):
        return set()
    found = set()
    for node in site.claims.lineages:
        if isinstance(node, ox.NamedNode):
            for claim in lineage.around(site, node):
                ends = {end.value for end in (claim.subject, claim.object) if isinstance(end, ox.NamedNode)}
                if claim.node.value in claims or not ends.isdisjoint(things):
                    found.add(node.value)
                    break
    return found
