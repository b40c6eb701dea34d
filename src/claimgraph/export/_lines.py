"""Statements as lines of canonical N-Quads, as pyoxigraph writes them: one space between terms, ` .` and a line end."""

__all__ = ["blank_nodes", "parted", "simple"]


def simple(line: str) -> bool:
    """Whether a statement is in the default graph for sure: it has three terms, or ends with a literal."""
    return line.count(" ") == 3 or line.count(" ", line.rfind('"')) == 1


def parted(line: str) -> tuple[str, str, str, str]:
    """Subject, predicate, object and graph of a statement; the graph is empty for the default graph."""
    subject, predicate, rest = line.rstrip()[:-1].rstrip().split(" ", 2)
    # The graph follows the object, and no IRI and no label has a space.
    behind = {'"': rest.rfind('"'), "<": rest.rfind(")>>")}.get(rest[0], 0)
    end = rest.find(" ", max(behind, 0))
    return (subject, predicate, rest, "") if end < 0 else (subject, predicate, rest[:end], rest[end + 1 :])


def blank_nodes(line: str) -> list[str]:
    """The blank nodes that are subject, object or graph of a statement, in this order; not those in a triple term."""
    subject, _, object_, graph = parted(line)
    return [term for term in (subject, object_, graph) if term[:1] == "_"]
