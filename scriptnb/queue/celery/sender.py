"""The thread that sends tasks to the broker, and marks those that are cancelled.

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
from scriptnb.queue.models import Outcome

if TYPE_CHECKING:
    from scriptnb.queue.celery.dispatch import Dispatch
    from scriptnb.queue.models import Job

log = logging.getLogger("scriptnb.supervisor")

#: Seconds between two tries while the broker cannot be reached.
_AGAIN = 0.25


class Sender(threading.Thread):
    """Sends tasks and cancellations.

    Parameters
    ----------
    dispatch
        What it shares with the executor.
    """

    def __init__(self, dispatch: Dispatch) -> None:
        super().__init__(name="scriptnb-sender", daemon=True)
        self._dispatch = dispatch
        self._client = dispatch.broker.client()
        self._app = app.make(dispatch.broker)
        self._connection: Any = None
        self._producer: Any = None
        #: A task to send, or the name of one to cancel.
        self._requests: deque[Job | str] = deque()
        self._new = threading.Event()
        self._idle = threading.Event()
        self._idle.set()

    def send(self, job: Job) -> None:
        """Send a task."""
        self._add(job)

    def cancel(self, name: str) -> None:
        """Mark a task as cancelled, for the worker that has it."""
        self._add(name)

    def _add(self, request: Job | str) -> None:
        self._requests.append(request)
        self._idle.clear()
        self._new.set()

    def finish(self, timeout: float) -> None:
        """Wait until everything is sent, unless the broker cannot be reached; then end."""
        if self._dispatch.unreachable_since is None:
            self._idle.wait(timeout)
        self._dispatch.ended.set()
        self._new.set()
        self.join(timeout)

    def run(self) -> None:
        """Serve until `finish`."""
        import redis
        from kombu.exceptions import OperationalError

        while not self._dispatch.ended.is_set():
            if not self._requests:
                self._idle.set()
                self._new.wait()
                self._new.clear()
                continue
            try:
                self._do(self._requests[0])
            except (redis.RedisError, OperationalError, OSError) as error:
                self._disconnect()
                self._dispatch.disconnected(reason(error))
                time.sleep(_AGAIN)
            except Exception:
                # It must not keep the thread from sending what follows.
                self._disconnect()
                log.exception("a request could not be sent to the broker")
                self._give_back(self._requests.popleft())
            else:
                self._requests.popleft()
        self._disconnect()

    def _do(self, request: Job | str) -> None:
        if isinstance(request, str):
            with self._client.pipeline(transaction=False) as pipe:
                pipe.set(messages.cancel_key(request), b"1", ex=messages.KEPT)
                pipe.delete(messages.body_key(request), messages.answer_key(request))
                pipe.execute()
        elif self._dispatch.wanted(request):
            name = messages.task_name(request)
            packed = messages.pack(request, self._dispatch.journal)
            inline: str | None = None
            if len(packed) <= messages.INLINE:
                inline = messages.to_text(packed)
            else:
                self._client.set(messages.body_key(name), packed, ex=messages.KEPT)
            self._publish(name, inline)

    def _give_back(self, request: Job | str) -> None:
        """End the attempt at a task that cannot be sent."""
        if not isinstance(request, str):
            error = "it could not be handed to the broker; see the supervisor's log"
            outcome = Outcome(kind="os_error", error=error)
            self._dispatch.finish(messages.task_name(request), outcome)

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
    """Return what went wrong without an address, which might hold a password."""
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
