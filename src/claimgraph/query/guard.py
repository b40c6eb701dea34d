"""What is checked in a query before an engine sees it: prefixes, IRIs, nesting, and what would reach outside."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from claimgraph.errors import InputError, LimitError
from claimgraph.mentions import declared
from claimgraph.model import Location
from claimgraph.query import grammar
from claimgraph.query.result import Kind
from claimgraph.registry import suggestion
from claimgraph.sparql import Token, excerpt, nesting, scan

__all__ = ["MAX_NESTING", "Checked", "check", "fault"]

MAX_NESTING = 200

_UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
_ABSOLUTE = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*:")

# What an engine says beyond the grammar is a sentence among the terminals that it lists.
_SENTENCE = re.compile(r"(?:\bof |, |expected )([A-Z][\w*]*(?: [\w*]+){2,})(?=,|$)")
_POSITION = re.compile(r"at (\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that an engine may see, with the prefixes that it uses."""

    text: str
    file: str
    tokens: tuple[Token, ...]
    prefixes: Mapping[str, str]
    """Those of the project's prefixes that the query uses without declaring them."""
    declared: Mapping[str, str]
    """Those that it declares itself."""

    @property
    def kind(self) -> Kind:
        """What the query gives."""
        for token in self.tokens:
            if token.is_word("SELECT", "ASK", "CONSTRUCT", "DESCRIBE"):
                return {"SELECT": Kind.ROWS, "ASK": Kind.TRUTH}.get(token.text.upper(), Kind.GRAPH)
        return Kind.ROWS

    def iri(self, token: Token) -> str | None:
        """The IRI that a token writes; None for any other token and for what needs BASE."""
        if token.kind == "IRIREF":
            return token.text[1:-1] if _ABSOLUTE.match(token.text) else None
        if token.kind not in ("PNAME_LN", "PNAME_NS"):
            return None
        prefix, _, local = token.text.partition(":")
        namespace = self.declared[prefix] if prefix in self.declared else self.prefixes[prefix]
        if not _ABSOLUTE.match(f"<{namespace}"):
            return None
        return namespace + re.sub(r"\\(.)", r"\1", local)

    def refusal(self, token: Token, message: str, hint: str = "") -> InputError:
        """An error that points at the token."""
        location = Location.of(self.file, self.text, token.start)
        return InputError(message, location=location, hint=hint, excerpt=excerpt(self.text, token.start))


def check(
    text: str, file: str, known: Mapping[str, str], services: Sequence[str] = (), *, elsewhere: bool = False
) -> Checked:
    """The query, checked; `known` are the prefixes of the project, `services` the URLs below which SERVICE may go.

    Of a query that is executed `elsewhere`, FROM and SERVICE are left to the endpoint. Raises InputError, located, for
    what is no token, an update, FROM, a SERVICE that is not allowed, a prefix that is neither declared nor known, and
    a relative IRI without BASE; LimitError beyond MAX_NESTING brackets.
    """
    tokens = scan(text, file)
    depth, deepest = nesting(tokens)
    if deepest and depth > MAX_NESTING:
        where = Location.of(file, text, deepest.start)
        raise LimitError(f"brackets nest {depth} deep, and {MAX_NESTING} is the limit.", location=where)
    own = declared(tokens)
    used: dict[str, Token] = {}
    for token in tokens:
        if token.kind in ("PNAME_LN", "PNAME_NS"):
            used.setdefault(token.text.partition(":")[0], token)
    prefixes = {prefix: known[prefix] for prefix in used if prefix not in own and prefix in known}
    checked = Checked(text, file, tuple(tokens), prefixes, own)
    for prefix, token in used.items():
        if prefix not in own and prefix not in known:
            message = f"the prefix {prefix}: is neither declared nor known."
            raise checked.refusal(token, message, suggestion(prefix, known))
    _refuse_outside(checked, services, elsewhere)
    return checked


def _refuse_outside(checked: Checked, services: Sequence[str], elsewhere: bool) -> None:
    based = any(token.is_word("BASE") for token in checked.tokens)
    form = next(
        (token for token in checked.tokens if token.kind == "word" and not token.is_word("PREFIX", "BASE")), None
    )
    if form and form.is_word(*_UPDATES):
        raise checked.refusal(form, f"{form.text.upper()} is an update, and a query does not change the data.")
    for index, token in enumerate(checked.tokens):
        if token.is_word("FROM") and not elsewhere:
            message = "FROM is not followed: a query asks the data that it is given."
            raise checked.refusal(token, message, "Name the files with --data.")
        if token.is_word("SERVICE") and not elsewhere:
            target = next((t for t in checked.tokens[index + 1 :] if not t.is_word("SILENT")), None)
            url = checked.iri(target) if target else None
            if url is None or "\\" in url or not any(_below(url, allowed) for allowed in services):
                message = "SERVICE is not followed: a query stays within the data that it is given."
                raise checked.refusal(token, message, "Allow the endpoint by --allow-service URL.")
        if token.kind == "IRIREF" and not based and checked.iri(token) is None:
            raise checked.refusal(token, f"{token.text} is a relative IRI.", "Write the whole IRI, or declare BASE.")


def _below(url: str, allowed: str) -> bool:
    """Whether the URL is the allowed one or lies below it: same scheme, host and port, and a path within its path."""
    target, limit = urlsplit(url), urlsplit(allowed)
    folder = limit.path.rstrip("/") + "/"
    return target[:2] == limit[:2] and ".." not in target.path.split("/") and (target.path + "/").startswith(folder)


def fault(checked: Checked, complaint: str) -> InputError:
    """Why an engine refuses the query: where it leaves the grammar, else the engine's own reason."""
    if error := grammar.mistake(checked.text, checked.tokens, checked.file):
        return error
    sentence = _SENTENCE.search(complaint)
    reason = (
        f"{sentence[1]}."
        if sentence
        else "the query is not valid: a variable is assigned twice, a blank node's label stands in two groups, or a "
        "row of VALUES has too many or too few terms."
    )
    selects = [token for token in checked.tokens if token.is_word("SELECT")]
    if len(selects) == 1 and sentence:
        return checked.refusal(selects[0], reason)
    line, column = map(int, position.groups()) if (position := _POSITION.search(complaint)) else (0, 0)
    return InputError(reason, location=Location(checked.file, line, column))
