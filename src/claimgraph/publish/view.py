"""The site as seen from one page: links, terms and marks, as HTML in which everything is escaped."""

import re
import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import pyoxigraph as ox
from markupsafe import Markup, escape

from claimgraph.publish.claims import CG, MOST, Claim
from claimgraph.publish.derivation import Step
from claimgraph.publish.links import anchors
from claimgraph.publish.lists import items
from claimgraph.publish.model import foreign
from claimgraph.publish.paths import quoted
from claimgraph.publish.site import Site
from claimgraph.publish.statements import Node, Term
from claimgraph.terms import PREFIXES

__all__ = ["View"]

_STRING = {PREFIXES["xsd"] + "string", PREFIXES["rdf"] + "langString"}

# A mark for each polarity of the claim vocabulary, beside the word, which says the same.
_MARKS = {"Asserted": "+", "Denied": "−", "LittleEvidence": "?"}
_DEEPEST = 6  # of blank nodes in one another
_ITEMS = 100  # of a list
_CUT = Markup('<span class="none">{} is in the Turtle of the record.</span>')
_MOST_MARKS = 12  # of a certainty; the word alone tells a place among more


@dataclass(frozen=True)
class View:
    """The site as seen from one page."""

    site: Site
    path: str
    root: str = ""
    """Where the root of the site is, for a page that is shown at any path."""

    @cached_property
    def up(self) -> str:
        """The way from the page to the root of the site."""
        return self.root or "../" * self.path.count("/")

    def href(self, node: object) -> str:
        """The link to a resource; empty where there is nothing safe to link to."""
        return self.site.href(node, self.up)

    @staticmethod
    def quoted(path: str) -> str:
        """A path within the site as a link from its root."""
        return quoted(path)

    def here(self, url: str) -> str:
        """The link to a file of the site that is known by its address below the root's IRI."""
        return self.up + quoted(self.site.table.file(url))

    def label(self, node: Node) -> Markup:
        """What a resource is called."""
        return _words(self.site.model.label(node), self.site.model.language(node))

    def labels(self, nodes: Iterable[Node]) -> Markup:
        """What several are called, with commas."""
        return Markup(", ").join(map(self.label, nodes))

    @staticmethod
    def said(literal: ox.Literal) -> Markup:
        """What a literal says, as a text of the page."""
        return _words(literal.value, foreign(literal))

    def link(self, node: Term, text: str = "", language: str = "") -> Markup:
        """A resource by its label, or by a text of that language, linked where there is something to link to."""
        if not isinstance(node, ox.NamedNode):
            return self.term(node)
        return self._once((node, text, language, self.up), lambda: self._link(node, text, language))

    def links(self, nodes: Iterable[ox.NamedNode]) -> Markup:
        """Resources, of which there may be very many, as items of a list."""
        return Markup("".join([f"<li>{self._link(node, '', '')}</li>\n" for node in nodes]))  # noqa: S704 - of what is safe

    def _once(self, key: object, make: Callable[[], Markup]) -> Markup:
        if (found := self.site.marks.get(key)) is None:
            found = self.site.marks[key] = make()
        return found

    def _link(self, node: ox.NamedNode, text: str, language: str) -> Markup:
        # Of what the data say nothing, there is no label to go by; of what has a card, they say something.
        if text or (node not in self.site.cards and node not in self.site.model.out):
            label = _words(text or self.site.short(node), language)
        else:
            label = self.label(node)
        if not (href := self.href(node)):
            return Markup(f'<span class="iri">{label}</span>')  # noqa: S704 - as below, of escaped parts
        rel = ' rel="external noopener noreferrer"' if href == node.value else ""
        return Markup(f'<a href="{escape(href)}"{rel}>{label}</a>')  # noqa: S704

    def told(self, node: str) -> Markup:
        """A node as findings give it, in N-Triples or as a bare IRI: by its label where it has a page."""
        iri = node.removeprefix("<").removesuffix(">")
        if iri in self.site.table.places:
            return self.link(ox.NamedNode(iri))
        return Markup("<code>{}</code>").format(node)

    def name(self, node: ox.NamedNode) -> Markup:
        """A property in `words`, linked, or with the short form of its IRI."""
        if node in self.site.model.out:
            return self.link(node)
        return Markup('<span title="{}">{}</span>').format(self.site.short(node), self.words(node))

    def words(self, node: ox.NamedNode) -> Markup:
        """A property by its label; one of another vocabulary by the words that its IRI ends with."""
        if node in self.site.model.out:
            return self.label(node)
        local = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", re.split(r"[/#]", node.value)[-1]).lower()
        return escape(local or node.value)

    def term(self, term: Term) -> Markup:
        """Any term: a resource by its label, a literal with its language, or with its datatype where that tells."""
        if isinstance(term, ox.NamedNode):
            return self.link(term)
        if isinstance(term, ox.Literal):
            if term.language:
                return Markup('<span lang="%s" dir="auto">%s</span>') % (term.language, term.value)
            if term.datatype.value in _STRING:
                return Markup('<span dir="auto">%s</span>') % term.value
            kind = self.site.short(term.datatype)
            return Markup('<span class="literal" title="{}">{}</span>').format(kind, term.value)
        if isinstance(term, ox.BlankNode):
            return self.blank(term, 0)
        return Markup("<code>{}</code>").format(str(term))

    def blank(self, node: ox.BlankNode, depth: int) -> Markup:
        """What is said of a blank node, or the items of the list that it is, inside the page of its owner."""
        if not (said := self.site.model.out.get(node)):
            return Markup("something")
        if depth > _DEEPEST:
            return _CUT.format("What is said below this")
        if (found := items(self.site.model, node)) is not None:
            rows = [self._part(one, depth + 1) for one in found[:_ITEMS]]
            if len(found) > _ITEMS:
                rows.append(_CUT.format(f"and {len(found) - _ITEMS:,} more: the whole list"))
            return Markup('<ol class="blank">{}</ol>').format(_rows(rows))
        rows = [
            Markup("{}: {}").format(
                self.name(ox.NamedNode(name)), Markup(", ").join(self._part(one, depth + 1) for one in terms)
            )
            for name, terms in sorted(said.items())
        ]
        return Markup('<ul class="blank">{}</ul>').format(_rows(rows))

    def _part(self, term: Term, depth: int) -> Markup:
        return self.blank(term, depth) if isinstance(term, ox.BlankNode) else self.term(term)

    @staticmethod
    def anchors(html: str) -> set[str]:
        """The anchors that a part of the page has."""
        return anchors(html)

    def terms(self, terms: Iterable[Term]) -> Markup:
        """Several terms with commas."""
        return _listed(map(self.term, terms))

    def some(self, terms: Sequence[Term]) -> Markup:
        """The first `MOST` of several terms, and how many more there are."""
        found = self.terms(terms[:MOST])
        return found + f" and {len(terms) - MOST:,} more" if len(terms) > MOST else found

    def polarity(self, claim: Claim) -> Markup:
        """Whether it is asserted: a mark and the word."""
        return _listed(
            self._once(("polarity", one), partial(self._polarity, one))
            if isinstance(one, ox.NamedNode)
            else self.term(one)
            for one in claim.polarities[:MOST]
        )

    def _polarity(self, node: ox.NamedNode) -> Markup:
        name = node.value.removeprefix(CG)
        return Markup('<span class="polarity {}"><span aria-hidden="true">{}</span> {}</span>').format(
            f"is-{name}" if name in _MARKS else "", _MARKS.get(name, "·"), self.label(node)
        )

    def certainty(self, claim: Claim) -> Markup:
        """How surely it is put: filled marks for the place in the order, and the word."""
        return _listed(
            self._once(("certainty", one), partial(self._certainty, one))
            if isinstance(one, ox.NamedNode)
            else self.term(one)
            for one in claim.certainties[:MOST]
        )

    def _certainty(self, node: ox.NamedNode) -> Markup:
        rank, most = self.site.ranks.get(node, (0, 0))
        marks = "●" * rank + "○" * (most - rank) if most <= _MOST_MARKS else ""
        return Markup('<span class="certainty"><span class="marks" aria-hidden="true">{}</span> {}</span>').format(
            marks, self.label(node)
        )

    def axiom(self, step: Step) -> Markup:
        """What the ontology says that a rule is applied with: a statement about properties, or the chain of them."""
        if step.rule == "prp-spo2":
            return Markup("the chain ") + Markup(", ").join(map(self.name, step.axiom))
        return Markup(" ").join(map(self.name, step.axiom))

    def explain(self, subject: ox.NamedNode, predicate: ox.NamedNode, object_: ox.NamedNode) -> str:
        """The command that gives the whole derivation of a statement."""
        words = [
            str(node) if (short := self.site.short(node)) == node.value else short
            for node in (subject, predicate, object_)
        ]
        return self.command("explain", " ".join(words))

    @staticmethod
    def command(*words: str) -> str:
        """A command of the toolkit as a shell is given it: whatever the words are, they stay words."""
        return shlex.join(("claimgraph", *words))


def _rows(rows: Iterable[Markup]) -> Markup:
    return Markup("").join(map(Markup("<li>{}</li>").format, rows))


def _listed(found: Iterable[Markup]) -> Markup:
    every = list(found)
    return every[0] if len(every) == 1 else Markup(", ").join(every)


def _words(text: str, language: str) -> Markup:
    """A text, marked with its language where it has one of its own; its letters tell the direction."""
    return Markup('<span lang="%s" dir="auto">%s</span>') % (language, text) if language else escape(text)
