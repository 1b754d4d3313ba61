"""The broker's address: checked, kept in a file that only its owner reads, shown without password.

It also makes the connections, and knows nothing of what is sent over them.
"""

from __future__ import annotations

import os
import secrets
import ssl
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from scriptnb.errors import OptionError
from scriptnb.queue.store import paths

if TYPE_CHECKING:
    from pathlib import Path

#: The environment variable with the broker's address, used where no argument gives it.
VARIABLE = "SCRIPTNB_BROKER_URL"
#: The file beside the journal.
FILE = "broker"
#: Every key of ours at the broker begins with it, so that an access rule can name them all.
PREFIX = "scriptnb:"
#: Seconds after which a broker that does not answer counts as unreachable.
PATIENCE = 5.0

_TLS = ("ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
_SHAPE = "rediss://user:password@host:6379/0 (TLS) or redis://:password@host:6379/0"


class Broker:
    """A checked address; neither ``repr`` nor an error ever holds its password.

    Parameters
    ----------
    url
        ``redis://`` or ``rediss://``; the latter takes ``?ssl_ca_certs=FILE`` and, for a broker
        that asks for one, ``ssl_certfile`` and ``ssl_keyfile``. The certificate and the host's
        name in it are always checked.

    Raises
    ------
    OptionError
        When it is no such address.

    Examples
    --------
    >>> Broker("redis://eva:secret@films.example:6380/2")
    <Broker redis://films.example:6380/2>
    """

    __slots__ = ("_name", "_password", "database", "host", "port", "tls", "url")

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            self.port = parts.port or 6379
            self.database = int(parts.path.strip("/") or 0)
            options = dict(parse_qsl(parts.query, strict_parsing=bool(parts.query)))
        except (ValueError, AttributeError, TypeError):
            raise OptionError(f"broker_url is no address of a broker; write {_SHAPE}") from None
        if parts.scheme not in ("redis", "rediss") or not parts.hostname or self.database < 0:
            raise OptionError(f"broker_url is no address of a broker; write {_SHAPE}")
        if unknown := sorted(set(options) - set(_TLS)):
            raise OptionError(
                f"broker_url has no option {unknown[0]!r}; there are {', '.join(_TLS)}"
            )
        if options and parts.scheme != "rediss":
            raise OptionError(f"broker_url has {min(options)}, so it must begin with rediss://")
        for option, file in options.items():
            if not os.path.isfile(file):  # noqa: PTH113 - a text as the user wrote it
                raise OptionError(f"broker_url names {file} as {option}; there is no such file")
        self.url = url
        self.host = parts.hostname
        self.tls = options if parts.scheme == "rediss" else None
        self._name = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None

    @property
    def shown(self) -> str:
        """The address for people: without user and password."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"redis{'s' if self.tls is not None else ''}://{host}:{self.port}/{self.database}"

    def __repr__(self) -> str:
        return f"<Broker {self.shown}>"

    def client(self) -> Any:
        """Return a client that connects at its first command.

        redis-py declares the types of its synchronous and asynchronous clients at once, hence
        ``Any``.
        """
        import redis
        from redis.backoff import NoBackoff
        from redis.retry import Retry

        options = {} if self.tls is None else {"ssl": True, **self._tls_options()}
        return redis.Redis(
            host=self.host, port=self.port, db=self.database, username=self._name,
            password=self._password, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE,
            retry=Retry(NoBackoff(), 0), **options,
        )  # fmt: skip

    def _tls_options(self) -> dict[str, Any]:
        return {"ssl_cert_reqs": ssl.CERT_REQUIRED, "ssl_check_hostname": True, **(self.tls or {})}

    def for_celery(self) -> dict[str, Any]:
        """Return the settings with which Celery connects to it."""
        who = "" if self._name is None else quote(self._name, safe="")
        if self._password is not None:
            who += f":{quote(self._password, safe='')}"
        bare = self.shown.split("://", 1)[1]
        url = f"redis{'s' if self.tls is not None else ''}://{who}{'@' if who else ''}{bare}"
        return {
            "broker_url": url,
            "broker_use_ssl": None if self.tls is None else self._tls_options(),
        }


def choose(home: Path, engine: str, url: str | None) -> dict[str, str]:
    """Return the journal's settings for an engine; the broker's address is saved beside it.

    Raises
    ------
    OptionError
        When no address is known, when it is none, or when the extra is not installed.
    """
    if engine != "celery":
        return {"engine": engine}
    broker = find(home, url)
    try:
        known = load(home).url == broker.url
    except OptionError:
        known = False
    if known:
        return {"engine": engine}
    save(home, broker)
    return {"engine": engine, "broker_mark": secrets.token_hex(4)}


def find(home: Path | None, url: str | None) -> Broker:
    """Return the broker that was named, by argument, by `VARIABLE`, or for this journal before.

    Raises
    ------
    OptionError
        When none was named, when it is no address, or when the extra is not installed.
    """
    require()
    url = url or os.environ.get(VARIABLE)
    if url:
        return Broker(url)
    if home is not None and (home / FILE).exists():
        return load(home)
    raise OptionError(f"the broker's address is missing: give it, or set {VARIABLE} to {_SHAPE}")


def require() -> None:
    """Check that Celery and the Redis client are installed.

    Raises
    ------
    OptionError
        When they are not.
    """
    from importlib.util import find_spec

    if missing := [name for name in ("celery", "redis") if find_spec(name) is None]:
        raise OptionError(
            f"the engine 'celery' needs {' and '.join(missing)}: pip install 'scriptnb[celery]'"
        )


def save(home: Path, broker: Broker) -> None:
    """Keep the address beside the journal, readable by its owner only."""
    file = home / FILE
    new = home / f"{FILE}.{os.getpid()}"
    new.unlink(missing_ok=True)
    paths.make_file(new)
    new.write_text(broker.url, encoding="utf-8")
    new.replace(file)


def load(home: Path) -> Broker:
    """Return the address that was kept.

    Raises
    ------
    OptionError
        When none was, or it was edited into something else.
    """
    try:
        url = (home / FILE).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise OptionError(
            "the address of the broker is not known any more; make a QueueManager with "
            "engine='celery' and broker_url"
        ) from None
    return Broker(url)
