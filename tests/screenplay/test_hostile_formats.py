"""Hostile and damaged files of every format give a script or one clear error."""

from __future__ import annotations

import io
import itertools
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.screenplay.formats.base import MOST_LINES
from scriptnb.screenplay.reading import parse_bytes

sys.path.insert(0, str(Path(__file__).parent))

from typing import TYPE_CHECKING

from format_makers import DOCX, FDX, INSIDE, OSF, archive, every_format
from pdf_maker import make_pdf

if TYPE_CHECKING:
    from scriptnb.screenplay.screenplay import Screenplay

FORMATS = every_format()
ARCHIVES = ("fadein", "highland", "celtx", "docx")
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def whole(script: Screenplay) -> None:
    """Hold what holds for every script, however it was read."""
    lines = script.text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    covered = [n for e in script.elements for n in range(e.line, e.end_line + 1)]
    assert len(covered) == len(set(covered))
    assert {n + 1 for n, line in enumerate(lines) if line.strip()} <= set(covered)
    assert all(a.end_line < b.line for a, b in itertools.pairwise(script.elements))
    assert all(0 <= s < e <= len(x.text) for x in script.elements for s, e, _ in x.styles)
    assert len(script.scenes) >= bool(script.dialogues)
    assert script.to_fdx()
    assert isinstance(script.problems, list)


def read(data: bytes, name: str, format: str = "auto") -> None:  # noqa: A002
    """Read; a script must be whole, an error must be one of ours and name the file."""
    said = f"{name}: "
    try:
        whole(parse_bytes(data, name, format=format))
    except ScriptReadError as error:
        said = str(error)
    assert said.startswith(name)
    assert "Traceback" not in said


