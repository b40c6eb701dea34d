"""JSON-LD lines: a record on each line, for streams."""

import json
from collections.abc import Iterator

from claimgraph.export._nested import Writer
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """A JSON-LD 1.1 document on each line (newline-delimited JSON).

    Each names the context where that is published, and holds it otherwise. Labels of blank nodes are those of the whole
    stream: the lines as the items of one array are one document.
    """
    context = setting.context(records)
    writer = Writer(context, lines=False)
    head = f'"@context":{json.dumps(context.iri or context.data, ensure_ascii=False, separators=(",", ":"))}'
    for node in records:
        record = writer.record(node)
        if node.graph:
            name = node.graph.removeprefix("<").removesuffix(">")
            yield f'{{{head},"id":"{name}","@graph":[{record}]}}\n'.encode()
        else:
            yield f"{{{head},{record[1:]}\n".encode()
