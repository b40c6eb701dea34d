"""claimgraph infer: what follows from the data."""

import sys
from pathlib import Path

import click

from claimgraph import formats, registry
from claimgraph.cli import say
from claimgraph.cli._options import (
    data_format_option,
    memory_option,
    ontology_option,
    output_option,
    paths_argument,
    timeout_option,
)

__all__ = ["command"]


@click.command()
@paths_argument
@ontology_option
@click.option(
    "--profile",
    type=click.Choice(["rdfs", "owl-rl", "rules"]),
    help="Only RDFS, only OWL 2 RL, or only the project's rules.  [default: the rules, then OWL 2 RL]",
)
@click.option("--trivial", is_flag=True, help="Give also what is true of everything, and triples with blank nodes.")
@click.option(
    "--engine",
    type=click.Choice(registry.names("claimgraph.reason.engines")),
    default="fast",
    show_default=True,
    help="The engine that reasons.",
)
@click.option("--cross-check", is_flag=True, help="Reason with both engines, and fail where they disagree.")
@click.option(
    "--format",
    "-f",
    "format_name",
    type=click.Choice(list(formats.FORMATS)),
    default="turtle",
    show_default=True,
    help="The format to write.",
)
@data_format_option
@output_option
@timeout_option
@memory_option
def command(
    paths: tuple[Path, ...],
    ontology: tuple[Path, ...],
    profile: str | None,
    trivial: bool,
    engine: str,
    cross_check: bool,
    format_name: str,
    data_format: str,
    output: Path | None,
    timeout: float | None,
    memory: int | None,
) -> None:
    """Write what follows from the data: only triples that are new and worth telling.

    PATHs are RDF files or folders; without any, the project's data is read. The project's ontology is read with them.
    First apply the project's rules (SPARQL CONSTRUCT queries in its rules folder), then the rules of OWL 2 RL.

    Data that contradicts the ontology gives findings on standard error, each with rule, file and line, and exit
    code 1; nothing is written then, because anything follows from a contradiction.

    \b
    Example:
      claimgraph infer --output build/derived.ttl
    """
    from claimgraph import output as writer
    from claimgraph import project, reason

    here = project.find()
    data = list(paths) or [here.folder("data")]
    rules = here.existing("rules")
    found = reason.infer(
        [*data, *(ontology or here.existing("ontology"))],
        rules=rules[0] if rules else None,
        profile=profile,
        engine=engine,
        cross_check=cross_check,
        trivial=trivial,
        format_name=format_name,
        prefixes=here.prefixes,
        seconds=timeout,
        megabytes=memory,
        data_format=data_format,
    )
    for notice in found.notices:
        say(f"claimgraph: {notice}")
    for finding in found.findings:
        where = f"{finding.location}: " if finding.location else ""
        say(f"{where}{finding.severity}: {finding.message} [{finding.component}]")
        if finding.related:
            say(f"  see also {finding.related}")
    if found.findings:
        count = f"{len(found.findings):,} contradiction" + "s" * (len(found.findings) > 1)
        click.echo(f"{count}, so nothing was written. {found.findings[0].remedy}", err=True)
        raise click.exceptions.Exit(1)
    summary = f"{found.count:,} new triple" + "s" * (found.count != 1) + f" from {found.asserted:,}"
    if output:
        writer.write_whole(output, found.data)
        click.echo(f"wrote {output} ({summary})", err=True)
    else:
        sys.stdout.buffer.write(found.data)
        click.echo(summary, err=True)
