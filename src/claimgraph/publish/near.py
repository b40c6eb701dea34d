"""What is near a change: the pages that must be looked at, by what was said of each thing when the site was made."""

from collections.abc import Collection, Iterable, Mapping

import pyoxigraph as ox

from claimgraph.publish.claims import CG, OA, PART
from claimgraph.publish.model import Model
from claimgraph.publish.pictures import lineage
from claimgraph.publish.site import Site
from claimgraph.publish.statements import Node
from claimgraph.publish.within import document_of

__all__ = ["affected", "naming"]

_EVIDENCE = CG + "evidence"


def affected(site: Site, before: Model, changed: Collection[str], derived: Mapping[str, str]) -> set[str]:
    """The records of whose pages the inputs may differ from what they were, by IRI.

    The site was made from what the model before says, and from derived statements with those digests; changed are the
    things of which something else is said now. Of pages about a record and what is near it (`concerns`): a few more
    than do differ, never fewer. What a page is told from is told again where it is at most these steps from what has
    changed: to who names it, to who names that, to what these name or named, and to what claims and evidence among
    these name; along the claims of a lineage, and by derived statements.
    """
    model = site.model
    # A document of which nothing is said comes with the first of its records and goes with the last.
    changed = {*changed}
    within = {whole: site.within.get(ox.NamedNode(whole), ()) for whole in _documents(changed)}
    changed |= {whole for whole, members in within.items() if changed.issuperset(one.value for one in members)}
    named, wholes, joined = set[str](), set[str](), set[str]()
    for known in (before, model):
        for iri in changed:
            node = ox.NamedNode(iri)
            others = {other.value for other in known.named_by(node)}
            named |= others
            # In which paragraph a passage is depends on all paragraphs of the document.
            wholes |= others if PART in known.out.get(node, ()) else set()
            joined |= others if known.is_a(node, CG + "Lineage") else set()
    core = changed | naming(model, changed | wholes)
    core |= naming(model, {iri for iri in core if model.subjects(_EVIDENCE, ox.NamedNode(iri))})
    found = core | naming(model, core) | named | _named(model, core)
    # On a page with a claim are those that it contests, and those that contest it; evidence leads to its document.
    found |= _named(model, {iri for iri in found if _leads(model, ox.NamedNode(iri))})
    found |= _lineages(site, core, joined)
    now = site.derived.digests
    if now is not derived:
        found |= {iri for iri in derived.keys() | now.keys() if derived.get(iri) != now.get(iri)}
    for one in (site.derived.statements[place] for iri in changed for place in site.derived.naming.get(iri, ())):
        found.update(node.value for node in (one.subject, one.object, *one.claims))
    return found | _documents(found)


def _documents(iris: Iterable[str]) -> set[str]:
    return {whole for whole in map(document_of, iris) if whole}


def _leads(model: Model, node: ox.NamedNode) -> bool:
    """Whether who is shown what a node names may be shown what names the node: it is a claim, or evidence."""
    return model.is_claim(node) or OA + "hasSource" in model.out.get(node, ())


def _named(model: Model, iris: Iterable[str]) -> set[str]:
    return {other.value for iri in iris for other in model.named_by(ox.NamedNode(iri))}


def naming(model: Model, iris: Iterable[str]) -> set[str]:
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
    touched = {node for node in site.steps if node.value in claims}
    touched.update(claim for iri in things for claim in site.lineages.get(iri, ()))
    ends = {end for claim in touched for end in site.stated[claim].ends}
    # Whoever is on the shortest way from a thing to them has no more between than the thing itself: none is missed.
    waiting, seen, found = list(ends), set(ends), set()
    while waiting:
        iri = waiting.pop()
        if lineage.is_near(site, iri, ends):
            if not touched.isdisjoint(lineage.around(site, iri)):
                found.add(iri)
            others = lineage.beside(site, [iri]) - seen
            seen |= others
            waiting += others
    return found
