"""Records as tables: one for each class, a row for each of its instances, a column for each property."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from claimgraph.errors import InputError
from claimgraph.export._plain import kind, text
from claimgraph.export.records import ABOUT, TYPE, Items, Node, Records, Value

__all__ = ["Column", "Table", "row", "rows", "tables"]

SEPARATORS = ("|", "¦", "␟", "␞", "␝", "␜")
UNTYPED = ""
_BLANK = "_:"
"""The kind of the labels of blank nodes, which mean something in these tables only."""

Path = tuple[str, ...]


@dataclass
class Column:
    """The values at the end of a path of properties: whether there are several, and of what kinds."""

    several: bool = False
    kinds: set[str] = field(default_factory=set)
    separators: list[str] = field(default_factory=lambda: list(SEPARATORS))

    @property
    def separator(self) -> str:
        """What stands between several values, and in none of them; empty where there is only one."""
        return self.separators[0] if self.several else ""


@dataclass
class Table:
    """The columns of a class, by their paths, and whether each of its rows has an IRI of its own."""

    columns: dict[Path, Column] = field(default_factory=dict)
    named: bool = True
    seen: int = 0


def rows(records: Records) -> Iterator[tuple[str, str, dict[Path, list[str]]]]:
    """The class, the name, and the values by path of each thing, once for each of its classes.

    What a blank node holds becomes part of the thing that refers to it; of a list, the items remain.
    """
    for node in records:
        yield from row(node)
        for claim in node.claims:
            yield from row(claim, node.name)


def row(node: Node, about: str = "") -> Iterator[tuple[str, str, dict[Path, list[str]]]]:
    """The rows of one thing, a claim about `about` where it stood inside that."""
    values: dict[Path, list[str]] = {(ABOUT,): [about]} if about else {}
    _collect(node, (), values)
    types = [value for value in node.properties.get(TYPE, []) if isinstance(value, str)]
    for type_ in types or [UNTYPED]:
        yield type_, node.name, values


def _collect(node: Node, path: Path, values: dict[Path, list[str]]) -> None:
    for name, objects in node.properties.items():
        # The class of a thing is its table, and that of its parts follows from the property.
        if name != TYPE:
            for value in objects:
                _value(value, (*path, name), values)


def _value(value: Value, path: Path, values: dict[Path, list[str]]) -> None:
    if isinstance(value, Node):
        _collect(value, path, values)
    elif isinstance(value, Items):
        for item in value:
            _value(item, path, values)
    else:
        values.setdefault(path, []).append(value)


def tables(records: Records) -> dict[str, Table]:
    """The tables that the records need, by class.

    Raises InputError where every separator stands in some value of a column with several.
    """
    found: dict[str, Table] = {}
    for type_, name, values in rows(records):
        table = found.setdefault(type_, Table())
        table.seen += 1
        table.named = table.named and name[:1] == "<"
        for path, terms in values.items():
            column = table.columns.setdefault(path, Column())
            column.several = column.several or len(terms) > 1
            for term in terms:
                column.kinds.add(_BLANK if term[0] == "_" else kind(term))
                if any(separator in term for separator in column.separators):
                    column.separators = [separator for separator in column.separators if separator not in text(term)]
    for type_, table in found.items():
        for path, column in table.columns.items():
            if column.several and not column.separators:
                raise InputError(
                    f"no separator is free for the values of {path[-1]} of {type_ or 'things without a class'}.",
                    hint="Export to parquet or to an RDF format.",
                )
    return found
