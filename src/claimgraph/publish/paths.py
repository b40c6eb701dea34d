"""The one table from IRIs to files: where each resource has its page, its twins, and what must be redirected."""

import hashlib
import re
import unicodedata
from bisect import insort
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from claimgraph.errors import ConfigError

__all__ = ["SUFFIXES", "Mounts", "Place", "Table", "file_name", "names_of", "queried", "quoted", "table"]

_PLAIN = re.compile(r"[\w~][\w.~@+,=!$*-]*")
_LINK = re.compile(r"[A-Za-z0-9_.~/-]*")
_LONGEST = 120  # bytes of a name, so that a suffix and a temporary name still fit into the 255 of a file system

SUFFIXES = (
    *(".html", ".ttl", ".jsonld", ".nt", ".svg", ".csv", ".json", ".xml", ".txt", ".rq", ".css", ".js", ".bib"),
    *(".gz", ".md", ".nq", ".rdfp", ".tsv", ".zip"),
)
"""What the files of a site end with: the name of no resource does."""

# Names that a file of ours has, or that a host treats apart.
_TAKEN = {"index", "con", "nul", "prn", "aux"}
_OURS = {"about", "assets", "changes", "downloads", "hosting", "metadata", "names", "quality", "queries", "search"}
_OURS |= {"vocabulary", "_headers", "_redirects"}


class Place(NamedTuple):
    """Where a resource is: its page `FOLDER/index.html`, its twins `FOLDER.ttl` and so on, as paths within the site.

    `folder` is "" for the root. A place is `plain` where a host that knows no rules finds it by the IRI's own path.
    """

    folder: str
    plain: bool = True

    @property
    def page(self) -> str:
        """The path of the page."""
        return f"{self.folder}/index.html" if self.folder else "index.html"

    def twin(self, suffix: str) -> str:
        """The path of the same resource in another format."""
        return f"{self.folder or 'index'}{suffix}"


@dataclass(frozen=True)
class Mounts:
    """Which IRIs belong to the site: `root` is the IRI of its root folder, `others` the bases that lie elsewhere."""

    root: str
    others: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, namespaces: Mapping[str, str]) -> "Mounts":
        """The mounts of a project's namespaces.

        Raises ConfigError where it has none for its dataset, or one whose IRIs no site answers.
        The root is what the namespaces on the dataset's host have in common; a namespace on another host is kept in
        a folder of its name.
        """
        if "dataset" not in namespaces:
            raise ConfigError("[namespaces] of claimgraph.toml names no dataset.", hint='Write dataset = "https://…/".')
        for name, iri in namespaces.items():
            if not re.match("(?i:https?)://[^/?#]", iri):
                raise ConfigError(
                    f"no site answers at the {name} of [namespaces] in claimgraph.toml: {iri!r}.",
                    hint="Write an address: https://…/",
                )
        host = urlsplit(namespaces["dataset"])[:2]
        near = [_folder(iri) for iri in namespaces.values() if urlsplit(iri)[:2] == host]
        root = near[0]
        while not all(iri.startswith(root) for iri in near):
            root = root.rstrip("/").rpartition("/")[0] + "/"
        others = {re.split(r"[#?]", iri)[0]: name for name, iri in namespaces.items() if urlsplit(iri)[:2] != host}
        return cls(root, others)

    def segments(self, iri: str) -> list[str] | None:
        """The path of an IRI below the root, by its parts, its fragment last; None where it is not the site's."""
        for base, name in (("", ""), *sorted(self.others.items(), reverse=True)):
            start = base or self.root
            # What a whole namespace is of, an ontology say, may be called without its slash.
            if iri.startswith(start) or (base and f"{iri}/" == base):
                path, hash_, fragment = iri[len(start) :].partition("#")
                parts = [*([name] if name else []), *(path.removesuffix("/").split("/") if path else [])]
                return [*parts, fragment] if hash_ and fragment else parts
        return None


