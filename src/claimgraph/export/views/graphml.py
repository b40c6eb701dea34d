"""GraphML: claims as a network, for yEd, Gephi, Cytoscape and networkx."""

from collections.abc import Iterator

from claimgraph.export._network import ATTRIBUTES, attribute, edges, vertices
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]

_DAYS = ("start", "end")


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The network as GraphML 1.0, with label, type and what is known of each claim; names of terms are CURIEs.

    Each edge has the first and the last day that its claim may mean (`Edge.days`). Raises InputError for a
    character that XML cannot hold.
    """
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    keys = [("node", "label"), ("node", "type"), *(("edge", name) for name in ("label", "type", *_DAYS, *ATTRIBUTES))]
    for where, name in keys:
        yield f'<key id="{where}-{name}" for="{where}" attr.name="{name}" attr.type="string"/>\n'.encode()
    yield b'<graph edgedefault="directed">\n'
    for vertex in vertices(records, setting.prefixes):
        inner = _data("node", {"label": vertex.label, "type": vertex.type})
        yield f'<node id="{attribute(vertex.iri)}">{inner}</node>\n'.encode()
    for number, edge in enumerate(edges(records, setting.prefixes)):
        ends = f'source="{attribute(edge.source)}" target="{attribute(edge.target)}"'
        inner = _data("edge", {"label": edge.label, "type": edge.type, **edge.days, **edge.attributes})
        yield f'<edge id="e{number}" {ends}>{inner}<desc>{attribute(edge.iri)}</desc></edge>\n'.encode()
    yield b"</graph>\n</graphml>\n"


def _data(where: str, values: dict[str, str]) -> str:
    return "".join(f'<data key="{where}-{name}">{attribute(value)}</data>' for name, value in values.items() if value)
