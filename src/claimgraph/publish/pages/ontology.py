"""The ontology and the shapes as documents: every term at its anchor, and the trees of classes and concepts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256

import pyoxigraph as ox

from claimgraph.publish import vocabulary
from claimgraph.publish.claims import CG
from claimgraph.publish.pages import TEXTS, properties
from claimgraph.publish.render import Renderer
from claimgraph.publish.site import Page, Site
from claimgraph.publish.statements import Node
from claimgraph.terms import PREFIXES

__all__ = ["Branch", "pages"]

_EXAMPLES = 3  # of each term
_TAKEN = {"content", "q", "within"}  # anchors of every document

_OWL, _RDFS, _SKOS, _SH = (PREFIXES[name] for name in ("owl", "rdfs", "skos", "sh"))
_SECTIONS = {
    "Classes": (_OWL + "Class", _RDFS + "Class"),
    "Properties": (_OWL + "ObjectProperty", _OWL + "DatatypeProperty", _OWL + "AnnotationProperty"),
    "Concepts": (_SKOS + "Concept", _SKOS + "ConceptScheme"),
    "Node shapes": (_SH + "NodeShape",),
    "Property shapes": (_SH + "PropertyShape",),
}


@dataclass(frozen=True, slots=True)
class Branch:
    """A class or concept and what is below it."""

    node: ox.NamedNode
    below: "Sequence[Branch]"


def pages(site: Site, renderer: Renderer) -> Iterator[Page]:
    """A document for each of the two namespaces, and one page that leads to both."""
    for kind, part in (("ontology", "term"), ("shapes", "shape")):
        if iri := site.heads.get(kind):
            node = ox.NamedNode(iri)
            if site.kind(node) != "dataset":
                yield Page(iri, partial(_inputs, site, node, part), partial(_document, site, renderer, node, part))
    yield Page("vocabulary", site.whole, partial(_vocabulary, site, renderer))


def _inputs(site: Site, node: ox.NamedNode, part: str) -> str:
    """A digest of what is said of the terms, of what they name, and of what examples and referrers are called."""
    terms = site.kinds.get(part, ())
    axioms = vocabulary.axioms(site.model, terms)
    nodes: set[Node] = {node, *terms, *axioms, *site.within.get(node, ())}
    told = sorted(map(site.model.reach, nodes))
    examples = [one for term in terms for one in _examples(site, term)]
    around = site.around(node)
    named = [*examples, *(one for group in around for one in group.first)]
    return site.inputs(
        named,
        sha256(b"".join(told)).hexdigest(),
        site.vocabulary,
        site.layout,
        repr((examples, around, _versions(site, part))),
    )


def _document(site: Site, renderer: Renderer, node: ox.NamedNode, part: str) -> Mapping[str, bytes]:
    terms = sorted(site.kinds.get(part, ()), key=site.model.order)
    sections = []
    left = set(terms)
    for name, classes in _SECTIONS.items():
        members = [
            term for term in terms if term in left and any(one.value in classes for one in site.model.types(term))
        ]
        left -= set(members)
        if members:
            sections.append((name, members))
    if others := [term for term in terms if term in left]:
        sections.append(("Other terms", others))
    texts = {term: site.model.literal(term, *TEXTS) for term in terms}
    rows = {
        term: properties(site, term, _RDFS + "isDefinedBy", shown=[(name, texts[term]) for name in TEXTS])
        for term in terms
    }
    axioms, incoming = vocabulary.axioms(site.model, terms), site.around(node)
    own = [name for name, found in (("axioms", axioms), ("incoming", incoming)) if found]
    return renderer.resource(
        "ontology.html",
        node,
        vocabulary.document(site.model, node, terms),
        shown=set(terms),
        properties=properties(site, node),
        sections=sections,
        rows=rows,
        texts=texts,
        examples={term: _examples(site, term) for term in terms},
        anchors=_anchors(terms, len(sections), own),
        incoming=incoming,
        axioms=axioms,
        versions=_versions(site, part),
    )


def _versions(site: Site, part: str) -> Mapping[ox.NamedNode, str]:
    """The version IRIs under which the ontology was released before, each with the release that had it last."""
    earlier = {ox.NamedNode(iri): release.version for iri, release in site.versions.items() if release}
    return earlier if part == "term" else {}


def _anchors(terms: Sequence[ox.NamedNode], sections: int, own: Sequence[str]) -> Mapping[ox.NamedNode, str]:
    """The anchors of the terms, other than the page's `own` and those of so many sections, no two the same."""
    taken = {*_TAKEN, *(f"section-{number}" for number in range(1, sections + 1)), *own}
    found = {}
    for term in terms:
        name = term.value.partition("#")[2] or term.value.rpartition("/")[2]
        if name and name not in taken:
            found[term] = name
            taken.add(name)
    return found


def _examples(site: Site, term: ox.NamedNode) -> Sequence[ox.NamedNode]:
    """The first things of a class; of a relation type, the first claims."""
    if found := site.model.instances(term, _EXAMPLES, claims=True).nodes:
        return site.ordered(found)[:_EXAMPLES]
    return sorted(site.model.instances(term, _EXAMPLES, claims=False).nodes, key=site.model.order)[:_EXAMPLES]


def _vocabulary(site: Site, renderer: Renderer) -> Mapping[str, bytes]:
    path = "vocabulary/index.html"
    terms = site.kinds.get("term", ())
    concepts = [node for node in terms if _is(site, node, _SKOS + "Concept")]
    classes = [node for node in terms if _is(site, node, _OWL + "Class") and node not in set(concepts)]
    trees = []
    for scheme in sorted((node for node in terms if _is(site, node, _SKOS + "ConceptScheme")), key=site.model.order):
        members = [node for node in concepts if scheme in site.model.named(node, _SKOS + "inScheme")]
        trees.append((scheme, _tree(site, members, _SKOS + "broader")))
    html = renderer.html(
        "vocabulary.html",
        path,
        "Vocabulary",
        documents=list(map(ox.NamedNode, site.heads.values())),
        trees=trees,
        classes=_tree(site, classes, _RDFS + "subClassOf"),
        headers=site.shape_headers,
    )
    return {path: html}


def _is(site: Site, node: ox.NamedNode, class_: str) -> bool:
    return ox.NamedNode(class_) in site.model.types(node)


def _tree(site: Site, nodes: Sequence[ox.NamedNode], upward: str) -> list[Branch]:
    """The nodes as a tree; one whose upper ends are all elsewhere is a root, one in a circle is left at a root."""
    members = set(nodes)
    below: dict[ox.NamedNode, list[ox.NamedNode]] = {}
    roots = []
    for node in sorted(members, key=lambda one: (site.model.text(one, CG + "certaintyRank"), *site.model.order(one))):
        above = [one for one in site.model.named(node, upward) if one in members and one != node]
        for one in above:
            below.setdefault(one, []).append(node)
        if not above:
            roots.append(node)

    def branch(node: ox.NamedNode, path: tuple[ox.NamedNode, ...]) -> Branch:
        lower = [one for one in below.get(node, ()) if one not in path]
        return Branch(node, [branch(one, (*path, one)) for one in lower])

    return [branch(node, (node,)) for node in roots]
