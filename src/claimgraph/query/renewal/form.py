"""The form of a query: what it selects, groups and sorts by, and its text with more columns and fewer rows."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from claimgraph.query.guard import Checked
from claimgraph.query.renewal.groups import Group, RefusedError
from claimgraph.query.renewal.reading import Reader, plain, variables
from claimgraph.query.tree import Branch, parsed
from claimgraph.sparql import Token, nesting

__all__ = ["Form", "form_of"]

# Chance, or an order that SPARQL leaves open, decides on these; or, with BASE, what an IRI is.
_OPEN = ("NOW", "RAND", "UUID", "STRUUID", "BNODE", "SAMPLE", "GROUP_CONCAT", "AVG", "REDUCED", "BASE")

# Trees as deep as these make are gone through without coming near the depth to which Python can call.
_TOKENS = 1500
_NESTING = 20

_NAMES = ("COUNT", "SUM", "MIN", "MAX", "DISTINCT")

_LEXICAL = re.compile(r"(?i:STR)\s*\(\s*[?$](\w+)\s*\)|\(\s*(?i:STR)\s*\(\s*[?$](\w+)\s*\)\s*\)")
_VARIABLE = re.compile(r"[?$](\w+)")


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of ORDER BY: where its expression stands, the variable whose value or STR it is, its direction."""

    span: tuple[int, int]
    variable: str
    lexical: bool
    descending: bool


@dataclass(frozen=True, slots=True)
class Form:
    """A SELECT query whose answer may follow changes."""

    checked: Checked
    group: Group
    columns: tuple[str, ...]
    items: tuple[tuple[int, int], ...]
    """Where the text of each column's expression stands, or of the variable that it is."""
    distinct: bool
    grouping: tuple[str, ...] | None
    """The variables of GROUP BY; None where nothing is grouped."""
    aggregates: tuple[tuple[int, int, str], ...]
    """Where the calls of aggregates stand, outside subqueries, and their names, with DISTINCT if it is there."""
    having: tuple[tuple[int, int], ...]
    order: tuple[Condition, ...]
    limit: int | None
    offset: int
    lists: bool
    """Whether a VALUES of several terms stands in it."""
    selected: int
    """Where the SELECT clause ends."""
    modifiers: tuple[int, int]
    """From where to where HAVING, ORDER BY, LIMIT and OFFSET stand."""

    def fresh(self) -> Iterator[str]:
        """Names of variables that the query does not mention."""
        used = {token.text[1:] for token in self.checked.tokens if token.kind == "VAR"}
        number = 0
        while True:
            number += 1
            if (name := f"f{number}") not in used:
                yield name

    def slice(self, span: tuple[int, int], by: Mapping[tuple[int, int], str] | None = None) -> str:
        """A part of the text, with what stands at some spans within it replaced."""
        start, end = span
        text = self.checked.text[start:end]
        for (begin, stop), new in sorted((by or {}).items(), reverse=True):
            if start <= begin and stop <= end:
                text = text[: begin - start] + new + text[stop - start :]
        return text

    def asking(self, additions: Sequence[str], *, having: bool, insertions: Iterable[tuple[int, str]] = ()) -> Checked:
        """The query with more columns, unsorted and unlimited, with or without its HAVING, and with texts inserted."""
        kept = " ".join(self.slice(span) for span in self.having) if having and self.having else ""
        begin, end = self.modifiers
        edits = [(begin, end, f" HAVING {kept} " if kept else " ")]
        edits.append((self.selected, self.selected, " " + " ".join(additions) + " "))
        edits += ((place, place, inserted) for place, inserted in insertions)
        text = self.checked.text
        for begin, end, new in sorted(edits, reverse=True):
            text = text[:begin] + new + text[end:]
        return replace(self.checked, text=text)


