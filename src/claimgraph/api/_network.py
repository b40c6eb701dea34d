"""The picture of a small graph: its nodes on a circle, neighbours near each other, an arrow for each triple."""

import math
from collections.abc import Iterator, Mapping

from claimgraph.api import _html
from claimgraph.api._html import words
from claimgraph.errors import UsageError
from claimgraph.interop import BNode, Graph, Literal, Node, URIRef
from claimgraph.terms import PREFIXES, RDF_TYPE, curie

__all__ = ["fits", "svg"]

_MOST = 40
_LABELS = (URIRef(PREFIXES["rdfs"] + "label"), URIRef(PREFIXES["skos"] + "prefLabel"))
_NOT_DRAWN = {URIRef(RDF_TYPE), *_LABELS}
# Distinguishable by readers with any colour vision (Okabe and Ito); the rest of the predicates share the last.
_COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#555555")
_LETTER, _LINE, _CUT = 7, 20, 36  # pixels, pixels, letters

Edge = tuple[Node, Node, Node]


def fits(graph: Graph) -> bool:
    """Whether the graph has a network, and one that a picture can show."""
    return 0 < len(_nodes(_edges(graph))) <= _MOST


def svg(graph: Graph, prefixes: Mapping[str, str]) -> str:
    """The picture; types and labels are not drawn, and neither are literals.

    Raises UsageError where no triple joins two nodes, or more nodes are joined than a picture can show.
    """
    edges = _edges(graph)
    nodes = _nodes(edges)
    if not nodes:
        raise UsageError("the graph has no triple that joins two nodes, so there is nothing to draw.")
    if len(nodes) > _MOST:
        raise UsageError(f"{len(nodes)} nodes are too many for a picture.", hint=f"Ask for {_MOST} at most.")
    names = {node: _name(graph, node, prefixes) for node in nodes}
    kinds = list(dict.fromkeys(sorted((edge[1] for edge in edges), key=str)))
    colours = {kind: _COLOURS[min(number, len(_COLOURS) - 1)] for number, kind in enumerate(kinds)}
    radius = max(90, len(nodes) * _LINE // 4)
    margin = max(map(len, names.values())) * _LETTER + 2 * _LINE
    middle = radius + margin, radius + _LINE
    places = {node: _on_circle(number / len(nodes), radius, middle) for number, node in enumerate(nodes)}
    width, height = 2 * middle[0], 2 * middle[1] + _LINE * (len(kinds) + 1)
    lines = []
    for subject, kind, object_ in edges:
        sentence = f"{names[subject]} – {curie(str(kind), prefixes)} – {names[object_]}"
        lines.append(_arrow(places[subject], places[object_], middle, colours[kind], sentence))
    for node in nodes:
        lines.append(_labelled(names[node], places[node], middle, str(node)))
    for number, kind in enumerate(kinds):
        y = 2 * middle[1] + _LINE * (number + 1)
        lines.append(f'<path d="M{_LINE},{y - 4}h24" stroke="{colours[kind]}" stroke-width="2"/>')
        lines.append(f'<text x="{_LINE + 32}" y="{y}">{words(curie(str(kind), prefixes))}</text>')
    return _html.svg(width, height, f"a network of {len(nodes)} nodes and {len(edges)} edges", lines)


def _edges(graph: Graph) -> list[Edge]:
    return sorted(
        (
            (subject, kind, object_)
            for subject, kind, object_ in graph
            if isinstance(subject, URIRef | BNode) and isinstance(kind, URIRef) and isinstance(object_, URIRef | BNode)
            if kind not in _NOT_DRAWN
        ),
        key=lambda triple: tuple(map(str, triple)),
    )


def _nodes(edges: list[Edge]) -> list[Node]:
    """The nodes in the order in which a walk from the best connected one meets them."""
    beside: dict[Node, list[Node]] = {}
    for subject, _, object_ in edges:
        beside.setdefault(subject, []).append(object_)
        beside.setdefault(object_, []).append(subject)

    def walk(node: Node) -> Iterator[Node]:
        waiting = [node]
        while waiting:
            here = waiting.pop()
            if here not in met:
                met[here] = None
                yield here
                waiting.extend(reversed(beside[here]))

    met: dict[Node, None] = {}
    for start in sorted(beside, key=lambda node: (-len(beside[node]), str(node))):
        for _ in walk(start):
            pass
    return list(met)


def _name(graph: Graph, node: Node, prefixes: Mapping[str, str]) -> str:
    """The node's label, English or of no language if there is one, else its CURIE."""
    labels = [label for kind in _LABELS for label in graph.objects(node, kind) if isinstance(label, Literal)]
    labels.sort(key=lambda label: (label.language not in ("en", None), str(label)))
    name = " ".join(str(labels[0]).split()) if labels else curie(str(node), prefixes)
    return name if len(name) <= _CUT else name[: _CUT - 1] + "…"


def _on_circle(part: float, radius: float, middle: tuple[float, float]) -> tuple[float, float]:
    angle = 2 * math.pi * part
    return round(middle[0] + radius * math.sin(angle), 1), round(middle[1] - radius * math.cos(angle), 1)


def _arrow(
    start: tuple[float, float], end: tuple[float, float], middle: tuple[float, float], colour: str, sentence: str
) -> str:
    """A curve that bends towards the middle, with its head near the end."""
    title = f"<title>{words(sentence)}</title>"
    if start == end:
        return f'<circle cx="{start[0]}" cy="{start[1]}" r="9" fill="none" stroke="{colour}">{title}</circle>'
    bend = [round((a + b) / 2 * 0.6 + m * 0.4, 1) for a, b, m in zip(start, end, middle, strict=True)]
    angle = math.atan2(end[1] - bend[1], end[0] - bend[0])
    tip = [end[0] - 6 * math.cos(angle), end[1] - 6 * math.sin(angle)]
    wings = [
        f"{round(tip[0] - 9 * math.cos(angle + turn), 1)},{round(tip[1] - 9 * math.sin(angle + turn), 1)}"
        for turn in (-0.4, 0.4)
    ]
    head = f"{wings[0]} {round(tip[0], 1)},{round(tip[1], 1)} {wings[1]}"
    curve = f"M{start[0]},{start[1]}Q{bend[0]},{bend[1]} {end[0]},{end[1]}"
    return f'<g stroke="{colour}" fill="none">{title}<path d="{curve}"/><polygon points="{head}" fill="{colour}"/></g>'


def _labelled(name: str, place: tuple[float, float], middle: tuple[float, float], whole: str) -> str:
    side = 1 if place[0] >= middle[0] else -1
    anchor = "start" if side == 1 else "end"
    return (
        f'<g><title>{words(whole)}</title><circle cx="{place[0]}" cy="{place[1]}" r="5" fill="#333333"/>'
        f'<text x="{place[0] + 10 * side}" y="{place[1] + 4}" text-anchor="{anchor}">{words(name)}</text></g>'
    )
