"""Find words in the documents, so that a new claim can point at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from claimgraph.errors import InputError
from claimgraph.evidence import Passage
from claimgraph.evidence.documents import Text, digest, documents, held
from claimgraph.evidence.graph import confined, load
from claimgraph.sources import Source

__all__ = ["Hit", "locate"]


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where the words stand, and whether an end of it splits a word."""

    passage: Passage
    paragraph: int
    splits_word: bool


def locate(files: Sequence[Source], folder: Path, words: str) -> list[Hit]:
    """Every place in the held documents of the dataset where the words stand, to the letter.

    Raises InputError where they stand nowhere, or where no document is held.
    """
    return confined(_locate, files, folder, words, what="the search")


def _locate(files: Sequence[Source], folder: Path, words: str) -> list[Hit]:
    texts = {document.iri: held(document, folder) for document in documents(load(files)).values()}
    if not any(texts.values()):
        raise InputError(f"none of the documents is in {folder}.", hint="Give the folder that holds them.")
    hits = [_hit(iri, text, start, len(words)) for iri, text in texts.items() if text for start in text.find(words)]
    if not hits:
        raise InputError(
            f"the words stand in none of the documents: {words!r}.",
            hint="Copy them exactly, with the document's own quotes and dashes.",
        )
    return hits


def _hit(iri: str, text: Text, start: int, length: int) -> Hit:
    end = start + length
    passage = Passage("", iri, start, end, digest(text.characters[start:end]))
    return Hit(passage, text.paragraph(start), text.splits_word(start) or text.splits_word(end))
