"""A Markdown table, IRIs as CURIEs."""

from claimgraph.query.formats import View
from claimgraph.query.formats.table import cells
from claimgraph.query.result import Kind, Result

__all__ = ["SUFFIXES", "write"]

SUFFIXES = (".md",)

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\|<`*["})


def write(result: Result, view: View) -> bytes:
    """A table of GitHub Flavored Markdown; a truth value as true or false."""
    if result.kind is Kind.TRUTH:
        return result.data + b"\n"
    rows = [result.variables, ["---"] * len(result.variables), *cells(result, view.prefixes)]
    return "".join(f"| {' | '.join(cell.translate(_ESCAPED) for cell in row)} |\n" for row in rows).encode()
