"""Contradictions as findings: in plain words, and at the file and line of what was asserted."""

from collections.abc import Iterable, Mapping, Sequence

from claimgraph.locate import Request, places
from claimgraph.model import Finding, Severity
from claimgraph.reason._graph import Graph, Triple
from claimgraph.reason._rules import Derived
from claimgraph.reason.engines import Inconsistency
from claimgraph.sources import Source
from claimgraph.terms import CLAIM, term_curie

__all__ = ["findings"]

# {s} {p} {o} are the triple that shows the contradiction, {x} is its counterpart.
_WORDS = {
    "eq-diff1": "{s} and {o} are declared to be different, and yet they follow to be the same.",
    "eq-diff2": "{s} and {o} are among things declared to be all different, and yet they are the same.",
    "eq-diff3": "{s} and {o} are among things declared to be all different, and yet they are the same.",
    "dt-diff": "{o} and {x} are different values of {p} for {s}, and yet they follow to be the same.",
    "prp-irp": "{p} is declared irreflexive, but {s} has itself as its value.",
    "prp-asyp": "{p} is declared asymmetric, but it leads from {s} to {o} and back.",
    "prp-pdw": "{p} and {x} are declared disjoint, but both lead from {s} to {o}.",
    "prp-adp": "{p} and {x} are declared disjoint, but both lead from {s} to {o}.",
    "prp-npa1": "It is declared that {p} does not lead from {s} to {o}, but it does.",
    "prp-npa2": "It is declared that {p} does not lead from {s} to {o}, but it does.",
    "cls-nothing2": "{s} is in {o}, the class that has no members.",
    "cls-com": "{s} is in {o} and in {x}, of which each is declared to be the complement of the other.",
    "cls-maxc1": "{s} may have no value of {p}, but it has {o}.",
    "cls-maxqc1": "{s} may have no such value of {p} as {o}, but it has it.",
    "cls-maxqc2": "{s} may have no value of {p}, but it has {o}.",
    "cax-dw": "{s} is in {o} and in {x}, which are declared disjoint.",
    "cax-adc": "{s} is in {o} and in {x}, which are declared disjoint.",
    "dt-not-type": "{o}, the value of {p} for {s}, is not in {x}.",
}
_REMEDY = "Correct the statement, or the axiom that it contradicts."


def findings(
    found: Iterable[Inconsistency],
    graph: Graph,
    derived: Derived,
    files: Sequence[Source],
    prefixes: Mapping[str, str],
) -> list[Finding]:
    """One finding for each contradiction, in the order of the places.

    A premise that a rule derived from a claim is found where the claim stands.
    """
    asked = [(one, _requests(one, graph, derived)) for one in found]
    located = iter(places(files, [request for _, requests in asked for request in requests]))
    answers = []
    for one, requests in asked:
        spots = [place.location for place in (next(located) for _ in requests) if place.location]
        related = next((spot for spot in spots if spot != spots[0]), None)
        s, p, o = (graph.terms[number] for number in one.triple) if one.triple else ("", "", "")
        answers.append(
            Finding(
                Severity.VIOLATION,
                _message(one, graph, derived, prefixes),
                focus_node=s,
                path=p,
                value=o,
                component=one.rule,
                location=spots[0] if spots else None,
                related=related,
                remedy=_REMEDY,
            )
        )
    return sorted(answers, key=lambda each: (str(each.location), each.key()))


def _message(one: Inconsistency, graph: Graph, derived: Derived, prefixes: Mapping[str, str]) -> str:
    if one.triple is None or one.rule not in _WORDS:
        return one.words
    s, p, o = (term_curie(graph.terms[number], prefixes) for number in one.triple)
    x = term_curie(graph.terms[one.other], prefixes) if one.other >= 0 else ""
    claims = sorted({claim for premise in one.premises for claim in derived.claims.get(premise, ())})
    named = ", ".join(term_curie(graph.terms[claim], prefixes) for claim in claims)
    message = _WORDS[one.rule].format(s=s, p=p, o=o, x=x)
    return f"{message} It follows from {named}." if named else message


def _requests(one: Inconsistency, graph: Graph, derived: Derived) -> list[Request]:
    """Where to look, the best place first: what is said of the triple's own terms before axioms."""
    if one.triple is None:
        return []
    subject, _, object_ = one.triple

    def remoteness(premise: Triple) -> tuple[bool, bool, bool]:
        return premise != one.triple, subject not in (premise[0], premise[2]), object_ not in (premise[0], premise[2])

    wanted: list[Request] = []
    for premise in sorted(one.premises or [one.triple], key=remoteness):
        claims = derived.claims.get(premise, ())
        for claim in claims:
            wanted.append(Request(graph.terms[claim], f"<{CLAIM}object>", graph.terms[premise[2]]))
        if not claims:
            s, p, o = (graph.terms[number] for number in premise)
            wanted.append(Request(s, p, o))
    return wanted
