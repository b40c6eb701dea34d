"""claimgraph query: ask the data in SPARQL."""

import os
import shutil
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from claimgraph.cli import say
from claimgraph.cli._options import MEGABYTES, SECONDS, data_format_option, data_option, output_option
from claimgraph.errors import UsageError

if TYPE_CHECKING:
    from claimgraph.project import Project
    from claimgraph.query.named import NamedQuery

__all__ = ["command"]


@click.command()
@click.argument("query", required=False, metavar="QUERY|NAME")
@click.option(
    "--file",
    "-f",
    type=click.Path(path_type=Path, allow_dash=True, readable=False),
    help="Read the query from this file.",
)
@data_option
@data_format_option
@click.option("--endpoint", metavar="URL", help="Ask this SPARQL endpoint instead of files.")
@click.option("--graph", "graphs", multiple=True, metavar="IRI", help="With it, ask only this graph; may be repeated.")
@click.option("--param", "-p", "given", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the query.")
@click.option("--as-of", metavar="DATE", help="Only claims that held on this day, or in this month or year.")
@click.option("--between", nargs=2, metavar="DATE DATE", help="Only claims that held in this period.")
@click.option("--possibly", is_flag=True, help="With these, claims too that may have held then.")
@click.option(
    "--format",
    "format_name",
    default="",
    metavar="NAME",
    help="table (default), csv, tsv, json, xml, markdown or parquet; an RDF format for a graph (default: turtle).",
)
@click.option("--labels", is_flag=True, help="Add a column of labels beside each column of IRIs.")
@output_option
@click.option("--engine", default="fast", show_default=True, metavar="fast|reference", help="The engine to ask.")
@click.option("--cross-check", is_flag=True, help="Ask both engines, and fail where they differ.")
@click.option(
    "--timeout",
    type=SECONDS,
    default=30.0,
    show_default=True,
    metavar="SECONDS",
    help="Stop the query after this time.",
)
@click.option(
    "--memory",
    type=MEGABYTES,
    default=4096,
    show_default=True,
    metavar="MB",
    help="Stop it beyond this much memory.",
)
@click.option(
    "--limit-rows",
    type=click.IntRange(min=0),
    default=1_000_000,
    show_default=True,
    metavar="ROWS",
    help="Refuse an answer with more rows.",
)
@click.option("--allow-service", "services", multiple=True, metavar="URL", help="Let SERVICE go to this URL and below.")
@click.option("--no-cache", is_flag=True, help="Load the data anew, and keep nothing for the next time.")
@click.option("--no-pager", is_flag=True, help="On a terminal, print long answers without $PAGER.")
@click.option("--list", "lists", is_flag=True, help="List the project's named queries.")
@click.option("--show", metavar="NAME", help="Print a named query.")
def command(
    query: str | None,
    file: Path | None,
    data: tuple[Path, ...],
    data_format: str,
    endpoint: str | None,
    graphs: tuple[str, ...],
    given: tuple[str, ...],
    as_of: str | None,
    between: tuple[str, str] | None,
    possibly: bool,
    format_name: str,
    labels: bool,
    output: Path | None,
    engine: str,
    cross_check: bool,
    timeout: float,
    memory: int,
    limit_rows: int,
    services: tuple[str, ...],
    no_cache: bool,
    no_pager: bool,
    lists: bool,
    show: str | None,
) -> None:
    """Ask the data in SPARQL, or ask one of the project's named queries.

    The data are the project's records and ontology, unless --data names others. The project's prefixes need not
    be declared. A single word is the name of a query in the project's queries folder.

    An endpoint gets the credentials in $CLAIMGRAPH_ENDPOINT_USER and $CLAIMGRAPH_ENDPOINT_PASSWORD, or in
    $CLAIMGRAPH_ENDPOINT_TOKEN.

    \b
    Examples:
      claimgraph query who-says-what-about --param group=some-group --labels
      claimgraph query 'SELECT ?c { ?c cg:polarity cg:Denied }' --format csv
      claimgraph query groups --endpoint https://data.example.org/sparql
      claimgraph query --list
    """
    from claimgraph import output as whole
    from claimgraph import project, protocol, sources
    from claimgraph import query as core
    from claimgraph.query import asking, formats, named

    here = project.find()
    if lists or show is not None:
        click.echo(_listing(here) if lists else named.find(here.folder("queries"), str(show)).text, nl=False)
        return
    when = asking.when(as_of, between, possibly)
    if endpoint and (data or services or no_cache or cross_check or engine != "fast"):
        raise UsageError("--endpoint excludes --data, --engine, --cross-check, --no-cache and --allow-service.")
    if graphs and not endpoint:
        raise UsageError("--graph goes with --endpoint.")
    question = replace(
        asking.question(here, _asked(here, query, file), _settings(given), when, labels, services),
        elsewhere=bool(endpoint and not when),
    )
    terminal = shutil.get_terminal_size() if sys.stdout.isatty() and not output else None
    write = formats.writer(format_name, output, question.check().kind, terminal=terminal is not None)
    asked = (
        protocol.endpoint(endpoint, os.environ, graphs)
        if endpoint
        else sources.expand(data or here.existing("data", "ontology") or [here.folder("data")], data_format)
    )
    limits = core.Limits(timeout, memory, limit_rows)
    notify = partial(click.echo, err=True) if sys.stderr.isatty() else (lambda message: None)
    result = core.query(
        question, asked, engine=engine, cross_check=cross_check, limits=limits, keep=not no_cache, notify=notify
    )
    answer = write(result, formats.View(here.prefixes, terminal.columns if terminal else None, question.text))
    if output:
        whole.write_whole(output, answer)
        say(f"wrote {output} ({result.size})")
    elif terminal and not no_pager and answer.count(b"\n") >= terminal.lines:
        click.echo_via_pager(answer.decode())
    else:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    for notice in result.notices:
        say(notice)
    if result.kind is not core.Kind.TRUTH and not (output and result.count):
        click.echo(result.size, err=True)


def _asked(here: "Project", query: str | None, file: Path | None) -> "NamedQuery":
    """The query that the arguments name: a text, a file, or one of the project's."""
    from claimgraph.files import decoded
    from claimgraph.query import asking, named

    if (query is None) == (file is None):
        raise UsageError("which query?", hint="Give a query in SPARQL, the name of one, or a file with -f.")
    if file is None:
        return asking.asked(here, str(query))
    return named.parse(decoded(sys.stdin.buffer.read(), "-"), file) if str(file) == "-" else named.read(file)


def _settings(given: tuple[str, ...]) -> dict[str, str]:
    """The values of --param by name."""
    settings = {}
    for setting in given:
        name, equals, value = setting.partition("=")
        if not equals:
            raise UsageError(f"--param {setting!r} has no value.", hint=f"Write --param {name}=VALUE.")
        settings[name] = value
    return settings


def _listing(here: "Project") -> str:
    """The named queries with their questions and parameters."""
    from claimgraph.query import named

    folder = here.folder("queries")
    lines = []
    for name in named.names(folder):
        asked = named.find(folder, name)
        lines.append(f"{name}\n    {asked.question}")
        for parameter in asked.parameters:
            default = "" if parameter.default is None else f", default {parameter.default}"
            lines.append(f"    --param {parameter.name} ({parameter.type}{default}): {parameter.help}")
    return "".join(f"{line}\n" for line in lines)
