"""What travels between a dispatcher and its workers, and under which keys.

JSON only, both ways, compressed; each record is checked against its type when it is read. Knows no
connection.
"""

from __future__ import annotations

import base64
import binascii
import os
import zlib

import msgspec

from scriptnb.errors import QueueError
from scriptnb.queue.celery.broker import PREFIX
from scriptnb.queue.models import Job, Outcome, TaskSpec, spec
from scriptnb.version import __version__

#: Of these records; part of the queue's name, so that two sides that differ never meet.
WIRE = 2
#: A compressed task above this many bytes goes through a key instead of the message.
INLINE = int(os.environ.get("SCRIPTNB_INLINE_BYTES", "16384"))
#: Seconds after which the broker forgets texts and answers that nobody took.
KEPT = 86400
#: Seconds after which a message that a dead worker held is given to another one. A dispatcher sees
#: that sooner and sends again; this is for dispatchers that died as well.
DELIVERED_AGAIN = 3600
#: More than this many bytes no task and no answer unpacks to.
_LARGEST = 2**30

#: In place of a worker's name: no answer is wanted any more, whoever has one.
NOBODY = b""
#: Leaves an answer and rings, unless nobody wants it. At the broker in one step, because what a cut
#: cable held back may arrive long after the worker has said it again.
#: Keys: taken, cancel, answer, body. Values: the worker, head, body, seconds, channel, task.
LEAVE_ANSWER = """
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

#: A worker of another version listens elsewhere: it is never given what it would do differently.
QUEUE = f"tasks-{__version__}-{WIRE}"
#: The set of all workers' names.
WORKERS = f"{PREFIX}workers"


def worker_key(name: str) -> str:
    """Where a worker's latest `Beat` lies."""
    return f"{PREFIX}worker:{name}"


def body_key(task: str) -> str:
    """Where the text of a task lies that is too big for a message."""
    return f"{PREFIX}body:{task}"


def taken_key(task: str) -> str:
    """Who took a task, `NOBODY` once it is over: what makes a second delivery harmless."""
    return f"{PREFIX}taken:{task}"


def cancel_key(task: str) -> str:
    """Where it is said that nobody wants a task's answer any more."""
    return f"{PREFIX}cancel:{task}"


def answer_key(task: str) -> str:
    """Where a task's answer lies until its dispatcher has it."""
    return f"{PREFIX}answer:{task}"


def refusal_key(worker: str) -> str:
    """Where a worker reads why a dispatcher does not use it."""
    return f"{PREFIX}refusal:{worker}"


def bell_channel(journal: str) -> str:
    """Where workers tell a dispatcher that an answer is there."""
    return f"{PREFIX}bell:{journal}"


def task_name(job: Job) -> str:
    """Name one attempt at a task, the same for every supervisor that looks into the journal.

    The claim's token is in it: attempts count from zero again when somebody retries a task, and
    several journals may share a broker.
    """
    return f"{job.id}-{job.retry_count}-{job.token}"


class WireError(QueueError):
    """A message or an answer is not what the other side of this version writes."""


class Message(TaskSpec, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A task on its way to a worker."""

    scriptnb: str
    #: The journal, to notify when it is answered.
    journal: str
    crashes: int
    #: The source, where it is text; else ``data``, which JSON holds in base64.
    text: str | None
    data: bytes | None

    def job(self, limit_mb: float | None) -> Job:
        """Return it as a worker's slot takes it; ``limit_mb`` is the worker's own limit."""
        limits = [each for each in (limit_mb, self.memory_limit_mb) if each is not None]
        own = {"memory_limit_mb": min(limits) if limits else None}
        data = self.data if self.text is None else self.text.encode()
        return Job(
            **spec(self) | own, id=0, token="", data=data or b"", retry_count=0,
            crashes=self.crashes,
        )  # fmt: skip


class Running(msgspec.Struct, frozen=True):
    """A task in a worker's slot: how far it is, and the most memory it took, in bytes."""

    share: float = 0.0
    note: str = ""
    peak: int = 0


class Beat(msgspec.Struct, frozen=True):
    """What a worker tells of itself some times a second."""

    name: str
    host: str
    pid: int
    scriptnb: str
    #: Rises: a beat that stays the same is a worker that does not live.
    count: int
    slots: int
    #: Resident bytes of the worker, its slots and their children.
    rss: int
    memory_limit_mb: float | None
    queue: str
    running: dict[str, Running]
    #: It takes nothing new: it was told to end.
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
    WireError
        When it is none of this version's.
    """
    try:
        message = msgspec.json.decode(_inflate(packed), type=Message)
    except (zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(f"a task arrived that this version cannot read ({error})") from None
    if message.scriptnb != __version__:
        raise WireError(
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
    WireError
        When it is something else.
    """
    try:
        return base64.b64decode(text if isinstance(text, str) else b"!", validate=True)
    except (binascii.Error, ValueError):
        raise WireError("a message holds no task") from None


def pack_answer(outcome: Outcome) -> dict[str, bytes]:
    """Write how a task ended: all but the result, and the result, which is compressed already."""
    head = msgspec.structs.replace(outcome, body=b"")
    return {"head": zlib.compress(msgspec.json.encode(head), 1), "body": outcome.body}


def unpack_answer(fields: dict[bytes, bytes], job: Job) -> Outcome:
    """Read how a task ended; anything that no worker of this version writes is refused.

    Raises
    ------
    WireError
        When it is not an answer to this task.
    """
    try:
        head = msgspec.json.decode(_inflate(fields[b"head"]), type=Outcome)
        body = fields[b"body"]
        if head.kind is None:
            msgspec.json.decode(_inflate(body), type=msgspec.Raw)
    except (KeyError, zlib.error, msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WireError(f"a worker's answer cannot be read ({error})") from None
    if head.kind is None and head.key != job.key:
        raise WireError("a worker's answer is the answer to something else")
    return msgspec.structs.replace(head, body=body)


def _inflate(packed: bytes) -> bytes:
    stream = zlib.decompressobj()
    data = stream.decompress(packed, _LARGEST)
    if stream.unconsumed_tail or not stream.eof:
        raise zlib.error("it is cut off or too large")
    return data
