"""Text in the encodings that scripts come in."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from scriptnb.errors import ScriptReadError, UnsupportedFormatError
from scriptnb.screenplay import read_script
from scriptnb.screenplay.encoding import decode, is_binary
from scriptnb.screenplay.headings.tables import languages

sys.path.insert(0, str(Path(__file__).parent))

DATA = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "scripts"

TEXTS = {
    "en": "INT. CAFÉ - DAY\n\nShe says “hello” to them and it’s a naïve plan — but not his…\n",
    "pl": "WN. ŁAZIENKA - DZIEŃ\n\nNie ma go tu, ale to już się stało. Żółć, gęś, źle, świt.\n",
    "de": "INNEN. KÜCHE - TAG\n\nEr öffnet die Tür, und es ist nicht mehr so schön, weiß sie.\n",
    "fr": "INT. CAFÉ - SOIRÉE\n\nElle n'est pas là, et le garçon s'est levé, très élégant.\n",
    "es": "INT. HABITACIÓN - DÍA\n\nEl niño no está aquí. ¿Dónde está la señora? ¡Mañana!\n",
    "it": "INT. CITTÀ - NOTTE\n\nPerché non è qui? È così, ma la donna è più bella.\n",
}
ENCODINGS = {
    "en": ["cp1252", "mac_roman"],
    "pl": ["cp1250", "iso8859_2", "cp852"],
    "de": ["cp1252", "iso8859_15", "mac_roman", "cp850"],
    "fr": ["cp1252", "mac_roman", "cp850"],
    "es": ["cp1252", "mac_roman", "cp850"],
    "it": ["cp1252", "mac_roman", "cp850"],
}
RUSSIAN = "Иван входит в комнату и садится за стол. Я не знаю, что делать, говорит он.\n"


@pytest.mark.parametrize(
    ("code", "codec"), [(code, codec) for code, codecs in ENCODINGS.items() for codec in codecs]
)
def test_the_old_encodings_of_each_language_are_told_apart(code, codec):
    text = TEXTS[code] * 3
    assert decode(text.encode(codec)) == text
    assert decode(text.encode(codec), code) == text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
@pytest.mark.parametrize("text", [*TEXTS.values(), RUSSIAN, "", "a"])
def test_unicode_is_told_by_its_mark(codec, text):
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("text", [*TEXTS.values(), RUSSIAN])
def test_utf_16_without_a_mark_is_told_by_its_zeros(codec, text):
    assert decode(text.encode(codec)) == text


@pytest.mark.parametrize("codec", ["cp1251", "koi8_r"])
def test_other_alphabets_are_found_too(codec):
    assert decode(RUSSIAN.encode(codec)) == RUSSIAN


@pytest.mark.skipif(not DATA.is_dir(), reason="real scripts stand in ../shared/data")
@pytest.mark.parametrize("codec", ["cp1250", "iso8859_2", "utf-16"])
def test_a_real_polish_script_reads_alike_in_every_encoding(codec, tmp_path):
    text = (DATA / "laboratorium.fountain").read_text(encoding="utf-8")
    path = tmp_path / "a.fountain"
    path.write_bytes(text.encode(codec))
    script = read_script(path)
    assert script.elements == read_script(DATA / "laboratorium.fountain").elements
    assert script.language == "pl"


def test_bytes_in_no_encoding_are_refused_with_their_line():
    noise = random.Random(7)
    data = b"INT. HALL\n\n" + bytes(noise.randrange(128, 256) for _ in range(4000))
    with pytest.raises(
        ScriptReadError, match=r"a\.txt, line 3: .* save the file as UTF-8"
    ) as caught:
        decode(data, None, "a.txt")
    assert caught.value.line == 3


def test_a_broken_utf_16_file_is_refused():
    with pytest.raises(ScriptReadError, match="no encoding"):
        decode(b"\xff\xfe\x00\xd8A")


@pytest.mark.parametrize("data", [bytes(100), b"\x89PNG\r\n\x1a\n\0\0\0", bytes(range(256)) * 4])
def test_binary_data_is_refused(data):
    assert is_binary(data)
    with pytest.raises(UnsupportedFormatError, match="binary"):
        decode(data)


@pytest.mark.parametrize("text", ["Rain.\f\n", "Tab\t\n", "", "Old \x1a end"])
def test_text_with_the_controls_of_text_is_no_binary(text):
    assert not is_binary(text.encode())


def _sample(code, lines):
    from language_samples import KNOWN

    return "\n".join(KNOWN[code].split("\n")[:lines])


@pytest.mark.parametrize(
    ("code", "codec"),
    [
        (code, codec)
        for code, table in languages().items()
        if code not in ENCODINGS
        for codec in table.language.encodings
    ],
)
def test_five_lines_in_an_old_encoding_are_read_right(code, codec):
    lines = [line for line in _sample(code, 6).split("\n") if _fits(line, codec)]
    text = "\n".join(lines)
    assert decode(text.encode(codec)) == text


def _fits(line, codec):
    try:
        line.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def test_a_few_words_in_an_old_encoding_are_a_problem(tmp_path):
    path = tmp_path / "short.fountain"
    path.write_bytes("WN. ŁĄKA - ŚWIT\n\nJAŚ\nŚpij. Źle śpię.\n".encode("cp1250"))
    script = read_script(path)
    assert script.scenes[0].location == "ŁĄKA"
    assert "encoding_guess" in [problem.kind for problem in script.problems]
    told = read_script(path, language="pl")
    assert "encoding_guess" not in [problem.kind for problem in told.problems]
