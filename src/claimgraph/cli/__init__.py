"""The command line: one thin file per command, found by folder, behind one error boundary."""

import errno
import gc
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

import click

from claimgraph import __version__, registry
from claimgraph.errors import ClaimgraphError, InputError, UsageError
from claimgraph.terminal import printable

__all__ = ["complain", "main"]

PACKAGE = "claimgraph.cli"

_RARELY = 100_000  # objects: how often the collector looks for cycles


class _ReaderGoneError(Exception):
    """A broken pipe, of which click would make exit code 1, as if there were findings."""


@contextmanager
def _distinct() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError as error:
        raise _ReaderGoneError from error


class _Commands(click.Group):
    """The modules of this folder, each with a click command `command`."""

    @_distinct()
    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        return super().make_context(info_name, args, parent, **extra)

    @_distinct()
    def invoke(self, ctx: click.Context) -> Any:
        return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(registry.names(PACKAGE))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in registry.names(PACKAGE):
            return None
        module: ModuleType = registry.load(PACKAGE, cmd_name, "command")
        command: click.Command = module.command
        command.name = cmd_name
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and not args[0].startswith("-") and args[0] not in registry.names(PACKAGE):
            hint = registry.suggestion(args[0], registry.names(PACKAGE))
            raise UsageError(f"no such command {args[0]!r}.", hint=hint)
        return super().resolve_command(ctx, args)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    subcommand_metavar="COMMAND [ARGS]...",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="claimgraph")
@click.pass_context
def cli(context: click.Context) -> None:
    """Linked data whose every claim leads back to its source.

    Commands read claimgraph.toml in this folder or above it, and work without one on the paths that they are
    given. Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 unreadable or malformed input, 4 a fault of ours.
    """
    help_without_command(context)


def help_without_command(context: click.Context) -> None:
    """Print the help of a group that was given no command, and exit as for wrong usage."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(UsageError.exit_code)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; every error ends here, as one paragraph and an exit code."""
    alone = arguments is None
    if alone:
        # Modules make objects by the ten thousand, and hardly a cycle among them.
        gc.set_threshold(_RARELY)
    _open_streams()
    try:
        _check(sys.argv[1:] if arguments is None else arguments)
        code = cli.main(arguments, prog_name="claimgraph", standalone_mode=False)
        sys.stdout.flush()
    except ClaimgraphError as error:
        complain(error)
        code = error.exit_code
    except click.Abort:
        _complain("interrupted.")
        code = 130
    except click.ClickException as error:
        where = f"{error.ctx.command_path}: " if isinstance(error, click.UsageError) and error.ctx else ""
        _complain(f"{where}{error.format_message()} See --help.")
        code = UsageError.exit_code
    except (BrokenPipeError, _ReaderGoneError):
        # The reader of our output has gone, as `head` does: nothing to say, but neither fine nor findings.
        code = 128 + signal.SIGPIPE
        _drop_output()
    except OSError as error:
        what = f"{error.filename}:" if error.filename else "the system refuses:"
        if error.errno in (errno.ENOSPC, errno.EBADF) and not error.filename:
            what = "cannot write to standard output:"
            _drop_output()
        _complain(f"{what} {error.strerror}.")
        code = InputError.exit_code
    except Exception as error:  # the boundary: whatever is not foreseen is a fault of ours
        _complain(
            f"a fault of claimgraph itself: {type(error).__name__}: {error}. Please report it with the command line."
        )
        code = ClaimgraphError.exit_code
    if alone:
        # Nor is it worth looking for cycles in all of them before the process ends.
        gc.freeze()
    sys.exit(code)


def _check(arguments: list[str]) -> None:
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise UsageError(
                f"the argument {argument!a} is not UTF-8.", hint="Rename the file, or change the encoding."
            ) from None


def _open_streams() -> None:
    """Give the process the standard streams that it was started without, lest a file takes the place of one.

    Standard output is one that cannot be written to, so that a command with something to say fails.
    """
    if sys.stdin is None:
        os.open(os.devnull, os.O_RDONLY)
        sys.stdin = os.fdopen(0)
    if sys.stdout is None:
        os.open(os.devnull, os.O_RDONLY)
        sys.stdout = os.fdopen(1, "w")
    if sys.stderr is None:
        os.open(os.devnull, os.O_WRONLY)
        sys.stderr = os.fdopen(2, "w")


def _drop_output() -> None:
    """What is still unwritten would fail again at the interpreter's end, and change the exit code."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def complain(error: ClaimgraphError) -> None:
    """Print the error, and those that it brings along, each as one paragraph with its excerpt."""
    for each in (error, *error.others):
        _complain(str(each), each.excerpt)


def _complain(message: str, excerpt: str = "") -> None:
    say(f"claimgraph: error: {' '.join(message.split())}")
    for line in excerpt.splitlines():
        # A tab moves the caret below as it moves the text.
        click.echo("  " + "\t".join(map(printable, line.split("\t"))), err=True)


def say(notice: str) -> None:
    """Tell the reader something beside the answer, which may hold words of strangers."""
    click.echo(printable(notice), err=True)
