"""Hands tasks to Celery, and tells workers what is no longer wanted; a thread of its own.

While the broker cannot be reached everything waits here, in order.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from scriptnb.queue.celery import app, messages
from scriptnb.queue.models import Measured, Outcome

if TYPE_CHECKING:
    from scriptnb.queue.celery.executor import Engine
    from scriptnb.queue.models import Job

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two tries while the broker cannot be reached.
_AGAIN = 0.25


class Sender(threading.Thread):
    """The thread that writes to the broker.

    Parameters
    ----------
    engine
        What it serves.
    """

    def __init__(self, engine: Engine) -> None:
        super().__init__(name="scriptnb-sender", daemon=True)
        self._engine = engine
        self._client = engine.broker.client()
        self._app = app.make(engine.broker)
        self._connection: Any = None
        self._producer: Any = None
        self._orders: deque[Job | str] = deque()
        self._ring = threading.Event()
        self._idle = threading.Event()
        self._idle.set()

    def send(self, job: Job) -> None:
        """Send a task."""
        self._order(job)

    def cancel(self, name: str) -> None:
        """Tell workers that nobody wants this task's answer."""
        self._order(name)

    def _order(self, order: Job | str) -> None:
        self._orders.append(order)
        self._idle.clear()
        self._ring.set()

    def finish(self, timeout: float) -> None:
        """Wait until everything was said, unless the broker cannot be reached."""
        if self._engine.unreachable_since is None:
            self._idle.wait(timeout)
        self._engine.ended.set()
        self._ring.set()
        self.join(timeout)

    def run(self) -> None:
        """Serve until the engine ends."""
        import redis
        from kombu.exceptions import OperationalError

        while not self._engine.ended.is_set():
            if not self._orders:
                self._idle.set()
                self._ring.wait()
                self._ring.clear()
                continue
            try:
                self._do(self._orders[0])
            except (redis.RedisError, OperationalError, OSError) as error:
                self._disconnect()
                self._engine.not_reached(reason(error))
                time.sleep(_AGAIN)
            except Exception:
                # Whatever it is, it is this order's: ended by it, the thread would send no other.
                self._disconnect()
                log.exception("an order could not be given to the broker")
                self._give_back(self._orders.popleft())
            else:
                self._orders.popleft()
        self._disconnect()

    def _do(self, order: Job | str) -> None:
        if isinstance(order, str):
            with self._client.pipeline(transaction=False) as pipe:
                pipe.set(messages.cancel_key(order), b"1", ex=messages.KEPT)
                pipe.delete(messages.body_key(order), messages.answer_key(order))
                pipe.execute()
        elif self._engine.wanted(order):
            name = messages.task_name(order)
            packed = messages.pack(order, self._engine.journal)
            inline: str | None = None
            if len(packed) <= messages.INLINE:
                inline = messages.to_text(packed)
            else:
                self._client.set(messages.body_key(name), packed, ex=messages.KEPT)
            self._publish(name, inline)

    def _give_back(self, order: Job | str) -> None:
        """Let the journal decide about a task that cannot be sent."""
        if not isinstance(order, str):
            error = "it could not be handed to the broker; the supervisor's log says why"
            self._engine.finished(
                messages.task_name(order),
                Outcome(kind="os_error", measured=Measured(), error=error),
            )

    def _publish(self, name: str, inline: str | None) -> None:
        if self._producer is None:
            self._connection = self._app.connection_for_write()
            self._producer = self._app.amqp.Producer(self._connection)
        self._app.send_task(
            app.TASK, kwargs={"packed": inline}, task_id=name, queue=messages.QUEUE,
            producer=self._producer, retry=False, ignore_result=True,
            # Celery writes arguments into each message once more, for people to read.
            argsrepr="()", kwargsrepr="{}",
        )  # fmt: skip

    def _disconnect(self) -> None:
        with contextlib.suppress(Exception):
            if self._connection is not None:
                self._connection.collapse()
        self._connection = self._producer = None


def reason(error: BaseException) -> str:
    """Name what went wrong, without an address: it might hold a password."""
    import redis

    text = f"{type(error).__name__} {error}"
    if isinstance(error, redis.AuthenticationError) or "WRONGPASS" in text or "NOAUTH" in text:
        return "user or password refused"
    if "certificate" in text.lower():
        return "its certificate is not trusted"
    if "NoPermission" in text or "no permissions" in text:
        return "the user may not do what is needed"
    if "refused" in text.lower():
        return "connection refused"
    if "timed out" in text.lower() or isinstance(error, redis.TimeoutError):
        return "no answer"
    return type(error).__name__
