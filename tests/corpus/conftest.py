"""A shelf of short scripts, and a corpus made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import scriptnb
from scriptnb.queue import QueueManager

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


def script(number: int, scenes: int = 3) -> str:
    """Write a little script; every number gives another one."""
    parts = [f"Title: Film {number}", ""]
    for scene in range(1, scenes + 1):
        parts += [
            f"INT. ROOM {scene} - {'DAY' if scene % 2 else 'NIGHT'}", "",
            f"The lamp number {number} burns.", "",
            "ADA", "I love this wonderful house. " * number, "",
            "BRUNO", "It is terrible, Ada.", "",
        ]  # fmt: skip
    return "\n".join(parts)


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Give a folder with three films and a file that is no script."""
    folder = tmp_path / "shelf"
    folder.mkdir()
    for number in (1, 2, 10):
        (folder / f"film {number}.fountain").write_text(script(number), encoding="utf-8")
    (folder / "notes.jpg").write_bytes(b"no script")
    return folder


@pytest.fixture
def manager(queue_home: Path) -> Iterator[QueueManager]:
    """Give a queue with two workers."""
    made = QueueManager(workers=2, retry_delay=0.01)
    yield made
    made.shutdown(wait=False)


@pytest.fixture
def analysed(manager: QueueManager) -> Callable[..., scriptnb.Corpus]:
    """Give `analyze_files` on a queue of its own, without a bar."""

    def analyse(*args: object, **options: object) -> scriptnb.Corpus:
        given = {"queue": manager, "progress": False} | options
        return scriptnb.analyze_files(*args, **given)

    return analyse
