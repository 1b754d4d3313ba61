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
from scriptnb.queue.models import PER_TASK, Limits, NewTask, Settings
from scriptnb.screenplay import source as sources

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

    from scriptnb.screenplay import Screenplay

#: Priorities stay far from where a retry's "one more" could overflow.
_LARGEST_PRIORITY = 2**31


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

    def task(
        self,
        source: str | os.PathLike[str] | Screenplay | sources.FileBytes | None,
        text: str | None = None,
        name: str | None = None,
    ) -> NewTask:
        """Read one source and return its task."""
        given = sources.take(source, text, format=self.format, language=self.language)
        digest = cache_key.digest(given.data)
        key = cache_key.content_key(
            source=digest, is_text=given.is_text,
            format=cache_key.key_format(given.format, given.name), language=given.language,
            analysis_type=self.analysis_type, versions=self.versions, options=self.options,
        )  # fmt: skip
        return NewTask(
            **msgspec.structs.asdict(self.settings), data=given.data, source=digest,
            is_text=given.is_text,
            name=given.name if name is None else sources.storable_name(name), format=given.format,
            language=given.language, analysis_type=self.analysis_type, options=self.options,
            versions=self.versions, key=key, use_cache=self.use_cache, priority=self.priority,
        )  # fmt: skip


def order(
    defaults: Settings,
    analysis_type: str,
    rank: int,
    *,
    format: str = "auto",  # noqa: A002 - the public name
    language: str | None = None,
    use_cache: bool = True,
    **rest: Any,
) -> Order:
    """Make the order of a submit from its keywords.

    Those of `PER_TASK` change the defaults, unless they are None; the rest is the analyzers'.
    """
    options = {name: value for name, value in rest.items() if name not in PER_TASK}
    given = {name: rest[name] for name in PER_TASK if rest.get(name) is not None}
    settings = checked(msgspec.structs.replace(defaults, **given)) if given else defaults
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
