"""GEXF: claims as a dynamic network, for Gephi's timeline."""

import re
from collections.abc import Iterator
from datetime import date

from claimgraph.export._network import ATTRIBUTES, Edge, attribute, edges, vertices
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The network as GEXF 1.3, each edge from the first to the last day that its claim may mean.

    Claims without a date, or with an impossible one, are edges without bounds. Raises InputError for a character that
    XML cannot hold.
    """
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
    yield b'<graph defaultedgetype="directed" mode="dynamic" timeformat="date">\n'
    yield b'<attributes class="node">\n<attribute id="type" title="type" type="string"/>\n</attributes>\n'
    yield b'<attributes class="edge">\n'
    for name in ("claim", "type", *ATTRIBUTES):
        yield f'<attribute id="{name}" title="{name}" type="string"/>\n'.encode()
    yield b"</attributes>\n<nodes>\n"
    for vertex in vertices(records, setting.prefixes):
        inner = _values({"type": vertex.type})
        yield f'<node id="{attribute(vertex.iri)}" label="{attribute(vertex.label)}">{inner}</node>\n'.encode()
    yield b"</nodes>\n<edges>\n"
    for number, edge in enumerate(edges(records, setting.prefixes)):
        known = {"source": edge.source, "target": edge.target, "label": edge.label}
        shown = " ".join(f'{name}="{attribute(value)}"' for name, value in (known | _bounds(edge)).items())
        inner = _values({"claim": edge.iri, "type": edge.type, **edge.attributes})
        yield f'<edge id="e{number}" {shown}>{inner}</edge>\n'.encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _bounds(edge: Edge) -> dict[str, str]:
    """The first and the last day of an edge; none where one is no day, or the last before the first."""
    start, end = (edge.attributes.get(name, "") for name in ("earliest", "latest"))
    if not all(_is_day(day) for day in (start, end) if day) or (start and end and end < start):
        return {}
    return {name: day for name, day in (("start", start), ("end", end)) if day}


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _values(values: dict[str, str]) -> str:
    found = "".join(f'<attvalue for="{name}" value="{attribute(value)}"/>' for name, value in values.items() if value)
    return f"<attvalues>{found}</attvalues>"
