"""Uploads are assembled and checked; those that are refused or incomplete use no memory."""

from __future__ import annotations

import pytest

from scriptnb.notebook.dashboard.uploads import MOST, SLICE, Uploads
from scriptnb.screenplay.source import LARGEST

SCRIPT = b"INT. HALL - DAY\n\nANNA\nIt is me.\n"


def send(uploads: Uploads, key: str, name: str, data: bytes) -> None:
    """Send a file as a page does."""
    uploads.begin(key, name, len(data))
    for at in range(0, len(data), SLICE):
        uploads.add(key, at, data[at : at + SLICE])


def states(uploads: Uploads) -> list[tuple[str, str]]:
    return [(row["state"], row["notice"]) for row in uploads.rows()]


def test_a_file_of_several_slices_is_put_together() -> None:
    uploads = Uploads()
    data = SCRIPT + b"Rain falls on the harbour, and on the sea.\n\n" * (3 * SLICE // 44)
    send(uploads, "a", "rain.fountain", data)
    (file,) = uploads.ready()
    assert file.data == data
    assert uploads.rows()[0]["received"] == len(data)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("picture.fountain", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "binary file"),
        ("empty.fountain", b"", "The file is empty."),
        ("blank.txt", b" \n\n\t\n", "The file is empty."),
        ("page.html", b"<!doctype html><p>INT. HALL - DAY", "web page"),
        ("letter.rtf", b"{\\rtf1 INT. HALL - DAY}", "Rich Text"),
    ],
)
def test_what_is_no_script_is_refused_in_one_sentence_and_leaves_no_byte(
    name: str, data: bytes, words: str
) -> None:
    uploads = Uploads()
    send(uploads, "a", name, data)
    ((state, sentence),) = states(uploads)
    assert state == "refused"
    assert words in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert uploads.rows()[0]["received"] == 0
    assert uploads.ready() == []


def test_a_file_that_is_too_large_is_refused_before_any_of_it_is_sent() -> None:
    uploads = Uploads()
    uploads.begin("a", "huge.pdf", LARGEST + 1)
    assert states(uploads) == [("refused", "50 MB is too large for a script: send at most 50 MB.")]
    uploads.add("a", 0, SCRIPT)
    assert uploads.rows()[0]["received"] == 0


def test_more_than_fits_into_memory_is_refused_until_what_waits_is_submitted() -> None:
    uploads = Uploads()
    for number in range(MOST // LARGEST):
        uploads.begin(str(number), f"{number}.pdf", LARGEST)
    uploads.begin("more", "more.pdf", 1)
    assert states(uploads)[-1][0] == "refused"
    uploads.drop("0")
    uploads.begin("again", "more.pdf", 1)
    assert states(uploads)[-1] == ("sending", "")


@pytest.mark.parametrize("at", [0, 20])
def test_a_lost_or_repeated_slice_is_noticed(at: int) -> None:
    uploads = Uploads()
    uploads.begin("a", "hall.fountain", len(SCRIPT))
    uploads.add("a", 0, SCRIPT[:10])
    uploads.add("a", at, SCRIPT[at:])
    assert states(uploads) == [("refused", "A part of it was lost in transfer: add it again.")]


def test_a_dropped_file_leaves_nothing_and_its_last_slice_is_ignored() -> None:
    uploads = Uploads()
    uploads.begin("a", "hall.fountain", len(SCRIPT))
    uploads.add("a", 0, SCRIPT[:10])
    uploads.drop("a")
    uploads.add("a", 10, SCRIPT[10:])
    assert uploads.rows() == []


def test_a_file_whose_page_went_away_is_given_up() -> None:
    uploads = Uploads(patience=0)
    uploads.begin("a", "hall.fountain", len(SCRIPT))
    uploads.add("a", 0, SCRIPT[:10])
    uploads.refuse_stalled()
    ((state, sentence),) = states(uploads)
    assert state == "refused"
    assert "add it again" in sentence
    assert not uploads.sending


def test_a_file_that_still_moves_keeps_those_behind_it_waiting() -> None:
    uploads = Uploads(patience=3600)
    uploads.begin("a", "one.fountain", len(SCRIPT))
    uploads.begin("b", "two.fountain", len(SCRIPT))
    uploads.refuse_stalled()
    assert [state for state, _ in states(uploads)] == ["sending", "sending"]


def test_a_name_is_a_label_whatever_it_says() -> None:
    uploads = Uploads()
    send(uploads, "a", "../../etc/pass\nwd\udc80.fountain", SCRIPT)
    assert uploads.ready()[0].name == "../../etc/pass wd\\udc80.fountain"
