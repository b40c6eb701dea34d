"""claimgraph validate: the data against its shapes."""

import os
from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli import say
from claimgraph.cli._options import (
    data_format_option,
    format_option,
    memory_option,
    ontology_option,
    output_option,
    paths_argument,
    timeout_option,
)
from claimgraph.cli._progress import shown
from claimgraph.cli._pyshacl import FORMATS, Command
from claimgraph.validate import CHECKS, ENGINES, REPORTS, chosen, validate

__all__ = ["command"]


_path = click.Path(path_type=Path, readable=False)
_file = click.Path(path_type=Path, dir_okay=False, readable=False)


@click.command(cls=Command)
@paths_argument
@click.option("--shapes", "-s", multiple=True, type=_path, help="File or folder of SHACL shapes; may be repeated.")
@ontology_option
@click.option(
    "--engine",
    default="fast",
    show_default=True,
    metavar="|".join(registry.names(ENGINES)),
    help="The SHACL engine.",
)
@click.option(
    "--inference",
    "-i",
    type=click.Choice(["none", "rdfs", "owlrl"]),
    default="none",
    show_default=True,
    help="Validate with what follows from data and ontology.",
)
@click.option("--cross-check", is_flag=True, help="Run both engines, and fail where they disagree.")
@click.option(
    "--check",
    "checks",
    multiple=True,
    metavar="NAME",
    help=f"Run this check beyond SHACL too; may be repeated. all, none, or: {', '.join(registry.names(CHECKS))}. "
    " [default: those of claimgraph.toml, if no PATH is given]",
)
@click.option(
    "--fail-on",
    type=click.Choice(["info", "warning", "violation"]),
    default="violation",
    show_default=True,
    help="The least severity at which the exit code is 1.",
)
@click.option("--only", multiple=True, metavar="PATTERN", help="Only findings of this shape, check, path or file.")
@click.option("--skip", multiple=True, metavar="PATTERN", help="No findings of this shape, check, path or file.")
@click.option("--max", "most", type=click.IntRange(min=0), metavar="N", help="Show only the first N findings.")
@click.option("--baseline", type=_file, help="Only findings that this file, written earlier, does not have.")
@click.option("--write-baseline", type=_file, help="Write what was found to this file, and exit 0.")
@format_option(REPORTS, what="report")
@output_option
@click.option(
    "--changed",
    is_flag=False,
    flag_value="HEAD",
    metavar="[REV]",
    help="Only findings that the git change since this revision touches.  [default revision: HEAD]",
)
@click.option("--watch", is_flag=True, help="Validate again whenever a file is saved, until Ctrl-C.")
@click.option("--no-cache", is_flag=True, help="Validate everything anew, and keep nothing for the next run.")
@data_format_option
@timeout_option
@memory_option
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[Path, ...],
    shapes: tuple[Path, ...],
    ontology: tuple[Path, ...],
    engine: str,
    inference: str,
    cross_check: bool,
    checks: tuple[str, ...],
    fail_on: str,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    most: int | None,
    baseline: Path | None,
    write_baseline: Path | None,
    format_name: str,
    output: Path | None,
    changed: str | None,
    watch: bool,
    no_cache: bool,
    data_format: str,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Validate the data against its shapes: every finding at its file, line and column.

    PATHs are RDF files, folders, patterns such as 'data/**/*.ttl', or - for standard input; without any, the
    project's data is validated. Shapes and ontology are the project's unless they are given. Exits 1 where there are
    findings of the severity of --fail-on or above.
    PATTERNs may hold * and ?, and name shapes and paths by CURIE or IRI. What was found is kept in the user's cache
    folder, so that a later run validates only what can have changed; the answer is always that of a full run.

    \b
    Examples:
      claimgraph validate
      claimgraph validate records.ttl --shapes shapes/ --format json
      claimgraph validate records.ttl --shapes shapes/ --check links --check typos
      claimgraph validate --skip 'data/people/*' --fail-on warning
      claimgraph validate --changed=main
      claimgraph validate - --data-format nquads --shapes shapes/ < dump.nq.gz
    """
    from dataclasses import replace

    from claimgraph import output as writer
    from claimgraph import project
    from claimgraph.errors import InputError, UsageError
    from claimgraph.model import Report, Severity
    from claimgraph.validate import selection

    if engine not in registry.names(ENGINES):
        raise UsageError(f"unknown engine {engine!r}.", hint=registry.suggestion(engine, registry.names(ENGINES)))
    if format_name in FORMATS:
        raise UsageError(f"the format {format_name} of pySHACL is called {FORMATS[format_name]} here.")
    report_format = registry.load(REPORTS, format_name, "report format")
    here = project.find()
    if not shapes and here.root is None:
        raise UsageError(
            "outside a project, --shapes is required.", hint="Give the file or folder of the SHACL shapes."
        )
    # Alone, a part of the data would lack what the rest describes.
    checks = checks or (() if paths else here.checks)
    # Nor does it have to meet all of the project's shapes; of the whole, the project says whether they are checked.
    lint = bool(shapes) or not (paths or here.checks)
    if sum(Path("-") in given for given in (paths, shapes, ontology)) > 1:
        raise UsageError("standard input is one file: data, shapes and ontology cannot all be read from it.")
    data = list(paths) or [_near(here.folder("data"))]
    shapes = shapes or (_near(here.folder("shapes")),)
    ontology = ontology or tuple(_near(folder) for folder in here.existing("ontology"))

    def write(report: Report) -> None:
        text: str = report_format.render(report)
        if output:
            writer.write_whole(output, text.encode())
        else:
            click.echo(text, nl=False)

    def once() -> int:
        try:
            with shown() as progress:
                report = validate(
                    data,
                    shapes=shapes,
                    ontology=ontology,
                    engine=engine,
                    inference=inference,
                    cross_check=cross_check,
                    checks=chosen(checks),
                    seconds=timeout,
                    megabytes=memory,
                    prefixes=here.prefixes,
                    bases=here.bases(),
                    cache=not no_cache,
                    progress=progress,
                    data_format=data_format,
                    lint=lint,
                )
        except InputError as error:
            # On a terminal the message says it all; what a machine reads has to say it too.
            if output or format_name != "text":
                from claimgraph.validate.failure import failed

                write(failed(error, here.prefixes))
            raise
        if only or skip:
            from claimgraph.validate.patterns import idle

            files, ran = [*data, *ontology], chosen(checks)
            notices = idle(report, {"--only": only, "--skip": skip}, files=files, shapes=shapes, checks=ran)
            report = replace(report, notices=(*report.notices, *notices))
        report = selection.matching(report, only, skip)
        if changed is not None:
            from claimgraph.validate.changed import touched

            report = touched(report, changed)
        whole = report
        if baseline:
            report = selection.unknown(report, baseline)
        fails = report.fails(Severity[fail_on.upper()])
        if write_baseline:
            writer.write_whole(write_baseline, selection.baseline(whole, write_baseline))
            fails = False
        if most is not None:
            report = selection.first(report, most)
        for notice in report.notices:
            say(f"claimgraph: notice: {notice}")
        write(report)
        return int(fails)

    if not watch:
        context.exit(once())
    if Path("-") in data:
        raise UsageError("--watch needs files, and standard input is none.")
    from claimgraph.cli._watch import watch as repeat

    context.exit(repeat(once, lambda: [*data, *shapes, *ontology]))


def _near(path: Path) -> Path:
    """The project's folder as seen from here, so that findings name files as their reader would."""
    return Path(os.path.relpath(path))
