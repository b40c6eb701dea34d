"""What a build leaves to the next comes back as it was left, or not at all."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.publish import sealed

HEADS = st.recursive(st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HEADS, st.binary())
def test_what_is_left_comes_back(tmp_path: Path, head: object, data: bytes) -> None:
    sealed.write(tmp_path / "new" / "file", head, data)
    assert sealed.read(tmp_path / "new" / "file") == (head, data)


def test_what_is_damaged_anywhere_does_not_count(tmp_path: Path) -> None:
    place = tmp_path / "file"
    sealed.write(place, ["head"], b"some\ndata")
    whole = place.read_bytes()
    damages = [whole[:number] for number in range(len(whole))] + [whole + b"\n"]
    for number, byte in enumerate(whole):
        damages.append(whole[:number] + bytes([byte ^ 1]) + whole[number + 1 :])
    for damage in damages:
        place.write_bytes(damage)
        assert sealed.read(place) is None, damage
        assert not place.exists()


def test_what_another_program_left_does_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealed.write(tmp_path / "file", 1)
    assert sealed.read(tmp_path / "file") == (1, b"")
    monkeypatch.setattr(sealed, "program", lambda: ["another"])
    assert sealed.read(tmp_path / "file") is None


def test_what_is_no_file_does_not_count(tmp_path: Path) -> None:
    assert sealed.read(tmp_path) is None
    assert sealed.read(tmp_path / "nothing") is None
    (tmp_path / "file").touch()
    sealed.write(tmp_path / "file" / "inside", 1)
    assert sealed.read(tmp_path / "file" / "inside") is None
