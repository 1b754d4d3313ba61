"""``scriptnb convert``: any readable format to Fountain or Final Draft, without the queue."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from argparse import Namespace

_BY_EXTENSION = {".fountain": "fountain", ".spmd": "fountain", ".fdx": "fdx"}


def convert(given: Namespace) -> int:
    """Read one script and write it in another format."""
    from scriptnb.screenplay import read_script

    target = None if given.target == "-" else Path(given.target)
    kind = _kind(given.to, target)
    if target is not None and target.is_dir():
        target = target / f"{Path(given.source).stem}.{kind}"
    if target is not None and target.exists():
        if Path(given.source).exists() and target.samefile(given.source):
            raise OptionError(f"{target} is the script itself; write another file")
        if not given.force:
            raise OptionError(f"{target} exists already; --force overwrites it")
    play = read_script(given.source, format=given.read_as, language=given.language)
    text = play.to_fdx() if kind == "fdx" else play.to_fountain()
    data = text.encode("utf-8", "replace")
    if target is None:
        sys.stdout.write(data.decode())
        return 0
    if not target.parent.is_dir():
        raise OptionError(f"{target.parent}: there is no such folder to write {target.name} into")
    # A temporary file is moved into place, so that the target is never incomplete.
    beginning = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        beginning.write_bytes(data)
        beginning.replace(target)
    except OSError as error:
        raise OptionError(f"{target} cannot be written ({error.strerror or error})") from None
    finally:
        with contextlib.suppress(OSError):
            beginning.unlink(missing_ok=True)
    problems = f"; lines hard to read: {len(play.problems):,}" if play.problems else ""
    print(
        f"{target}: {len(play.scenes):,} scenes, {len(play.dialogues):,} speeches{problems}",
        file=sys.stderr,
    )
    return 0


def _kind(asked: str | None, target: Path | None) -> str:
    if asked is not None:
        return asked
    if target is None:
        return "fountain"
    kind = _BY_EXTENSION.get(target.suffix.lower())
    if kind is None:
        raise OptionError(
            f"{target}: scriptnb writes .fountain and .fdx; name such a file, or add --to fountain"
        )
    return kind
