"""No sentence of the source documents stands in the project."""

import subprocess
import sys
from pathlib import Path

from support import SHARED, require


def test_no_words_are_repeated(root: Path) -> None:
    check = require(SHARED / "checks" / "no_verbatim", "the no-verbatim check")
    found = subprocess.run([sys.executable, check, root], capture_output=True, text=True, check=False)
    assert (found.returncode, found.stdout) == (0, "")