@pytest.mark.parametrize("name", FORMATS)
def test_the_formats_are_known_by_their_content(name: str) -> None:
    script = parse_bytes(FORMATS[name], "script.bin")
    assert script.format == name
    assert script.scenes[0].int_ext == "INT"
    assert "ADA" in script.text
    whole(script)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_off_anywhere_is_an_error_or_what_was_left(name: str) -> None:
    data = FORMATS[name]
    for length in sorted({*range(0, len(data), max(1, len(data) // 150)), len(data) - 1}):
        read(data[:length], f"cut.{name}")
        read(data[:length], f"cut.{name}", format=name)


@pytest.mark.parametrize("name", FORMATS)
@given(damage=st.data())
@SLOW
def test_a_damaged_file_is_an_error_or_a_script(name: str, damage: st.DataObject) -> None:
    data = bytearray(FORMATS[name])
    for _ in range(damage.draw(st.integers(1, 6))):
        at = damage.draw(st.integers(0, len(data)))
        cut = damage.draw(st.integers(0, 8))
        data[at : at + cut] = damage.draw(st.binary(max_size=8))
    read(bytes(data), f"hurt.{name}")
    read(bytes(data), f"hurt.{name}", format=name)


@pytest.mark.parametrize("name", INSIDE)
@given(damage=st.data())
@SLOW
def test_a_sound_archive_with_damaged_content_is_too(name: str, damage: st.DataObject) -> None:
    member, text = INSIDE[name]
    at = damage.draw(st.integers(0, len(text)))
    cut = damage.draw(st.integers(0, 20))
    filling = damage.draw(st.text(max_size=10) | st.sampled_from(["<", "</w:p>", "<p>", "&#0;"]))
    hurt = text[:at] + filling + text[at + cut :]
    members: dict[str, str | bytes] = {member: hurt.encode("utf-8", "surrogatepass")}
    if name == "celtx":
        members["project.rdf"] = b""
    read(archive(members), f"hurt.{name}")


@given(st.sampled_from(sorted(FORMATS)), st.binary(max_size=200))
@SLOW
def test_any_bytes_read_as_any_format_are_an_error_or_a_script(name: str, data: bytes) -> None:
    read(data, "any.bin", format=name)


@pytest.mark.parametrize("end", ["fountain", "fdx", "pdf", "fadein", "docx", "celtx", "trelby"])
def test_a_picture_with_a_wrong_name_names_the_formats_that_are_read(end: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 40
    with pytest.raises(UnsupportedFormatError, match=rf"photo\.{end}: .*Final Draft \(\.fdx\)"):
        parse_bytes(picture, f"photo.{end}")


def test_line_ends_in_attributes_stay_within_their_element() -> None:
    odd = "1&#13;&#10;2&#13;3"
    fdx = FDX.replace('Number="1"', f'Number="{odd}"')
    osf = OSF.replace('number="1"', f'number="{odd}"').replace("how?", odd)
    for name, text in (("fdx", fdx), ("osf", osf)):
        script = parse_bytes(text.encode(), f"odd.{name}")
        assert script.scenes[0].number == "1 2 3"
        whole(script)
    page = '<meta name="author" content="A&#13;B"><p class="sceneheading" scenestr="\r2\r">INT. A'
    script = parse_bytes(archive({"project.rdf": b"", "script-a.html": page}), "odd.celtx")
    assert (script.scenes[0].number, script.title_page["Author"]) == ("2", ["A", "B"])
    whole(script)


LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>{}]>".format(
    "".join(
        f"<!ENTITY {new} '{f'&{old};' * 10}'>" for old, new in itertools.pairwise("abcdefghijkl")
    )
)
STRANGERS = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("bomb", [LAUGHS, STRANGERS], ids=["growing", "reaching out"])
@pytest.mark.parametrize(
    ("name", "sound"), [("fdx", FDX), ("osf", OSF), ("fadein", OSF), ("docx", DOCX)]
)
def test_entities_are_refused(name: str, sound: str, bomb: str) -> None:
    start = sound.index("?>") + 2 if sound.startswith("<?xml") else 0
    text = f"{sound[:start]}\n{bomb}{sound[start:].replace('MILL', '&l;&a;')}"
    members = {"fadein": "document.xml", "docx": "word/document.xml"}
    data = archive({members[name]: text}) if name in members else text.encode()
    with pytest.raises(ScriptReadError, match=rf"bomb\.{name}, line \d.*entities"):
        parse_bytes(data, f"bomb.{name}")


@pytest.mark.parametrize("name", ["fdx", "osf", "docx"])
def test_absurd_nesting_is_refused_with_its_line(name: str) -> None:
    deep = "<a>" * 100_000
    text = {
        "fdx": f"<FinalDraft>\n<Content>{deep}",
        "osf": f'<document type="Open Screenplay Format">\n<paragraphs>{deep}',
        "docx": f"<document>\n<body>{deep}",
    }[name]
    data = archive({"word/document.xml": text}) if name == "docx" else text.encode()
    with pytest.raises(ScriptReadError, match=rf"deep\.{name}, line 2: .*deep"):
        parse_bytes(data, f"deep.{name}")


@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<Paragraph>" + "<Text/>" * 200_000, "more than"),
        ("<Paragraph " + " ".join(f'a{n}="1"' for n in range(5000)) + ">", "attributes"),
        ("".join(f"<t{n}/>" for n in range(20_000)), "names"),
    ],
    ids=["elements in one paragraph", "attributes in one tag", "names of elements"],
)
def test_too_many_of_anything_in_xml_is_refused(inside: str, said: str) -> None:
    with pytest.raises(ScriptReadError, match=rf"many\.fdx, line \d+: .*{said}"):
        parse_bytes(f"<FinalDraft>\n<Content>{inside}".encode(), "many.fdx")


def test_html_that_never_closes_is_read_in_one_pass() -> None:
    for piece in ("<!--", "<p", "<b>", "<p class='", "<![", "&#", "<style>", "</"):
        data = archive({"project.rdf": "", "script-a.html": piece * 100_000 + "<p>Dust."})
        read(data, "open.celtx")


@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive_that_expands_without_end_is_refused(name: str) -> None:
    member = INSIDE[name][0]
    bomb = archive({"project.rdf": b"", member: bytes(51 * 2**20)})
    assert len(bomb) < 100_000
    with pytest.raises(ScriptReadError, match=rf"bomb\.{name}: .*expands to more than 50 MB"):
        parse_bytes(bomb, f"bomb.{name}")


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    bomb = archive({"document.xml": bytes(51 * 2**20)})
    lie = (51 * 2**20).to_bytes(4, "little")
    with pytest.raises(ScriptReadError, match=r"lie\.fadein: "):
        parse_bytes(bomb.replace(lie, (100).to_bytes(4, "little")), "lie.fadein")


@pytest.mark.parametrize(
    "trick", ["../../etc/passwd", "/etc/passwd", "C:\\x", "a/../../b", "..", "..\\..\\x"]
)
def test_a_name_that_points_outside_is_refused(trick: str) -> None:
    data = archive({"document.xml": OSF, trick: b"x"})
    with pytest.raises(ScriptReadError, match=r"trick\.fadein: .*outside"):
        parse_bytes(data, "trick.fadein")


def test_a_locked_archive_is_said_so() -> None:
    data = bytearray(archive({"document.xml": OSF}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    with pytest.raises(ScriptReadError, match=r"locked\.fadein: .*password"):
        parse_bytes(bytes(data), "locked.fadein")


def test_packing_that_no_writing_program_uses_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("document.xml", OSF)
    with pytest.raises(ScriptReadError, match=r"odd\.fadein: .*packed"):
        parse_bytes(out.getvalue(), "odd.fadein")


def test_an_archive_of_a_hundred_thousand_files_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for number in range(30_000):
            made.writestr(f"{number}", b"")
    with pytest.raises(ScriptReadError, match=r"many\.fadein: .*more files"):
        parse_bytes(out.getvalue(), "many.fadein")


def test_a_pdf_page_with_more_words_than_any_is_refused() -> None:
    data = make_pdf([[(10, 780 - n, "wheels " * 25) for n in range(700)]], size=0.5)
    with pytest.raises(ScriptReadError, match=r"full\.pdf: .*characters"):
        parse_bytes(data, "full.pdf")


def test_a_pdf_with_more_pages_than_any_is_refused() -> None:
    data = make_pdf([[]] * 5001)
    with pytest.raises(ScriptReadError, match=r"long\.pdf: .*5001 pages"):
        parse_bytes(data, "long.pdf")


MEASURE = """
import resource, sys
from scriptnb.errors import ScriptReadError
from scriptnb.screenplay.reading import parse_bytes
for name in ("fdx", "osf", "celtx", "docx", "pdf", "trelby", "highland", "plain_text"):
    __import__("scriptnb.screenplay.formats." + name)
data = sys.stdin.buffer.read()
def peak():
    if sys.platform != "linux":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    # What getrusage says begins with the peak of the process that started this one.
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) * 1024
before = peak()
try:
    parse_bytes(data, "big.bin", format=sys.argv[1])
except ScriptReadError as error:
    print(error, file=sys.stderr)
print(peak() - before)
"""
BIG = 4 * 2**20
#: As many lines as are read at all.
SHORT = "ABC\nabcdef\n\n" * (MOST_LINES // 3)


def _filled(before: str, piece: str, after: str = "") -> str:
    return before + piece * ((BIG - len(before) - len(after)) // len(piece)) + after


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("fdx", _filled("<FinalDraft><Content>", "<Paragraph><Text>a</Text></Paragraph>")),
        ("fdx", _filled("<FinalDraft><Content>", "<a/>")),
        ("fdx", _filled("<FinalDraft><Content><Paragraph><Text>", "a")),
        ("fdx", _filled("<FinalDraft><Content>", "<Paragraph><Text>\n\n</Text></Paragraph>")),
        ("fdx", _filled("<FinalDraft><ScriptNotes>", "<ScriptNote Range='1'/>", "</ScriptNotes>")),
        ("trelby", _filled("#Version 3\n#Start-Script \n", "..a\n")),
        ("fountain", SHORT),
        ("plain_text", SHORT),
    ],
    ids=[
        "paragraphs", "elements", "one text", "line ends", "notes", "trelby", "fountain", "plain"
    ],
)  # fmt: skip
def test_memory_stays_within_its_bounds(name: str, text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, name], input=text.encode(), capture_output=True, check=True
    )
    assert int(done.stdout) < 128 * 2**20 + 10 * len(text)