def form_of(checked: Checked) -> Form:
    """The form of a query; raises RefusedError for one that is no SELECT, or whose answer cannot follow changes."""
    tokens = checked.tokens
    if len(tokens) > _TOKENS or nesting(tokens)[0] > _NESTING or any(token.is_word(*_OPEN) for token in tokens):
        raise RefusedError
    tree = parsed(tokens)
    query = tree.branch("SelectQuery") if tree else None
    if tree is None or query is None or any(clause.parts for clause in tree.branches("ValuesClause")):
        raise RefusedError
    select, where, modifier = query.branches("SelectClause", "WhereClause", "SolutionModifier")
    if select.has("*") or query.branch("DatasetClause") or any(map(_depends, tree.all("Aggregate"))):
        raise RefusedError
    if any(call.has("SUM") for part in where.all("SubSelect") for call in part.all("Aggregate")):
        raise RefusedError
    if any(True for part in (select, modifier) for _ in part.all("GroupGraphPattern")):
        raise RefusedError
    columns, items = zip(*_items(select), strict=True)
    grouping, having, order = (modifier.branch(f"{name}Clause") for name in ("Group", "Having", "Order"))
    aggregates = [
        (*_span(call), " ".join(token.text.upper() for token in call.tokens() if token.is_word(*_NAMES)))
        for part in (select, modifier)
        for call in part.all("Aggregate")
    ]
    if having and not ((grouping or aggregates) and _loose(having, aggregates) <= _grouped(grouping)):
        raise RefusedError
    if (grouping and _grouped(grouping) != variables(grouping)) or len(set(columns)) < len(columns):
        raise RefusedError
    end = max((token.end for token in query.tokens()), default=0)
    after = [*modifier.branches("HavingClause", "OrderClause", "LimitClause", "OffsetClause")]
    return Form(
        checked=checked,
        group=Reader(checked).group(where.branches()[0]),
        columns=columns,
        items=items,
        distinct=select.has("DISTINCT"),
        grouping=tuple(dict.fromkeys(token.text[1:] for token in grouping.tokens() if token.kind == "VAR"))
        if grouping
        else (() if aggregates else None),
        aggregates=tuple(aggregates),
        having=tuple(_span(part) for part in having.branches()) if having else (),
        order=tuple(_conditions(checked, order)) if order else (),
        limit=_number(modifier, "LimitClause"),
        offset=_number(modifier, "OffsetClause") or 0,
        lists=any(len(block.branches("DataBlockValue")) > 1 for block in tree.all("DataBlock")),
        selected=_span(select)[1],
        modifiers=(min((_span(part)[0] for part in after), default=end), end),
    )


def _depends(call: Branch) -> bool:
    """Whether the value of an aggregate may depend on the order in which rows come: of sums, or of equal terms."""
    argument = call.branch("Expression")
    if call.has("MIN", "MAX") and argument:
        return not (next(argument.tokens()).is_word("STR") and len(list(argument.tokens())) == 4)
    return False


def _grouped(grouping: Branch | None) -> frozenset[str]:
    return plain(grouping) if grouping else frozenset()


def _loose(having: Branch, aggregates: Sequence[tuple[int, int, str]]) -> frozenset[str]:
    """The variables of HAVING that stand outside aggregates."""
    return frozenset(
        token.text[1:]
        for token in having.tokens()
        if token.kind == "VAR" and not any(begin <= token.start < end for begin, end, _ in aggregates)
    )


def _span(branch: Branch) -> tuple[int, int]:
    tokens = list(branch.tokens())
    return tokens[0].start, tokens[-1].end


def _items(select: Branch) -> Iterator[tuple[str, tuple[int, int]]]:
    """The columns that a SELECT clause gives, and where each is written."""
    expression: Branch | None = None
    for part in select.parts:
        if isinstance(part, Branch):
            expression = part
        elif part.kind == "VAR":
            yield part.text[1:], _span(expression) if expression else (part.start, part.end)
            expression = None


def _conditions(checked: Checked, order: Branch) -> Iterator[Condition]:
    descending = False
    for part in order.parts:
        if isinstance(part, Token) and part.kind != "VAR":
            descending = part.is_word("DESC") or (descending and part.text == "(")
            continue
        start, end = _span(part) if isinstance(part, Branch) else (part.start, part.end)
        text = checked.text[start:end]
        lexical, variable = _LEXICAL.fullmatch(text), _VARIABLE.fullmatch(text)
        name = variable[1] if variable else (lexical[1] or lexical[2]) if lexical else ""
        yield Condition((start, end), name, lexical is not None, descending)


def _number(modifier: Branch, clause: str) -> int | None:
    found = modifier.branch(clause)
    return int(list(found.tokens())[1].text) if found else None