@dataclass(frozen=True)
class Table:
    """The place of every resource of the site, by IRI."""

    mounts: Mounts
    places: Mapping[str, Place]
    known: str = ""
    """The digest, where it is known."""

    @cached_property
    def digest(self) -> str:
        """A digest of where everything is."""
        found = (f"{iri}\0{place.folder}\0{place.plain}\n" for iri, place in self.places.items())
        return self.known or hashlib.sha256("".join(found).encode()).hexdigest()

    def file(self, url: str) -> str:
        """The path of a file that is known by its address: in the folder of a resource, or where the address says."""
        whole, _, name = url.rpartition("/")
        place = self.places.get(whole)
        return f"{place.folder}/{name}" if place else url.removeprefix(self.mounts.root)

    def crowded(self, iris: Iterable[str]) -> list[str]:
        """Those of the IRIs whose place is another's but for them, with their folders: these change with the others."""
        found = ((iri, self.places[iri].folder, self.mounts.segments(iri) or ()) for iri in iris if iri in self.places)
        return [f"{iri}\0{folder}" for iri, folder, parts in found if folder != "/".join(names_of(parts))]

    def edited(self, came: Collection[str], went: Collection[str]) -> "Table | None":
        """The table of some IRIs more and others less; None where one of them takes, or took, the place of another."""
        left = {iri: place for iri, place in self.places.items() if iri not in went}
        taken = {place.folder.casefold() for place in left.values()}
        new = table(came, self.mounts)
        if self.crowded(went) or new.crowded(came) or any(_names(iri, self.mounts) in taken for iri in new.places):
            return None
        free = {_names(iri, self.mounts) for iri in went}
        if free and any(_names(iri, self.mounts) in free for iri, place in left.items() if not place.plain):
            return None
        order = list(left)
        for iri in new.places:
            insort(order, iri, key=_order)
        return Table(self.mounts, {iri: left.get(iri) or new.places[iri] for iri in order})

    def redirects(self) -> dict[str, Place]:
        """From the path of an IRI, as a browser sends it, to its place, where no plain host would find it."""
        found = {}
        for iri, place in self.places.items():
            if not place.plain and "#" not in iri and iri.startswith(self.mounts.root):
                found["/" + quote(iri[len(self.mounts.root) :], safe="%/~!$&'()*+,;=:@?[]")] = place
        return found


def table(iris: Iterable[str], mounts: Mounts) -> Table:
    """The places of those of the IRIs that belong to the site, two never the same, not even where case is ignored.

    A part of an IRI that cannot safely be a file's name, or that is too long, is replaced by its letters and a digest.
    """
    places: dict[str, Place] = {}
    taken: set[str] = set()
    for iri in sorted(set(iris), key=_order):
        parts = mounts.segments(iri)
        if parts is None:
            continue
        names = names_of(parts)
        folder = "/".join(names)
        if folder.casefold() in taken:
            folder = "/".join([*names[:-1], _digested(names[-1] if names else "", iri)])
        taken.add(folder.casefold())
        places[iri] = Place(folder, plain=folder == "/".join(parts))
    return Table(mounts, places)


def _order(iri: str) -> tuple[bool, str, bool, str]:
    """Which of two has a place that both would have.

    Nobody asks for the place of a hash IRI, so all others come first. Of two that differ by a slash at the end, the one
    with it has the page that lies there.
    """
    return "#" in iri, iri.rstrip("/"), not iri.endswith("/"), iri


def _names(iri: str, mounts: Mounts) -> str:
    """The place that an IRI has where no other has it, in small letters."""
    return "/".join(names_of(mounts.segments(iri) or ())).casefold()


def queried(name: str) -> str:
    """The folder of the named query: its page is in there, its text and its answer beside it."""
    return f"queries/{file_name(name)}"


def names_of(parts: Sequence[str]) -> list[str]:
    """The folders of an IRI with these parts; none is that of a page of ours."""
    names = list(map(file_name, parts))
    if names and names[0].casefold() in _OURS:
        names[0] = _digested(names[0], names[0])
    return names


def quoted(path: str) -> str:
    """A path within the site as a link: percent-encoded, so that nothing in it is taken for a scheme or a query."""
    # As nearly all are, in a tenth of the time.
    return path if _LINK.fullmatch(path) else quote(path, safe="/~!$*,=@+")


def _folder(iri: str) -> str:
    path = re.split(r"[#?]", iri)[0]
    return path[: path.rfind("/") + 1]


def file_name(part: str) -> str:
    """A part of a path as the name of a file: itself where it is safe, else its letters and a digest."""
    fits = (
        _PLAIN.fullmatch(part)
        and len(part.encode()) <= _LONGEST
        and unicodedata.is_normalized("NFC", part)
        and part.casefold() not in _TAKEN
        and not part.casefold().endswith((*SUFFIXES, "."))
    )
    return part if fits else _digested(part, part)


def _digested(part: str, whole: str) -> str:
    letters = "-".join(re.findall(r"[A-Za-z0-9]+", part))[:40].strip("-")
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{letters}-{digest}" if letters else digest
