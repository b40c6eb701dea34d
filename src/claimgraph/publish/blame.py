"""Whose fault an error is that was raised while a page was made: that of a template of the project, or ours."""

from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from traceback import walk_tb

from jinja2 import TemplateError, TemplateNotFound, TemplatesNotFound

from claimgraph.errors import ClaimgraphError, InputError
from claimgraph.model import Location

__all__ = ["BUILT_IN", "wrong"]

BUILT_IN = Path(__file__).parent / "templates"


def wrong(error: Exception, template: str, folders: Collection[Path]) -> InputError | None:
    """What is wrong with the project's templates, in these folders, with the place; None where the fault is ours.

    It is theirs where the last template at work was one of them, and ours where that was one of ours, unless this
    was given what it cannot do with, as where a macro is missing that the project has replaced.
    """
    jinjas = isinstance(error, TemplateError)
    # What a template cannot raise by itself has its own place, or none.
    if not folders or (isinstance(error, (ClaimgraphError, MemoryError, OSError)) and not jinjas):
        return None
    # Jinja puts the lines of templates in the place of those of the programs that it has made of them.
    steps = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    # What cannot be compiled has not been at work.
    first = next((folder / template for folder in folders if (folder / template).is_file()), BUILT_IN / template)
    at_work = [(first, 0), *(step for step in steps if _among(step[0], (*folders, BUILT_IN)))]
    path, line = at_work[-1]
    if isinstance(error, RecursionError):
        again = [step for step, times in Counter(at_work).items() if times > 1 and _among(step[0], folders)]
        path, line = again[-1] if again else (path, line)
    if not _among(path, folders) and not jinjas:
        return None
    return InputError(
        f"the template is wrong: {_message(error)}.",
        location=Location(str(path), line),
        hint=_hint(error, path, folders),
    )


def _among(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _message(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it extends, includes or calls itself without end"
    if isinstance(error, TemplateNotFound) and not isinstance(error, TemplatesNotFound):
        return f"there is no template {error.name}"
    kind = "" if isinstance(error, TemplateError) else f"{type(error).__name__}: "
    return f"{kind}{error}".rstrip(".")


def _hint(error: Exception, path: Path, folders: Iterable[Path]) -> str:
    """Which template of ours one that extends itself may have meant."""
    names = (path.relative_to(folder) for folder in folders if path.is_relative_to(folder))
    name = next((name for name in names if (BUILT_IN / name).is_file()), None)
    if name is None or not isinstance(error, RecursionError):
        return ""
    return f'It may extend the one that it replaces, "claimgraph/{name.as_posix()}".'
