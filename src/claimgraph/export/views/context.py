"""The context alone: what the terms of framed JSON-LD mean, to be published."""

from collections.abc import Iterator

from claimgraph.export._setting import Setting
from claimgraph.export.records import Records

__all__ = ["pieces"]


def pieces(records: Records, setting: Setting) -> Iterator[bytes]:
    """A document that holds the context alone (JSON-LD 1.1, section 3.1), made anew from ontology and records."""
    text = setting.generated(records).text(" ")
    yield f'{{\n "@context": {text}\n}}\n'.encode()
