"""What is checked and computed before a task is journaled: settings, options, the content key.

Everything wrong with a submit is found here, before anything was written.
"""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING, Any

import msgspec

from scriptnb.errors import OptionError
from scriptnb.queue import cache_key, retry
from scriptnb.queue.store.journal import NewTask
from scriptnb.screenplay import source as sources

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from scriptnb.screenplay import Screenplay

#: Priorities stay far from where a retry's "one more" could overflow.
_LARGEST_PRIORITY = 2**31


class Settings(msgspec.Struct, frozen=True):
    """What a manager gives each of its tasks."""

    max_retries: int
    retry_delay: float
    task_timeout: float | None
    memory_limit_mb: float | None
    result_ttl: float

    def checked(self) -> Settings:
        """Return it when every value is possible."""
        seconds(self.retry_delay, "retry_delay", most=retry.LONGEST)
        seconds(self.result_ttl, "result_ttl")
        whole(self.max_retries, "max_retries", least=0)
        for name in ("task_timeout", "memory_limit_mb"):
            if (value := getattr(self, name)) is not None and seconds(value, name) == 0:
                raise OptionError(f"{name}=0 would let nothing run; give more, or None")
        return self

    def but(
        self,
        max_retries: int | None,
        task_timeout: float | None,
        memory_limit_mb: float | None,
    ) -> Settings:
        """Return these settings with those changed that are not None."""
        given = {
            "max_retries": max_retries,
            "task_timeout": task_timeout,
            "memory_limit_mb": memory_limit_mb,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        return msgspec.structs.replace(self, **changed).checked() if changed else self


class Order:
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
        options: Mapping[str, Any],
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
        # Once for all of them.
        self._texts = cache_key.canonical(self.options), cache_key.canonical(self.versions)

    def task(
        self,
        source: str | os.PathLike[str] | Screenplay | sources.FileBytes | None,
        text: str | None = None,
        name: str | None = None,
    ) -> NewTask:
        """Read one source and return its task."""
        given = sources.take(source, text, format=self.format, language=self.language)
        digest = cache_key.digest(given.data)
        options, versions = self._texts
        key = cache_key.content_key(
            source=digest, is_text=given.is_text,
            format=cache_key.key_format(given.format, given.name), language=given.language,
            analysis_type=self.analysis_type, versions=self.versions, options=self.options,
        )  # fmt: skip
        return NewTask(
            data=given.data, hash=digest, is_text=given.is_text,
            name=given.name if name is None else sources.storable_name(name), format=given.format,
            language=given.language, analysis_type=self.analysis_type, options=options,
            versions=versions, key=key, use_cache=self.use_cache, priority=self.priority,
            **msgspec.structs.asdict(self.settings),
        )  # fmt: skip


def order(
    defaults: Settings,
    analysis_type: str,
    rank: int,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    use_cache: bool = True,
    max_retries: int | None = None,
    task_timeout: float | None = None,
    memory_limit_mb: float | None = None,
    **options: Any,
) -> Order:
    """Make the order of a submit from its keywords: what is none of these is the analyzers'."""
    settings = defaults.but(max_retries, task_timeout, memory_limit_mb)
    return Order(analysis_type, rank, format, language, use_cache, settings, options)


@functools.cache
def _versions(analysis_type: str) -> dict[str, str]:
    from scriptnb import screenplay
    from scriptnb.analysis import registry

    return {"screenplay": screenplay.PARSER_VERSION, **registry.versions(analysis_type)}


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
