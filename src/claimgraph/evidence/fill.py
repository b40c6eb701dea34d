"""Complete draft claims: from quoted words to offsets and digests, from EDTF dates to their bounds.

A draft quotes its passage with a TextQuoteSelector of the Web Annotation Data Model (section 4.2.4), and gives its
document in the passage's oa:hasSource before it. The quotation never leaves the drafting table: it is replaced by
a TextPositionSelector (section 4.2.5) and a digest.
"""

import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from claimgraph import dates
from claimgraph.errors import InputError, UsageError
from claimgraph.evidence.documents import Text, digest, documents, held
from claimgraph.evidence.graph import confined, load
from claimgraph.model import Location
from claimgraph.sources import Source, base_iri, fault, read_text
from claimgraph.terms import expand

__all__ = ["Completion", "fill"]

_STRING = r'"(?:[^"\\\n]|\\.)*"'
_SELECTOR = re.compile(
    rf"oa:hasSource\s+(?P<document>\S+)\s*;\s*oa:hasSelector\s*\[\s*a\s+oa:TextQuoteSelector\s*;"
    rf"(?P<quote>(?:\s*oa:(?:exact|prefix|suffix)\s+{_STRING}\s*;?)+)\s*\]"
)
_EXACT = re.compile(r"\boa:exact\b|#exact>")
_PART = re.compile(rf"oa:(exact|prefix|suffix)\s+({_STRING})")
_DATE = re.compile(
    r'(?P<indent>[ \t]*)cg:edtf\s+"(?P<edtf>[^"]*)"\^\^edtf:EDTF(?P<more>\s*+;)?+'
    r"(?P<next>\s*+(?:,|cg:(?:earliest|latest)))?"
)
_EITHER = re.compile(f"{_SELECTOR.pattern}|{_DATE.pattern}")


class Completion(NamedTuple):
    """The text of a draft that was completed, and how many passages and dates were worked out in it."""

    text: str
    passages: int
    dates: int


def fill(draft: Source, records: Sequence[Source], folder: Path) -> Completion:
    """A draft Turtle file with every quotation and every date worked out.

    Raises InputError, located, for words that stand nowhere or more than once in their document (then
    oa:prefix or oa:suffix must tell the places apart), for a quotation that is not written as above, and for a date
    that is not EDTF; UsageError where there is nothing to complete. Runs in a process of its own.
    """
    return confined(_fill, records, draft, folder, what="the completion")


def _fill(records: Sequence[Source], draft: Source, folder: Path) -> Completion:
    text = read_text(draft)
    try:
        prefixes = _prefixes(text, draft)
    except SyntaxError as error:
        raise fault(error, draft) from None
    texts = {document.iri: held(document, folder) for document in documents(load(records)).values()}

    def position(match: re.Match[str]) -> str:
        location = Location.of(str(draft), text, match.start("quote"))
        iri = expand(match["document"], prefixes) or match["document"]
        passage = texts.get(iri)
        if passage is None:
            raise InputError(f"the document {match['document']} is not held in {folder}.", location=location)
        parts = {name: _unquote(quoted) for name, quoted in _PART.findall(match["quote"])}
        start = _single(passage, parts, location)
        end = start + len(parts["exact"])
        return (
            f"oa:hasSource {match['document']} ;\n"
            f"        oa:hasSelector [ a oa:TextPositionSelector ; oa:start {start} ; oa:end {end} ] ;\n"
            f'        cg:sha256 "{digest(passage.characters[start:end])}"'
        )

    def dated(match: re.Match[str]) -> str:
        location = Location.of(str(draft), text, match.start("edtf"))
        if match["next"]:
            raise InputError("a claim has one date, and here a comma follows it.", location=location)
        try:
            earliest, latest = dates.bounds(match["edtf"])
        except ValueError as error:
            raise InputError(f"{error}.", location=location) from None
        lines = [match[0].removesuffix(match["more"] or "")]
        lines += [f'{match["indent"]}cg:earliest "{earliest}"^^xsd:date'] if earliest else []
        lines += [f'{match["indent"]}cg:latest "{latest}"^^xsd:date'] if latest else []
        return " ;\n".join(lines) + (" ;" if match["more"] else "")

    counts = Counter[str]()

    def complete(match: re.Match[str]) -> str:
        if (match["next"] or "").strip().startswith("cg:"):
            return match[0]  # its bounds are there
        kind = "passage" if match["edtf"] is None else "date"
        counts[kind] += 1
        return position(match) if kind == "passage" else dated(match)

    completed = _EITHER.sub(complete, text)
    try:
        quads = _parsed(completed, draft)
    except SyntaxError as error:
        hint = "Quotations and dates in comments are completed too: remove them."
        raise InputError(
            f"does not parse once it is completed: {error}.", location=Location(str(draft)), hint=hint
        ) from None
    if any(quad.predicate.value == expand("oa:exact") for quad in quads):
        rest = _SELECTOR.sub(lambda match: re.sub(r"\S", " ", match[0]), text)
        left = _EXACT.search(rest)
        raise InputError(
            "an oa:exact that is not in the form that can be completed.",
            location=Location.of(str(draft), text, left.start()) if left else Location(str(draft)),
            hint='Write oa:hasSource D ; oa:hasSelector [ a oa:TextQuoteSelector ; oa:exact "…" ].',
        )
    if not counts:
        raise UsageError(f"{draft}: there is no quotation and no date to complete.")
    return Completion(completed, counts["passage"], counts["date"])


def _parsed(text: str, draft: Source) -> list[ox.Quad]:
    return list(ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base_iri(draft)))


def _prefixes(text: str, draft: Source) -> dict[str, str]:
    parser = ox.parse(text, format=ox.RdfFormat.TURTLE, base_iri=base_iri(draft))
    for _ in parser:
        pass  # the prefixes are known when all of the file has been read
    return parser.prefixes


def _unquote(quoted: str) -> str:
    (triple,) = ox.parse(f"<x:x> <x:x> {quoted} .", format=ox.RdfFormat.TURTLE)
    return str(triple.object.value)


def _single(text: Text, parts: dict[str, str], location: Location) -> int:
    if "exact" not in parts:
        raise InputError("a TextQuoteSelector without oa:exact.", location=location)
    found = text.find(parts["exact"], parts.get("prefix", ""), parts.get("suffix", ""))
    if len(found) != 1:
        times = f"{len(found)} times" if found else "nowhere"
        raise InputError(
            f"the quoted words stand {times} in {text.path.name}.",
            location=location,
            hint="Add oa:prefix or oa:suffix." if found else "Copy them exactly, with the document's own quotes.",
        )
    return found[0]
