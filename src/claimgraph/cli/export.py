"""claimgraph export: the data in another format."""

import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from claimgraph import registry
from claimgraph.cli._options import data_format_option, memory_option, paths_argument, timeout_option
from claimgraph.errors import InputError, UsageError
from claimgraph.model import Location

if TYPE_CHECKING:
    from claimgraph.export import Setting
    from claimgraph.project import Project
    from claimgraph.sources import Source

__all__ = ["command"]

# What is allowed without being asked for: enough on a busy machine for any input that is honest.
_SECONDS, _SECONDS_PER_MEGABYTE = 60, 10
_MEGABYTES, _MEGABYTES_PER_MEGABYTE = 2048, 150

_FORMATS = sorted((*registry.names("claimgraph.export.formats"), *registry.names("claimgraph.export.views")))


@click.command()
@paths_argument
@click.option(
    "--format",
    "-f",
    "format_name",
    default="jsonld",
    show_default=True,
    metavar="NAME",
    help=f"The format to write: {', '.join(_FORMATS)}.",
)
@click.option(
    "--select",
    metavar="CLASS|QUERY",
    help="Only the instances of a class, with what hangs on them; or what a CONSTRUCT query gives, or a named query.",
)
@click.option(
    "--frame", type=click.Path(path_type=Path, readable=False), help="Write JSON-LD under the frame in this file."
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, readable=False),
    help="Write to this file or folder, whole or not at all, instead of standard output.",
)
@data_format_option
@timeout_option
@memory_option
def command(
    paths: tuple[Path, ...],
    format_name: str,
    select: str | None,
    frame: Path | None,
    output: Path | None,
    data_format: str,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Write the data in another format: the same bytes for the same statements.

    PATHs are RDF files or folders; without any, the project's data folder is exported. Blank nodes are labelled
    by RDFC-1.0 and everything is sorted, so that two exports can be compared as files. A relative IRI needs a base in
    its file, since it would name a place on this machine otherwise.

    RDF formats hold the statements as they are. The others hold records: each thing with the claims about it, and
    their evidence, inside. csv is a folder of tables, or a .zip file.

    \b
    Examples:
      claimgraph export --format nquads --output build/dataset.nq
      claimgraph export --format jsonld-framed --select cg:ArmedGroup
      claimgraph export --format csv --output build/tables
    """
    from claimgraph import export, project, sources, worker
    from claimgraph import output as writer

    here = project.find()
    if frame and format_name != "jsonld":
        raise UsageError(f"a frame gives jsonld, not {format_name}.")
    if format_name not in _FORMATS:
        raise UsageError(f"unknown export format {format_name!r}.", hint=registry.suggestion(format_name, _FORMATS))
    files = sources.expand(paths or [here.folder("data")], data_format)
    size = sources.size(files) / 2**20
    limits: dict[str, Any] = {
        "seconds": timeout or round(_SECONDS + _SECONDS_PER_MEGABYTE * size),
        "megabytes": memory or int(_MEGABYTES + _MEGABYTES_PER_MEGABYTE * size),
        "what": "the export",
    }
    setting = export.Setting.of(here)
    classes: list[str] = []
    if select is not None:
        files, classes = _selection(here, select, files, setting)
    archive = output is None or output.suffix.lower() == ".zip"

    def write(place: Path) -> int:
        if format_name in registry.names(export.FORMATS_PACKAGE):
            return worker.run(export.save, files, format_name, dict(here.prefixes), place, classes, frame, **limits)
        return worker.run(export.view, files, format_name, setting, place, archive, classes, **limits)

    if output:
        with writer.staged(output, mark=export.MARK) as place:
            written = write(place)
        click.echo(f"wrote {output} ({written:,} bytes)", err=True)
        return
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "new")
        write(place)
        with place.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)


def _selection(
    here: "Project", select: str, files: Sequence["Source"], setting: "Setting"
) -> tuple[list["Source"], list[str]]:
    """What is left to read and the classes to choose from it: those of a class and below, or a query's answer."""
    from claimgraph import export, query, sources
    from claimgraph.formats import by_name
    from claimgraph.query import named
    from claimgraph.terms import expand

    if re.fullmatch(r"[^\s{}]+", select):
        if iri := expand(select, here.prefixes):
            return list(files), export.below(iri, setting)
        if ":" in select:
            raise UsageError(
                f"{select} is no class: its prefix is not known.",
                hint="Write the whole IRI, or declare the prefix in claimgraph.toml.",
            )
        asked = named.find(here.folder("queries"), select)
    else:
        asked = named.parse(select, Path("query"))
    question = query.Question(asked.text, str(asked.path), dict(here.prefixes))
    if question.check().kind is not query.Kind.GRAPH:
        raise UsageError(
            "what is exported is a graph, and the query gives none.", hint="Write CONSTRUCT { … } WHERE { … }."
        )
    answer = query.query(question, [*files, *setting.ontology])
    if not answer.data:
        raise InputError("nothing is selected: the query gives no statement.", location=Location(str(asked.path)))
    return [sources.Source(Path("query"), by_name("ntriples"), answer.data)], []
