"""The groups of a query, read from its parse tree."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count, pairwise

import pyoxigraph as ox

from claimgraph.query.guard import Checked
from claimgraph.query.renewal.groups import (
    Among,
    Aside,
    Closure,
    Computed,
    Either,
    Group,
    Part,
    RefusedError,
    Slot,
    Subquery,
    Tested,
    Triple,
)
from claimgraph.query.tree import Branch
from claimgraph.sparql import Token
from claimgraph.terms import PREFIXES

__all__ = ["Reader", "plain", "variables"]


def variables(branch: Branch) -> frozenset[str]:
    """The names of all variables within."""
    return frozenset(token.text[1:] for token in branch.tokens() if token.kind == "VAR")


@dataclass(slots=True)
class Reader:
    """Reads the groups of one query from its parse tree; raises RefusedError for what cannot be followed."""

    checked: Checked
    fresh: Iterator[int] = field(default_factory=count)

    def group(self, branch: Branch) -> Group:
        """The group of a GroupGraphPattern."""
        brace = branch.parts[0]
        body = branch.branches()[0]
        if body.rule == "SubSelect":
            return Group((self._subquery(body),))
        parts: list[Part] = []
        tests: list[Part] = []
        for part in body.branches():
            if part.rule == "TriplesBlock":
                parts += self._block(part)
            elif part.has("FILTER"):
                tests += self._tests(part)
            else:
                parts += self._other(part)
        return Group((*parts, *tests), brace.end if isinstance(brace, Token) else None)

    def _other(self, branch: Branch) -> Iterator[Part]:
        groups = branch.branches("GroupGraphPattern")
        if branch.has("GRAPH", "SERVICE"):
            raise RefusedError
        if branch.has("OPTIONAL", "MINUS"):
            yield Aside(self.group(groups[0]), variables(branch), branch.has("MINUS"))
        elif branch.has("BIND"):
            yield from self._tests(branch)
            target = [part for part in branch.parts if isinstance(part, Token) and part.kind == "VAR"][-1]
            yield Computed(target.text[1:], variables(branch))
        elif branch.has("VALUES"):
            yield from self._values(branch.branches()[0])
        elif len(groups) == 1 and groups[0].branch("SubSelect"):
            yield from self.group(groups[0]).parts
        elif groups:
            yield Either(tuple(self.group(group) for group in groups))

    def _values(self, block: Branch) -> Iterator[Part]:
        """What a VALUES says of each of its variables, where it gives nothing but IRIs."""
        names = [part.text[1:] for part in block.parts if isinstance(part, Token) and part.kind == "VAR"]
        cells = block.branches("DataBlockValue")
        for index, name in enumerate(names):
            terms = [self._term(cell) for cell in cells[index :: len(names)] if not cell.has("UNDEF")]
            iris = frozenset(term for term in terms if isinstance(term, ox.NamedNode))
            if len(terms) == len(cells) // len(names) and all(isinstance(term, ox.NamedNode) for term in terms):
                yield Among(name, iris)

    def _tests(self, branch: Branch) -> Iterator[Part]:
        for part in branch.branches():
            if part.rule == "GroupGraphPattern":
                yield Tested(self.group(part))
            else:
                yield from self._tests(part)

    def _subquery(self, branch: Branch) -> Subquery:
        select, where, modifier = branch.branches("SelectClause", "WhereClause", "SolutionModifier")
        values = branch.branch("ValuesClause")
        if select.has("REDUCED", "*") or modifier.branch("LimitClause", "OffsetClause") or (values and values.parts):
            raise RefusedError
        if any(True for part in (select, modifier) for _ in part.all("GroupGraphPattern")):
            raise RefusedError
        bare = plain(select)
        grouping = modifier.branch("GroupClause")
        grouped = grouping is not None or any(True for part in (select, modifier) for _ in part.all("Aggregate"))
        visible = bare & plain(grouping) if grouping else frozenset() if grouped else bare
        return Subquery(self.group(where.branches()[0]), visible, grouped and grouping is None)

    def _block(self, branch: Branch) -> Iterator[Part]:
        for part in branch.branches():
            if part.rule == "TriplesBlock":
                yield from self._block(part)
            else:
                yield from self._same_subject(part)

    def _same_subject(self, branch: Branch) -> Iterator[Part]:
        node, *rest = branch.branches()
        if node.rule == "TriplesNodePath":
            subject: Slot = self._name()
            yield from self._node(node, subject)
        else:
            subject = self._term(node)
        for part in rest:
            yield from self._said(part, subject)

    def _node(self, branch: Branch, subject: Slot) -> Iterator[Part]:
        if branch.has("("):
            raise RefusedError
        yield from self._said(branch.branches()[0], subject)

    def _said(self, branch: Branch, subject: Slot) -> Iterator[Part]:
        parts = branch.branches()
        for verb, objects in zip(parts[::2], parts[1::2], strict=True):
            for item in objects.branches():
                inner = item.branches()[0]
                if inner.rule == "TriplesNodePath":
                    object_: Slot = self._name()
                    yield from self._node(inner, object_)
                else:
                    object_ = self._term(inner)
                first = verb.parts[0]
                if isinstance(first, Token):
                    yield Triple(subject, first.text[1:], object_)
                else:
                    yield from self._path(first, subject, object_)

    def _path(self, branch: Branch, subject: Slot, object_: Slot) -> Iterator[Part]:
        """A path as patterns: sequences by way of fresh variables, alternatives as a union."""
        parts = branch.branches()
        if branch.rule == "Path" and len(parts) > 1:
            yield Either(tuple(Group(tuple(self._path(part, subject, object_))) for part in parts))
        elif branch.rule == "PathSequence":
            ends = [subject, *(self._name() for _ in parts[1:]), object_]
            for part, begin, end in zip(parts, ends, ends[1:], strict=False):
                yield from self._path(part, begin, end)
        elif branch.rule == "PathEltOrInverse" and branch.has("^"):
            yield from self._path(parts[0], object_, subject)
        elif branch.rule == "PathElt" and branch.has("*", "+", "?"):
            if branch.has("!") or any(part.has("!") for part in branch.all("PathPrimary")):
                raise RefusedError
            properties = tuple(self._properties(branch))
            step = "" if parts[0].has("(") else properties[0]
            yield Closure((subject, object_), frozenset(properties), not branch.has("+"), step)
        elif branch.rule == "PathPrimary" and branch.has("!"):
            raise RefusedError
        elif branch.rule == "PathPrimary" and not branch.has("("):
            (iri,) = self._properties(branch)
            yield Triple(subject, ox.NamedNode(iri), object_)
        else:
            yield from self._path(parts[0], subject, object_)

    def _properties(self, branch: Branch) -> Iterator[str]:
        for token in branch.tokens():
            if token.text == "a":
                yield PREFIXES["rdf"] + "type"
            elif token.kind not in ("sign", "NIL"):
                yield self._iri(token)

    def _iri(self, token: Token) -> str:
        iri = self.checked.iri(token)
        if iri is None or "\\" in iri:
            raise RefusedError
        return iri

    def _name(self) -> str:
        return f"_:{next(self.fresh)}"

    def _term(self, branch: Branch) -> Slot:
        """The variable or term of a VarOrTerm, GraphNodePath or VerbPath."""
        tokens = list(branch.tokens())
        token = tokens[0]
        if token.kind == "VAR":
            return token.text[1:]
        if token.kind == "ANON":
            return self._name()
        if token.kind == "BLANK_NODE_LABEL":
            return f"_:_{token.text}"
        if token.kind == "NIL":
            return ox.NamedNode(PREFIXES["rdf"] + "nil")
        if token.kind in ("IRIREF", "PNAME_LN", "PNAME_NS"):
            return ox.NamedNode(self._iri(token))
        text = token.text.lower() if token.kind == "word" else token.text
        for further in tokens[1:]:
            text += f"<{self._iri(further)}>" if further.kind in ("IRIREF", "PNAME_LN", "PNAME_NS") else further.text
        (quad,) = ox.parse(f"<a:a> <a:a> {text} .", format=ox.RdfFormat.TURTLE)
        object_ = quad.object
        if not isinstance(object_, ox.Literal):
            raise RefusedError
        return object_


def plain(branch: Branch) -> frozenset[str]:
    """The variables that stand by themselves in a SELECT or GROUP BY."""
    named = [part for part in branch.parts if isinstance(part, Token) and part.kind == "VAR"]
    return frozenset(token.text[1:] for token in named) - _assigned(branch)


def _assigned(branch: Branch) -> frozenset[str]:
    """Those that an AS assigns in it."""
    parts = branch.parts
    return frozenset(
        after.text[1:]
        for part, after in pairwise(parts)
        if isinstance(part, Token) and part.is_word("AS") and isinstance(after, Token)
    )
