"""claimgraph check-site: whether a site answers as it should."""

from collections import Counter
from pathlib import Path

import click

from claimgraph import registry
from claimgraph.cli._options import format_option, output_option
from claimgraph.validate import REPORTS

__all__ = ["command"]


@click.command()
@click.argument("site", metavar="URL|FOLDER")
@click.option("--plain", is_flag=True, help="Ask for no more than a host without rules can do; so for every FOLDER.")
@click.option(
    "--connections",
    type=click.IntRange(1, 64),
    default=8,
    show_default=True,
    help="At most so many requests at a time.",
)
@click.option("--max", "most", type=click.IntRange(min=0), metavar="N", help="Show only the first N findings.")
@format_option(REPORTS, what="report")
@output_option
@click.pass_context
def command(
    context: click.Context,
    site: str,
    plain: bool,
    connections: int,
    most: int | None,
    format_name: str,
    output: Path | None,
) -> None:
    """Check a site that `claimgraph build` made, at its address or in its folder.

    Every published IRI is asked for as browsers and as programs do, below the given address, whatever host it names:
    redirects, media types, headers, links between pages and revalidation must be as the rules in the site's folder
    hosting/ have them, and every file as it was built. No other host is asked. Exits 1 where there are findings.

    \b
    Examples:
      claimgraph check-site build/site
      claimgraph check-site https://example.org/site/
      claimgraph check-site http://localhost:8000/ --plain
    """
    from claimgraph import output as writer
    from claimgraph.model import Severity
    from claimgraph.publish.check_site import check_site
    from claimgraph.validate import selection
    from claimgraph.validate.reports.text import blocks

    report_format = registry.load(REPORTS, format_name, "report format")
    checked = check_site(site, plain=plain, connections=connections)
    report = checked.report if most is None else selection.first(checked.report, most)
    number = len(checked.report.findings)
    found = f"{number:,} finding{'' if number == 1 else 's'}" if number else "no findings"
    summary = f"{found} in {checked.iris:,} IRIs and {checked.files:,} files, after {checked.requests:,} requests\n"
    kinds = Counter(finding.component.rpartition("#")[2] for finding in checked.report.findings)
    if len(kinds) > 1:
        summary += f"by check: {', '.join(f'{kind} {times:,}' for kind, times in kinds.most_common())}\n"
    if {"redirect", "headers", "vary"} <= kinds.keys():
        summary += "The host seems to have no rules: give it those in hosting/, or check with --plain.\n"
    text = "\n\n".join([*blocks(report), summary]) if format_name == "text" else report_format.render(report)
    if output:
        writer.write_whole(output, text.encode())
    else:
        click.echo(text, nl=False)
    context.exit(int(checked.report.fails(Severity.VIOLATION)))
