"""The exceptions of claimgraph.

    ClaimgraphError            exit code 4: a fault of ours
    ├── UsageError             exit code 2: wrong usage; the command was asked for what is not there
    ├── InputError             exit code 3: unreadable or malformed input
    │   ├── RdfSyntaxError        a file that does not parse
    │   ├── ConfigError        claimgraph.toml is malformed
    │   ├── ShapesError        the shapes graph is itself ill-formed, or asks for what no engine supports
    │   ├── EndpointError      a server cannot be reached, or does not answer as the protocol says
    │   └── LimitError         the input needs more time or memory than is allowed, or crashes an engine
    └── EngineError            an engine broke a promise
        └── DisagreementError       two engines gave different answers

Findings are not exceptions: a command that reports some ends with exit code 1.
"""

from collections.abc import Sequence

from claimgraph.model import Location

__all__ = [
    "ClaimgraphError",
    "ConfigError",
    "DisagreementError",
    "EndpointError",
    "EngineError",
    "InputError",
    "LimitError",
    "RdfSyntaxError",
    "ShapesError",
    "UsageError",
]


class ClaimgraphError(Exception):
    """Base of all errors: what is wrong, where, and what to do about it."""

    exit_code = 4

    def __init__(
        self,
        message: str,
        *,
        location: Location | None = None,
        hint: str = "",
        excerpt: str = "",
        others: "Sequence[ClaimgraphError]" = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.location = location
        self.hint = hint
        self.excerpt = excerpt
        """Lines that show the place or say more, printed below the message as they are."""
        self.others = tuple(others)
        """Errors of the same kind elsewhere, told after this one."""

    def __str__(self) -> str:
        where = f"{self.location}: " if self.location else ""
        return f"{where}{self.message}" + (f" {self.hint}" if self.hint else "")

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process boundaries; the default would lose the keyword arguments.
        return _rebuild, (type(self), self.message, self.location, self.hint, self.excerpt, self.others)


def _rebuild(
    kind: type[ClaimgraphError],
    message: str,
    location: Location | None,
    hint: str,
    excerpt: str,
    others: Sequence[ClaimgraphError],
) -> ClaimgraphError:
    return kind(message, location=location, hint=hint, excerpt=excerpt, others=others)


class UsageError(ClaimgraphError):
    """The command was used wrongly."""

    exit_code = 2


class InputError(ClaimgraphError):
    """A file cannot be read or is malformed."""

    exit_code = 3


class RdfSyntaxError(InputError):
    """A file does not parse in its format."""


class ConfigError(InputError):
    """claimgraph.toml is malformed."""


class ShapesError(InputError):
    """The shapes graph is ill-formed or needs what no engine supports."""


class EndpointError(InputError):
    """A server cannot be reached, or does not answer as the protocol says."""


class LimitError(InputError):
    """The input needs more time or memory than is allowed, or crashes an engine."""


class EngineError(ClaimgraphError):
    """An engine broke a promise."""


class DisagreementError(EngineError):
    """Two engines gave different answers to the same question."""
