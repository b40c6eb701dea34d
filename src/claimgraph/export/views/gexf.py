"""GEXF: claims as a dynamic network, for Gephi's timeline."""

from collections.abc import Iterator

from claimgraph.export._network import ATTRIBUTES, attribute, edges, vertices
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """The network as GEXF 1.3, each edge from the first to the last day that its claim may mean (`Edge.days`).

    Raises InputError for a character that XML cannot hold.
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
        shown = " ".join(f'{name}="{attribute(value)}"' for name, value in (known | edge.days).items())
        inner = _values({"claim": edge.iri, "type": edge.type, **edge.attributes})
        yield f'<edge id="e{number}" {shown}>{inner}</edge>\n'.encode()
    yield b"</edges>\n</graph>\n</gexf>\n"


def _values(values: dict[str, str]) -> str:
    found = "".join(f'<attvalue for="{name}" value="{attribute(value)}"/>' for name, value in values.items() if value)
    return f"<attvalues>{found}</attvalues>"
