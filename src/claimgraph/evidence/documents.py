"""The documents that claims point into: their records, and their texts where somebody holds them."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from claimgraph.errors import InputError, UsageError
from claimgraph.evidence.graph import select
from claimgraph.model import Location

__all__ = ["Document", "Text", "digest", "documents", "held"]


@dataclass(frozen=True, slots=True)
class Document:
    """A source document as the dataset knows it: its IRI, label, file name and the digest of the file's bytes."""

    iri: str
    label: str
    file: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a document that is held, line breaks as in the file."""

    path: Path
    characters: str

    def splits_word(self, offset: int) -> bool:
        """Whether letters or digits stand on both sides of the offset."""
        return self.characters[offset - 1 : offset].isalnum() and self.characters[offset : offset + 1].isalnum()

    def paragraph(self, offset: int) -> int:
        """The number, from 1, of the line that is not blank and holds the offset."""
        before = self.characters[:offset].split("\n")[:-1]
        return sum(1 for line in before if line.strip()) + 1

    def find(self, words: str, prefix: str = "", suffix: str = "") -> list[int]:
        """The offsets at which the words stand between prefix and suffix (Web Annotation, TextQuoteSelector)."""
        whole = prefix + words + suffix
        found = []
        at = self.characters.find(whole)
        while at >= 0:
            found.append(at + len(prefix))
            at = self.characters.find(whole, at + 1)
        return found


_DOCUMENTS = """
    SELECT ?document ?label ?file ?sha256 WHERE {
        ?document a cg:SourceDocument ; rdfs:label ?label ; dcterms:identifier ?file ; cg:sha256 ?sha256 .
    } ORDER BY ?document"""


def documents(store: ox.Store) -> dict[str, Document]:
    """The source documents of a dataset by IRI; raises UsageError where it has none."""
    found = {
        row["document"].value: Document(*(row[name].value for name in ("document", "label", "file", "sha256")))
        for row in select(store, _DOCUMENTS)
    }
    if not found:
        raise UsageError("the data has no source documents.", hint="A document is a cg:SourceDocument with a digest.")
    return found


def digest(text: str) -> str:
    """The SHA-256 of a text as UTF-8, in lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def held(document: Document, folder: Path) -> Text | None:
    """The text of a document where the folder has its file; None where it has not.

    Raises InputError, naming the document, where the file's digest is not the recorded one.
    """
    path = folder / document.file
    if not folder.is_dir():
        raise InputError(f"no such folder: {folder}.")
    if Path(document.file).name != document.file or not path.is_file():
        return None
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}.", location=Location(str(path))) from error
    found = hashlib.sha256(data).hexdigest()
    if found != document.sha256:
        raise InputError(
            f"the file is not the document {document.label!r} that the claims point into: its SHA-256 is {found}, "
            f"the recorded one is {document.sha256}.",
            location=Location(str(path)),
            hint="Restore the original file; offsets into an altered one mean nothing.",
        )
    try:
        return Text(path, data.decode("utf-8"))
    except UnicodeDecodeError:
        raise InputError("the document is not UTF-8.", location=Location(str(path))) from None
