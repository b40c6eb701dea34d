"""Changes to the text of a query, made between its tokens: columns in reading order, parameters as terms.

A parameter is bound by `VALUES ?name { term }` at the start of every group that mentions it. Both engines, and any
endpoint, understand that alike, which holds neither for pyoxigraph's `substitutions` nor for rdflib's
`initBindings`: see "Query parameters" in docs/decisions.md.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from claimgraph.errors import UsageError
from claimgraph.query.guard import Checked
from claimgraph.query.result import Term
from claimgraph.sparql import Token, scan

__all__ = ["bind", "columns", "sort_keys", "with_columns"]


def bind(query: Checked, terms: Mapping[str, Term]) -> Checked:
    """The query with each of the variables bound to its term; raises UsageError where one cannot be bound."""
    insertions: dict[int, str] = {}
    scopes = _scopes(query.tokens)
    for name, term in terms.items():
        starts = [scope.start for scope in scopes if scope.role is _Role.PATTERN and name in scope.mentions]
        if not starts:
            raise UsageError(
                f"{query.file}: no pattern mentions the parameter ?{name}.",
                hint="CONSTRUCT WHERE and a DESCRIBE without WHERE cannot take parameters.",
            )
        for start in starts:
            insertions[start] = insertions.get(start, "") + f" VALUES ?{name} {{ {term} }}"
    text = query.text
    for start in sorted(insertions, reverse=True):
        text = text[:start] + insertions[start] + text[start:]
    return _with_text(query, text)


def columns(query: Checked, variables: Sequence[str]) -> tuple[str, ...]:
    """The variables of the answer, those of SELECT * in the order in which the query first mentions them."""
    if _star(query) is None:
        return tuple(variables)
    seen = dict.fromkeys(token.text[1:] for token in query.tokens if token.kind == "VAR")
    return tuple(sorted(variables, key=list(seen).index))


def with_columns(query: Checked, variables: Sequence[str]) -> Checked:
    """The query with the star of its SELECT replaced by the variables."""
    star = _star(query)
    if star is None or not variables:
        return query
    named = " ".join(f"?{name}" for name in variables)
    return _with_text(query, f"{query.text[: star.start]}{named}{query.text[star.end :]}")


def sort_keys(query: Checked) -> tuple[list[str], bool]:
    """The variables by which the answer is sorted first, and whether it is sorted by nothing else after them."""
    outside = [index for index, (_, depth) in enumerate(_depths(query.tokens)) if depth == 0]
    starts = [index for index in outside if query.tokens[index].is_word("ORDER")]
    rest = query.tokens[starts[-1] + 2 :] if starts else ()
    keys: list[str] = []
    while rest:
        if rest[0].is_word("ASC", "DESC") and len(rest) > 3 and rest[2].kind == "VAR" and rest[3].text == ")":
            keys.append(rest[2].text[1:])
            rest = rest[4:]
        elif rest[0].kind == "VAR":
            keys.append(rest[0].text[1:])
            rest = rest[1:]
        else:
            break
    return keys, not rest or rest[0].is_word("LIMIT", "OFFSET", "VALUES")


def _with_text(query: Checked, text: str) -> Checked:
    return replace(query, text=text, tokens=tuple(scan(text, query.file)))


def _depths(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    """Each token with the number of brackets that it stands in, brackets themselves counted as inside."""
    depth = 0
    for token in tokens:
        if token.kind == "sign" and token.text in "{([":
            depth += 1
        yield token, depth
        if token.kind == "sign" and token.text in "})]":
            depth -= 1


def _star(query: Checked) -> Token | None:
    """The star of SELECT * of the query itself, not of a subquery."""
    outside = [token for token, depth in _depths(query.tokens) if depth == 0]
    for index, token in enumerate(outside):
        if token.is_word("SELECT"):
            rest = (after for after in outside[index + 1 :] if not after.is_word("DISTINCT", "REDUCED"))
            following = next(rest, None)
            return following if following and following.text == "*" else None
    return None


class _Role(Enum):
    """What stands between two braces."""

    PATTERN = "a group that VALUES may begin"
    QUERY = "a query or subquery"
    TEMPLATE = "the template of CONSTRUCT"
    FIXED = "a data block, or the pattern of CONSTRUCT WHERE, which is its own template"


@dataclass(slots=True)
class _Scope:
    """What stands between two braces, or the whole query, and the variables that it mentions itself."""

    role: _Role
    start: int
    mentions: set[str] = field(default_factory=set)
    parentheses: int = 0
    where: "_Scope | None" = None
    """The WHERE group of a query."""


def _scopes(tokens: Sequence[Token]) -> list[_Scope]:
    """The scopes of a query; what a SELECT or a template mentions counts for the WHERE group of its query."""
    stack = [_Scope(_Role.QUERY, 0)]
    scopes = list(stack)
    for index, token in enumerate(tokens):
        current = stack[-1]
        if token.kind == "VAR":
            (stack[-2] if current.role is _Role.TEMPLATE else current).mentions.add(token.text[1:])
        elif token.kind != "sign":
            continue
        elif token.text == "{":
            scope = _Scope(_role(tokens, index), token.end)
            if current.role is _Role.QUERY and scope.role is _Role.PATTERN and not current.parentheses:
                current.where = current.where or scope
            stack.append(scope)
            scopes.append(scope)
        elif token.text == "}" and len(stack) > 1:
            stack.pop()
        elif token.text in "()":
            current.parentheses += 1 if token.text == "(" else -1
    for scope in scopes:
        if scope.where:
            scope.where.mentions |= scope.mentions
    return scopes


def _role(tokens: Sequence[Token], index: int) -> _Role:
    """The role of the brace at the index."""
    if index + 1 < len(tokens) and tokens[index + 1].is_word("SELECT"):
        return _Role.QUERY
    if index and tokens[index - 1].is_word("CONSTRUCT"):
        return _Role.TEMPLATE
    if index > 1 and tokens[index - 1].is_word("WHERE") and tokens[index - 2].is_word("CONSTRUCT"):
        return _Role.FIXED
    while index and (tokens[index - 1].kind in ("VAR", "NIL") or tokens[index - 1].text in ("(", ")")):
        index -= 1
    return _Role.FIXED if index and tokens[index - 1].is_word("VALUES") else _Role.PATTERN
