"""The records that a supervisor and its workers exchange, and the broker's keys that hold them.

JSON only, both ways, compressed; each record is checked against its type when it is read.
"""

from __future__ import annotations

import base64
import binascii
import os
import zlib

import msgspec

from scriptnb.errors import MessageError
from scriptnb.queue.celery.broker import PREFIX
from scriptnb.queue.models import Job, Outcome, Progress, TaskSpec, spec
from scriptnb.version import __version__

#: The version of these records; part of the queue's name, so that two sides that differ never meet.
WIRE = 3
#: A compressed task above this many bytes goes through a key instead of the message.
INLINE = int(os.environ.get("SCRIPTNB_INLINE_BYTES", "16384"))
#: Seconds after which the broker forgets texts and answers that nobody read.
KEPT = 86400
#: Seconds after which a message that a dead worker held is given to another one. A supervisor
#: notices the death sooner and sends again; this is for supervisors that died as well.
DELIVERED_AGAIN = 3600
#: No task and no answer may be larger than this, unpacked, in bytes.
_LARGEST = 2**30

#: In place of a worker's name: no answer is accepted any more.
NOBODY = b""
#: Stores an answer and publishes its task's name, unless the task was cancelled or taken by another
#: worker. One step at the broker, because a command that a broken connection held back may arrive
#: long after the worker has sent it again.
#: Keys: taken, cancel, answer, body. Values: the worker, head, body, seconds, channel, task.
STORE_ANSWER = """
local holder = redis.call('GET', KEYS[1])
if (holder and holder ~= ARGV[1]) or redis.call('EXISTS', KEYS[2]) == 1 then
    return 0
end
redis.call('HSET', KEYS[3], 'head', ARGV[2], 'body', ARGV[3])
redis.call('EXPIRE', KEYS[3], ARGV[4])
redis.call('DEL', KEYS[4])
redis.call('PUBLISH', ARGV[5], ARGV[6])
return 1
"""

#: A worker of another version reads another queue: it is never given what it would do differently.
QUEUE = f"tasks-{__version__}-{WIRE}"
#: The set of all workers' names.
WORKERS = f"{PREFIX}workers"


def worker_key(name: str) -> str:
    """Return the key of a worker's latest `Heartbeat`."""
    return f"{PREFIX}worker:{name}"


def body_key(task: str) -> str:
    """Return the key of the text of a task that is too large for a message."""
    return f"{PREFIX}body:{task}"


def taken_key(task: str) -> str:
    """Return the key of the worker that took a task, `NOBODY` once it is over.

    It makes a second delivery of the same message harmless.
    """
    return f"{PREFIX}taken:{task}"


def cancel_key(task: str) -> str:
    """Return the key that exists when a task was cancelled."""
    return f"{PREFIX}cancel:{task}"


def answer_key(task: str) -> str:
    """Return the key of a task's answer, until the journal has it."""
    return f"{PREFIX}answer:{task}"


def refusal_key(worker: str) -> str:
    """Return the key of the reason for which a supervisor does not use a worker."""
    return f"{PREFIX}refusal:{worker}"


def answers_channel(journal: str) -> str:
    """Return the channel on which workers publish which answers are there."""
    return f"{PREFIX}answers:{journal}"


def task_name(job: Job) -> str:
    """Return the name of one attempt at a task, the same for every supervisor of the journal.

    The claim's token is in it: attempts count from zero again when somebody retries a task, and
    several journals may share a broker.
    """
    return f"{job.id}-{job.retry_count}-{job.token}"


class Message(TaskSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task on its way to a worker."""

    scriptnb: str
    #: The journal, to notify when it is answered.
    journal: str
    crashes: int
    #: The source, where it is text; else ``data``, which JSON holds in base64.
    text: str | None
    data: bytes | None

    def job(self, name: str, limit_mb: float | None) -> Job:
        """Return it for the worker's pool; ``limit_mb`` is the worker's own memory limit."""
        limits = [each for each in (limit_mb, self.memory_limit_mb) if each is not None]
        own = {"memory_limit_mb": min(limits) if limits else None}
        data = self.data if self.text is None else self.text.encode()
        return Job(
            **spec(self) | own, id=0, token=name, data=data or b"", retry_count=0,
            crashes=self.crashes,
        )  # fmt: skip


class Heartbeat(msgspec.Struct, frozen=True):
    """What a worker reports of itself some times a second."""

    name: str
    host: str
    pid: int
    scriptnb: str
    #: Rises: a worker whose heartbeat stays the same is dead.
    count: int
    slots: int
    #: Resident bytes of the worker, its slots and their children.
    rss: int
    memory_limit_mb: float | None
    queue: str
    running: dict[str, Progress]
    #: It was asked to end and takes no further task.
    leaving: bool = False


def pack(job: Job, journal: str) -> bytes:
    """Write a task as compressed JSON."""
    text: str | None = None
    if job.is_text:
        text = str(job.data, "utf-8")
    message = Message(
        **spec(job), scriptnb=__version__, journal=journal, crashes=job.crashes, text=text,
        data=job.data if text is None else None,
    )  # fmt: skip
    return zlib.compress(msgspec.json.encode(message), 1)


def unpack(packed: bytes) -> Message:
    """Read a task.

    Raises
    ------
    MessageError
        When it is none of this version's.
    """
    try:
        message = msgspec.json.decode(_inflate(packed), type=Message)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"a task arrived that this version cannot read ({error})") from None
    if message.scriptnb != __version__:
        raise MessageError(
            f"the task comes from scriptnb {message.scriptnb} and this worker has {__version__}; "
            "install the same version on both sides"
        )
    return message


def to_text(packed: bytes) -> str:
    """Write bytes so that a message can hold them."""
    return base64.b64encode(packed).decode("ascii")


def from_text(text: object) -> bytes:
    """Read `to_text` back.

    Raises
    ------
    MessageError
        When it is something else.
    """
    try:
        return base64.b64decode(text if isinstance(text, str) else b"!", validate=True)
    except (binascii.Error, ValueError):
        raise MessageError("a message holds no task") from None


def pack_answer(outcome: Outcome) -> dict[str, bytes]:
    """Write how a task ended: all but the result, and the result, which is compressed already."""
    head = msgspec.structs.replace(outcome, body=b"")
    return {"head": zlib.compress(msgspec.json.encode(head), 1), "body": outcome.body}


def unpack_answer(fields: dict[bytes, bytes], job: Job) -> Outcome:
    """Read how a task ended; anything that no worker of this version writes is refused.

    Raises
    ------
    MessageError
        When it is not an answer to this task.
    """
    try:
        head = msgspec.json.decode(_inflate(fields[b"head"]), type=Outcome)
        body = fields[b"body"]
        if head.kind is None:
            msgspec.json.decode(_inflate(body), type=msgspec.Raw)
    except (KeyError, zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MessageError(f"a worker's answer cannot be read ({error})") from None
    if head.kind is None and head.key != job.key:
        raise MessageError("a worker's answer is the answer to something else")
    return msgspec.structs.replace(head, body=body)


def _inflate(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    data = stream.decompress(packed, _LARGEST)
    if stream.unconsumed_tail or not stream.eof:
        raise zlib.error("it is cut off or too large")
    return data
