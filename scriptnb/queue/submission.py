"""Submitting: checks and the content key first, then the write, then a supervisor that runs it.

Everything wrong with a submit is found before anything is written. Makes no task handle.
"""

from __future__ import annotations

import functools
import math
import time
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import DamagedError, OptionError, QueueFullError
from scriptnb.queue import cache_key, retry
from scriptnb.queue.models import PER_TASK, Limits, NewTask, Settings
from scriptnb.queue.supervisor import presence
from scriptnb.queue.watcher import new_holder
from scriptnb.screenplay.headings import own_words
from scriptnb.screenplay.source import resolve
from scriptnb.system import wakeup

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scriptnb.queue.store.journal import Journal
    from scriptnb.screenplay.source import SourceLike

#: Priorities stay far from where a retry's "one more" could overflow.
_LARGEST_PRIORITY = 2**31
#: Seconds between two looks for room without a notification.
_LOOK = 0.25


def checked(settings: Settings) -> Settings:
    """Return settings when every value is possible.

    Raises
    ------
    OptionError
        When one is not.
    """
    seconds(settings.retry_delay, "retry_delay", most=retry.LONGEST)
    seconds(settings.result_ttl, "result_ttl")
    whole(settings.max_retries, "max_retries", least=0)
    for name in Limits.__struct_fields__:
        if (value := getattr(settings, name)) is not None and seconds(value, name) == 0:
            raise OptionError(f"{name}=0 would let nothing run; give more, or None")
    return settings


class Submission:
    """How one or many sources are to be analysed, checked once for all of them.

    Raises
    ------
    UnknownAnalysisError, OptionError
        When no analyzer has the type or takes an option, or a value is out of range.
    """

    def __init__(
        self,
        analysis_type: str,
        rank: int,
        format: str,  # noqa: A002 - the public name
        language: str | None,
        use_cache: bool,
        settings: Settings,
        options: Mapping[str, object],
    ) -> None:
        from scriptnb.analysis import registry

        self.options = cache_key.check_options(options)
        registry.check(analysis_type, self.options)
        self.analysis_type = analysis_type
        self.priority = priority(rank)
        self.format = format
        self.language = language
        self.use_cache = use_cache
        self.settings = settings
        self.versions = _versions(analysis_type)

    def task(
        self,
        source: SourceLike | None,
        text: str | None = None,
        name: str | None = None,
    ) -> NewTask:
        """Read one source and return its task."""
        given = resolve(source, text, format=self.format, language=self.language, name=name)
        digest = cache_key.digest(given.data)
        key = cache_key.content_key(
            source=digest, is_text=given.is_text,
            format=cache_key.key_format(given.format, given.name), language=given.language,
            analysis_type=self.analysis_type, versions=self.versions, options=self.options,
        )  # fmt: skip
        return NewTask(
            **msgspec.structs.asdict(self.settings), data=given.data, source=digest,
            is_text=given.is_text, name=given.name, format=given.format, language=given.language,
            analysis_type=self.analysis_type, options=self.options,
            versions=self.versions, key=key, use_cache=self.use_cache, priority=self.priority,
        )  # fmt: skip


def prepare(
    defaults: Settings,
    analysis_type: str,
    rank: int,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    use_cache: bool = True,
    **rest: Any,
) -> Submission:
    """Check the keywords of a submit.

    Those of `PER_TASK` change the defaults, unless they are None; the rest are options of
    the analyzers.
    """
    options = {name: value for name, value in rest.items() if name not in PER_TASK}
    if words := own_words.load(options.pop("words", None)):
        options["words"] = words
    given = {name: rest[name] for name in PER_TASK if rest.get(name) is not None}
    settings = checked(msgspec.structs.replace(defaults, **given)) if given else defaults
    return Submission(analysis_type, rank, format, language, use_cache, settings, options)


def submit(
    journal: Journal, tasks: Sequence[NewTask], max_queue_size: int, block_timeout: float
) -> list[str]:
    """Add tasks to a journal, all or none of them, and return their ids.

    Parameters
    ----------
    max_queue_size
        How many tasks may wait in the journal.
    block_timeout
        How many seconds to wait for room.

    Raises
    ------
    QueueFullError
        When there was no room for them.
    """
    if not tasks:
        return []
    end = time.monotonic() + block_timeout
    while True:
        try:
            return [str(each) for each in _add(journal, tasks, max_queue_size)]
        except QueueFullError:
            left = end - time.monotonic()
            if left <= 0 or len(tasks) > max_queue_size:
                raise
            presence.ensure(journal)
            _wait_for_room(journal, left)


def _add(journal: Journal, tasks: Sequence[NewTask], max_queue_size: int) -> list[int]:
    try:
        ids, to_run = journal.add(tasks, max_queue_size)
    except DamagedError:
        # What was waiting in it stays in the file that is set aside.
        journal.recover()
        ids, to_run = journal.add(tasks, max_queue_size)
    if to_run:
        presence.ensure(journal)
    else:
        presence.look(journal)
        wakeup.notify_watchers(journal.home)
    return ids


def _wait_for_room(journal: Journal, timeout: float) -> None:
    name = new_holder().replace("/", "-")
    listener = wakeup.Listener(journal.home / wakeup.WATCHERS / name)
    try:
        listener.wait(min(timeout, _LOOK))
    finally:
        listener.close()


@functools.cache
def _versions(analysis_type: str) -> dict[str, str]:
    from scriptnb.analysis import registry

    return registry.versions(analysis_type)


def priority(value: object) -> int:
    """Return a priority that the journal can hold.

    Raises
    ------
    OptionError
        When it is no whole number or too large.
    """
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > _LARGEST_PRIORITY:
        raise OptionError(f"priority {value!r}: give a whole number; lower runs first")
    return int(value)


def whole(value: object, name: str, *, least: int) -> int:
    """Return a whole number that is at least so large."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < 2**31:
        raise OptionError(f"{name}={value!r}: give a whole number, at least {least}")
    return int(value)


def seconds(value: object, name: str, *, most: float = 1e12) -> float:
    """Return a number of seconds or MB that is not negative."""
    if (
        not isinstance(value, int | float)
        or isinstance(value, bool)
        or not math.isfinite(value)
        or not 0 <= value <= most
    ):
        raise OptionError(f"{name}={value!r}: give a number from 0 to {most:g}")
    return float(value)
