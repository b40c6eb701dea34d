"""From values to pages: templates filled, twins beside them, machine-readable data inside."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    FunctionLoader,
    PrefixLoader,
    StrictUndefined,
)
from jinja2.bccache import Bucket
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment

from claimgraph import cachedir, files
from claimgraph.project import Project
from claimgraph.publish import blame, sealed
from claimgraph.publish.characters import legible
from claimgraph.publish.pages import parts
from claimgraph.publish.rows import Rows
from claimgraph.publish.servers import ABOUT
from claimgraph.publish.site import Site
from claimgraph.publish.twins import TWINS, embedded, twins
from claimgraph.publish.within import said

__all__ = ["Renderer", "assets", "templates"]

_HERE = Path(__file__).parent
_ASSETS = _HERE / "assets"

_KIND = "templates"  # of what is cached


class _Compiled(BytecodeCache):
    """Templates that were compiled before, for one class of environments."""

    def __init__(self, kind: str) -> None:
        self._kind = kind

    def _place(self, bucket: Bucket) -> Path:
        told = f"{self._kind} {bucket.key} {bucket.checksum}"
        return cachedir.folder(_KIND) / sha256(told.encode()).hexdigest()

    def load_bytecode(self, bucket: Bucket) -> None:
        if known := sealed.read(self._place(bucket)):
            bucket.bytecode_from_string(known[1])

    def dump_bytecode(self, bucket: Bucket) -> None:
        sealed.write(self._place(bucket), None, bucket.bytecode_to_string())
        cachedir.evict(_KIND)


def _own(folders: Collection[Path], name: str) -> tuple[str, str, None] | None:
    """A template of the project, with its path, for whoever says what is wrong with it."""
    paths = (folder.joinpath(*split_template_path(name)) for folder in folders)
    return next(((files.read_text(path), str(path), None) for path in paths if path.is_file()), None)


def templates(project: Project) -> Environment:
    """The templates of the toolkit, and of the project where it has its own, compiled once for all processes."""
    own = project.existing("templates")
    built_in = FileSystemLoader(blame.BUILT_IN)
    # A project is data: what its templates may do is to look at values.
    kind = ImmutableSandboxedEnvironment if own else Environment
    found = kind(
        # A template of the project may extend the one that it replaces: {% extends "claimgraph/base.html" %}.
        loader=ChoiceLoader([FunctionLoader(partial(_own, own)), built_in, PrefixLoader({"claimgraph": built_in})]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        bytecode_cache=_Compiled(kind.__name__),
    )
    for path in blame.BUILT_IN.glob("*.html"):
        with suppress(Exception):  # whoever needs it says what is wrong
            found.get_template(path.name)
    return found


@dataclass(frozen=True, slots=True)
class Renderer:
    """What makes pages of a site with templates."""

    site: Site
    environment: Environment

    def html(self, template: str, path: str, title: str, *, root: str = "", **context: Any) -> bytes:
        """A page of that template at a path of the site; `root` is for one that a host shows at any path.

        Raises InputError, located, for a template of the project that is wrong; what ours raise is a fault of ours.
        """
        view = Rows(self.site, path, root)
        # What base.html asks for, where a page does not say.
        settings = {
            "node": None,
            "twin": "",
            "embedded": "",
            "about": "",
            "items": (),
            "types": (),
            "within": (),
            "heading": title,
            "description": "",
        } | context
        try:
            text = self.environment.get_template(template).render(
                v=view, site=self.site, up=view.up, title=title, formats=TWINS, page_type=ABOUT, **settings
            )
        except Exception as error:
            if wrong := blame.wrong(error, template, self.site.project.existing("templates")):
                raise wrong from error
            raise
        return legible(text).encode()

    def resource(
        self,
        template: str,
        node: ox.NamedNode,
        triples: Iterable[ox.Triple],
        *,
        title: str = "",
        shown: Collection[ox.NamedNode] = (),
        **context: Any,
    ) -> dict[str, bytes]:
        """The page of a resource, by its path, and its twins; its title is its label, unless one is given.

        They hold the records with hash IRIs in it too, all but those whose triples are given, and which are `shown`.
        """
        site, place = self.site, self.site.table.places[node.value]
        own = list(triples)
        within = parts(site, node, shown)
        inside = [*own, *(triple for part in within for triple in said(site.model, part.node))]
        beside = twins(inside, site.project.prefixes)
        # What the page only lists stands beside it, not in it.
        brief = beside if all(part.whole for part in within) else twins(own, site.project.prefixes)
        html = self.html(
            template,
            place.page,
            title or site.model.label(node),
            node=node,
            twin=place.twin(""),
            embedded=embedded(brief[".jsonld"]),
            within=within,
            root=site.root_path if node in site.gone else "",
            **context,
        )
        return {place.page: html} | {place.twin(suffix): data for suffix, data in beside.items()}


def assets() -> Mapping[str, bytes]:
    """The style sheet and the script of every page, by their paths in the site."""
    return {f"assets/{path.name}": path.read_bytes() for path in sorted(_ASSETS.iterdir()) if path.is_file()}
