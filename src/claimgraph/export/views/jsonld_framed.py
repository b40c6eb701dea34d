"""JSON-LD framed: a nested record for each thing, with its claims and their evidence inside."""

from collections.abc import Iterator

from claimgraph.export._nested import Writer
from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """One JSON-LD 1.1 document, which holds its context, with the records under `@graph`; each begins a line."""
    context = setting.context(records)
    writer = Writer(context, lines=True)
    yield f'{{\n "@context": {context.text(" ")},\n "@graph": ['.encode()
    graph, comma = "", ""
    for node in records:
        if node.graph != graph:
            name = node.graph.removeprefix("<").removesuffix(">")
            yield f'{"]}" if graph else ""}{comma}\n{{"id": "{name}", "@graph": ['.encode()
            graph, comma = node.graph, ""
        yield f"{comma}\n{writer.record(node)}".encode()
        comma = ","
    yield b"]}\n]\n}\n" if graph else b"\n]\n}\n"
