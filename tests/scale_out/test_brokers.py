"""Addresses, passwords, certificates and access rules; what a broker is left with."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import time
from typing import TYPE_CHECKING, Any

import pytest

from scriptnb import QueueManager
from scriptnb.errors import OptionError
from scriptnb.queue.celery import broker
from scriptnb.queue.celery.broker import Broker

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Keys that hold no text.
_STAY = (b"scriptnb:taken:", b"scriptnb:worker", b"scriptnb:_kombu.", b"scriptnb:cancel:")
TEXT = "INT. HALL - DAY\n\nBOB\nIs anybody there?\n"


@pytest.mark.parametrize(
    "wrong",
    [
        "", "localhost", "http://:secret@host", "amqp://eva:secret@host//", "redis://",
        "redis://:secret@host:port/0", "redis://:secret@host:6379/films", "rediss://:secret@host?x",
        "redis://:secret@host?ssl_ca_certs=/ca.pem", "rediss://:secret@host?ssl_ca_certs=/no/ca.pem",
        "rediss://:secret@host?ssl_cert_reqs=none",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_a_word_of_its_password(wrong: str) -> None:
    with pytest.raises(OptionError, match="broker_url") as caught:
        Broker(wrong)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_an_address_shows_neither_user_nor_password() -> None:
    found = Broker("rediss://eva:s%40cret@[::1]:7000/3")
    assert repr(found) == "<Broker rediss://[::1]:7000/3>"
    assert "s%40cret@[::1]:7000/3" in found.for_celery()["broker_url"]


def test_the_error_of_an_engine_without_an_address_names_a_remedy(
    queue_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(broker.VARIABLE, raising=False)
    with pytest.raises(OptionError, match=broker.VARIABLE):
        QueueManager(engine="celery")
    with pytest.raises(OptionError, match="engine='celery'"):
        QueueManager(broker_url="redis://host")


@pytest.mark.fault
def test_the_password_lies_in_one_file_of_its_owners_and_nowhere_else(
    queue: QueueManager, queue_home: Path
) -> None:
    assert queue.submit(TEXT, "noop").result(60)
    shown = [repr(queue), str(queue.get_queue_stats()), str(queue.snapshot())]
    assert not any("sesame" in text for text in shown)
    queue.journal.db.checkpoint()
    holding = [
        file for file in queue_home.rglob("*") if file.is_file() and b"sesame" in file.read_bytes()
    ]
    assert [file.name for file in holding] == [broker.FILE]
    assert stat.S_IMODE(holding[0].stat().st_mode) == 0o600


@pytest.mark.fault
def test_a_worker_logs_no_password_and_shows_none_in_the_list_of_processes(
    queue: QueueManager, shared_worker: Any
) -> None:
    import psutil

    assert queue.submit(TEXT, "noop").result(60)
    assert "sesame" not in shared_worker.output()
    family = psutil.Process(shared_worker.pid)
    for one in [family, *family.children(recursive=True)]:
        assert "sesame" not in " ".join(one.cmdline())


@pytest.mark.fault
def test_the_address_is_remembered_for_managers_that_do_not_name_it(
    queue: QueueManager, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(broker.VARIABLE, raising=False)
    with QueueManager() as other:
        assert other.get_queue_stats()["engine"] == "celery"
        assert other.submit(TEXT, "noop").result(60)
    with QueueManager(engine="celery") as same:
        assert same.submit(f"{TEXT}more", "noop").result(60)


@pytest.mark.fault
@pytest.mark.parametrize("size", [200, 400_000])
def test_texts_and_answers_of_every_size_travel_and_are_not_left_behind(
    queue: QueueManager, shared_redis: Any, size: int
) -> None:
    text = TEXT + "".join(f"\nEXT. FIELD {os.urandom(8).hex()} - DAY\n" for _ in range(size // 40))
    task = queue.submit(text, "echo")
    assert task.result(60).raw["echo"]["text"] == text
    client = shared_redis.client()
    # That it was taken stays a day, in case the message comes a second time.
    end = time.monotonic() + 20
    while [key for key in client.keys("*") if not key.startswith(_STAY)]:
        assert time.monotonic() < end, f"left at the broker: {client.keys('*')}"
        time.sleep(0.05)
    assert all(0 < client.ttl(key) <= 86400 for key in client.keys("scriptnb:taken:*"))


@pytest.mark.fault
def test_a_file_that_is_no_text_travels_as_it_is(queue: QueueManager, tmp_path: Path) -> None:
    script = tmp_path / "draft.fdx"
    script.write_text(
        "<?xml version='1.0' encoding='UTF-8'?><FinalDraft DocumentType='Script'><Content>"
        "<Paragraph Type='Scene Heading'><Text>INT. HALL - DAY</Text></Paragraph>"
        "<Paragraph Type='Character'><Text>BOB</Text></Paragraph>"
        "<Paragraph Type='Dialogue'><Text>Here.</Text></Paragraph>"
        "</Content></FinalDraft>"
    )
    assert queue.submit(script).result(60).scenes["location"].tolist() == ["HALL"]


@pytest.mark.fault
def test_clearing_everything_leaves_no_text_at_the_broker(
    queue: QueueManager, shared_redis: Any, tmp_path: Path
) -> None:
    gate, arrived = tmp_path / "gate", tmp_path / "arrived"
    os.mkfifo(gate)
    os.mkfifo(arrived)
    text = TEXT + "".join(f"\nEXT. FIELD {os.urandom(8).hex()} - DAY\n" for _ in range(5000))
    queue.submit(text, "gate", gate=str(gate), arrived=str(arrived))
    arrived.read_text()
    client = shared_redis.client()
    assert client.keys("scriptnb:body:*")
    queue.clear(everything=True)
    end = time.monotonic() + 20
    while client.keys("scriptnb:body:*"):
        assert time.monotonic() < end, "the text is still at the broker"
        time.sleep(0.05)


@pytest.mark.fault
def test_a_wrong_password_is_reported_as_such(
    queue_home: Path, analyzers: Path, shared_redis: Any
) -> None:
    url = f"redis://:wrongsecret@127.0.0.1:{shared_redis.port}/0"
    with QueueManager(engine="celery", broker_url=url) as queue:
        task = queue.submit(TEXT, "noop")
        held = None
        while not held:
            held = queue.get_queue_stats()["held_back"]
        assert "password refused" in held
        assert "wrongsecret" not in held
        assert task.cancel()


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Make a self-signed certificate for 127.0.0.1."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl, which makes the test's certificate, is not installed")
    crt, key = tmp_path / "broker.crt", tmp_path / "broker.key"
    subprocess.run(
        [
            "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
            "-keyout", str(key), "-out", str(crt), "-subj", "/CN=broker",
            "-addext", "subjectAltName=IP:127.0.0.1",
        ],
        check=True, capture_output=True,
    )  # fmt: skip
    return crt, key


@pytest.mark.fault
def test_over_tls_with_a_user_whose_rights_end_at_our_keys(
    queue_home: Path, analyzers: Path,
    certificate: tuple[Path, Path], start_worker: Callable[..., Any], make_redis: Any,
) -> None:  # fmt: skip
    crt, key = certificate
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    server = make_redis(
        "--tls-port", str(port), "--tls-cert-file", str(crt), "--tls-key-file", str(key),
        "--tls-auth-clients", "no",
    )  # fmt: skip
    client = server.client()
    # The rule that docs/scale-out.md gives.
    client.execute_command(
        "ACL", "SETUSER", "scriptnb", "on", ">hush hush", "~scriptnb:*", "&scriptnb:*",
        "+@all", "-@admin", "-@dangerous",
    )  # fmt: skip
    url = f"rediss://scriptnb:hush%20hush@127.0.0.1:{port}/0?ssl_ca_certs={crt}"
    worker = start_worker(url)
    with QueueManager(engine="celery", broker_url=url) as queue:
        task = queue.submit(TEXT * 2000)
        try:
            assert task.result(60).summary["speeches"].item() == 2000
        except TimeoutError:
            pytest.fail(f"{queue.get_queue_stats()} {worker.output()}")
        assert queue.get_queue_stats()["broker"] == f"rediss://127.0.0.1:{port}/0"
    assert [key for key in client.keys("*") if not key.startswith(b"scriptnb:")] == []


@pytest.mark.fault
def test_a_broker_whose_certificate_is_not_trusted_is_not_talked_to(
    queue_home: Path, analyzers: Path,
    certificate: tuple[Path, Path], make_redis: Any,
) -> None:  # fmt: skip
    crt, key = certificate
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    make_redis(
        "--tls-port", str(port), "--tls-cert-file", str(crt), "--tls-key-file", str(key),
        "--tls-auth-clients", "no",
    )  # fmt: skip
    url = f"rediss://:open%20sesame%2F1@127.0.0.1:{port}/0"
    with QueueManager(engine="celery", broker_url=url) as queue:
        task = queue.submit(TEXT, "noop")
        held = None
        while not held:
            held = queue.get_queue_stats()["held_back"]
        assert "certificate is not trusted" in held
        assert task.cancel()


@pytest.mark.fault
def test_no_text_waits_at_the_broker_while_its_turn_has_not_come(
    queue: QueueManager, shared_redis: Any
) -> None:
    queue.pause()
    queue.submit_many([f"{TEXT}{n}" for n in range(100)], "noop")
    assert shared_redis.client().llen("scriptnb:tasks") == 0
    assert queue.get_queue_stats()["queue_size"] == 100
