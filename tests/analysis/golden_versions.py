"""Fingerprints of the results of each version of the readers and analyzers for a set of scripts.

A cached result is found by the versions of what made it. If a result changed without its version,
the cache would still return the old one, so `test_golden_versions.py` compares these fingerprints
with those in ``golden_versions.json``. ``python tests/analysis/golden_versions.py`` renews that
file, but refuses while a version must still be raised.

A word of a heading table, or a weight, that no script uses could change without any effect here.
So the data files of the readers and analyzers have a digest each.
"""

from __future__ import annotations

import hashlib
import io
import json
import math
import sys
import tomllib
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import scriptnb.analysis
import scriptnb.screenplay
from scriptnb import samples
from scriptnb.analysis import measures, registry
from scriptnb.screenplay import parse_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "screenplay"))
from format_makers import TEXT, every_format

FILE = Path(__file__).with_suffix(".json")
COMMAND = ".venv/bin/python tests/analysis/golden_versions.py"

#: A heading, action and a speech in each language whose headings are known, as authors write them.
LANGUAGES = {
    "en": ("INT. MILL - NIGHT", "EXT. RIVER - DAWN", "The wheel stops.", "I love this mill. You?"),
    "pl": ("WN. MŁYN - NOC", "PL. RZEKA - ŚWIT", "Koło staje.", "Kocham ten młyn. A ty?"),
    "de": ("INNEN. MÜHLE - NACHT", "AUSSEN. FLUSS - TAG", "Das Rad steht.", "Ich liebe sie."),
    "fr": ("INT. MOULIN - NUIT", "EXT. RIVIÈRE - JOUR", "La roue s'arrête.", "J'aime ce moulin."),
    "es": ("INT. MOLINO - NOCHE", "EXT. RÍO - DÍA", "La rueda se para.", "Me gusta el molino."),
    "it": ("INT. MULINO - NOTTE", "EST. FIUME - GIORNO", "La ruota si ferma.", "Amo il mulino."),
    "pt": ("CENA 1 – INT. MOINHO – NOITE", "EXT. RIO - DIA", "A roda para.", "Amo o moinho."),
    "nl": ("INT. MOLEN - NACHT", "EXT. RIVIER - DAG", "Het rad stopt.", "Ik hou van haar."),
    "sv": ("INT. KVARN - NATT", "EXT. ÅN - DAG", "Hjulet stannar.", "Jag älskar kvarnen."),
    "da": ("INT. MØLLE - NAT", "EXT. Å - MORGEN", "Hjulet standser.", "Jeg elsker møllen."),
    "no": ("INT. MØLLE - NATT", "EXT. ELV - DAG", "Hjulet stopper.", "Jeg elsker mølla."),
    "fi": ("SIS. MYLLY - YÖ", "ULK. JOKI - PÄIVÄ", "Ratas pysähtyy.", "Rakastan myllyä."),
    "cs": ("INT. MLÝN - NOC", "EXT. ŘEKA - DEN", "Kolo stojí.", "Miluju ten mlýn."),
    "sk": ("INT. MLYN - NOC", "EXT. RIEKA - DEŇ", "Koleso stojí.", "Milujem ten mlyn."),
    "hu": ("BELSŐ. MALOM - ÉJSZAKA", "KÜLSŐ. FOLYÓ - NAPPAL", "A kerék megáll.", "Szeretem."),
    "ro": ("INT. MOARĂ - NOAPTE", "EXT. RÂU - ZI", "Roata se oprește.", "Iubesc moara."),
    "ru": ("ИНТ. МЕЛЬНИЦА - НОЧЬ", "НАТ. РЕКА - ДЕНЬ", "Колесо стоит.", "Я люблю её."),
    "uk": ("ІНТ. МЛИН - НІЧ", "НАТ. РІКА - ДЕНЬ", "Колесо стоїть.", "Я люблю його."),
    "el": ("ΕΣΩΤ. ΜΥΛΟΣ - ΝΥΧΤΑ", "ΕΞΩΤ. ΠΟΤΑΜΙ - ΜΕΡΑ", "Ο τροχός σταματά.", "Τον αγαπώ."),
    "tr": ("İÇ. DEĞİRMEN - GECE", "DIŞ. NEHİR - GÜN", "Çark durur.", "Onu seviyorum."),
}

#: Plain text as web pages have it, which only the reader of plain text takes.
PLAIN_TEXT = """                         THE MILL

     INT. MILL - DAY

     The wheel turns. Dust hangs in the light.

                         ADA
                    (low)
               Who is there?

                         BO
               Nobody. It is only the water.

     EXT. WEIR - NIGHT

     The water falls over the weir, black and loud.

                         ADA
               I love this place. I hate the noise.
"""

#: Options of every analyzer, for one script more, because most of them are off without one.
OPTIONS = {
    "words_per_minute": 180,
    "aliases": {"JAN": "ANNA"},
    "lexicon": {"mill": 2.5, "wheel": -1.5, "stops": -2.0},
    "lexicon_language": "en",
    "acts": 4,
    "genders": {"ANNA": "female"},
    "tags": {"confirmed": [{"scene": 1, "category": "props", "name": "wheel"}]},
    "pages_per_day": 0.125,
    "order": [2],
}

#: Which constant belongs to each part, lowest first: a part depends on those above it in this list
#: that it requires.
CONSTANTS = {
    "screenplay": "scriptnb.screenplay.PARSER_VERSION",
    **{name: f"{'.'.join(where)}.version" for name, where in registry.BUILT_IN.items()},
    "measures": "scriptnb.analysis.measures.VERSION",
}
REQUIRES = {
    "screenplay": (),
    **{
        name: ("screenplay", *(each.name for each in registry.plan(name) if each.name != name))
        for name in registry.BUILT_IN
    },
    "measures": ("screenplay", *registry.BUILT_IN),
}

#: Which part each data file of ``scriptnb/analysis`` belongs to.
DATA = {
    **{
        f"emotions_{language}.npz": "sentiment" for language in ("en", "pl", "de", "fr", "es", "it")
    },
    "first_names.toml": "sentiment",
    "wording.toml": "sentiment",
    "genders.toml": "structure",
    "turning_points.json": "structure",
    "norms.json": "structure",
    "story_days.toml": "structure",
    "production.toml": "production",
}
#: How the name of a data file does not end.
NO_DATA = {".py", ".pyc", ".md"}


#: How much the weighted sum of the floats of one result may differ.
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Fingerprint:
    """One part of one script's result.

    Parameters
    ----------
    digest
        Of everything but the floats.
    total
        A weighted sum of the floats' logarithms. Processors and versions of numpy differ in a
        float's last bits, so floats are compared with a tolerance; rounding them would not do,
        because one that lies between two rounded values goes either way.
    """

    digest: str
    total: float

    def equals(self, other: Fingerprint) -> bool:
        """Return whether both are of the same result."""
        # Fixed, because a share of the sum would let a small number change beside large ones.
        # What differs between processors adds up to less than a hundredth of this.
        return self.digest == other.digest and abs(self.total - other.total) < TOLERANCE


@dataclass(frozen=True)
class Script:
    """One script: its bytes, the file name that a reader is given, and the analyzers' options."""

    data: bytes
    file: str
    options: dict[str, Any]

    def digest(self) -> str:
        """Return the digest of what goes in; of an archive, which holds a time, of its members."""
        parts: object = self.data.hex()
        if zipfile.is_zipfile(io.BytesIO(self.data)):
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                parts = {name: archive.read(name).hex() for name in archive.namelist()}
        return fingerprint([parts, self.file, self.options]).digest


def scripts() -> dict[str, Script]:
    """Return every script by name."""
    found = {f"sample {name}": _sample(name) for name in samples.names()}
    for format_name, data in every_format().items():
        found[f"format {format_name}"] = Script(data, f"mill.{format_name}", {})
    found["format fountain"] = Script(TEXT.encode(), "mill.fountain", {})
    found["format plain_text"] = Script(PLAIN_TEXT.encode(), "mill.txt", {})
    for language, (first, second, action, speech) in LANGUAGES.items():
        text = "\n\n".join(
            [first, action, f"ANNA\n{speech}", f"JAN\n{speech}", second, action, f"ANNA\n{speech}"]
        )
        found[f"language {language}"] = Script(f"{text}\n".encode(), "mill.fountain", {})
    found["options"] = Script(found["language en"].data, "mill.fountain", OPTIONS)
    return found


def _sample(name: str) -> Script:
    file = samples.path(name)
    return Script(file.read_bytes(), file.name, {})


def data_files() -> dict[str, tuple[str, str]]:
    """Return each data file of the readers and analyzers by name: its part and its digest.

    Raises
    ------
    KeyError
        When `DATA` does not name the part that a file belongs to.
    """
    found = {}
    for package in (scriptnb.screenplay, scriptnb.analysis):
        for file in sorted(Path(str(package.__file__)).parent.rglob("*.*")):
            if file.suffix in NO_DATA or not file.is_file():
                continue
            part = "screenplay" if package is scriptnb.screenplay else DATA[file.name]
            found[file.name] = (part, _data_digest(file))
    return found


def _data_digest(file: Path) -> str:
    """Return the digest of what a file holds: comments and line breaks do not count."""
    if file.suffix == ".toml":
        return fingerprint(repr(tomllib.loads(file.read_text(encoding="utf-8")))).digest
    if file.suffix == ".json":
        return fingerprint(repr(json.loads(file.read_text(encoding="utf-8")))).digest
    return hashlib.sha256(file.read_bytes()).hexdigest()[:16]


@dataclass(frozen=True)
class State:
    """The contents of the file, or what they would be now."""

    #: The version of each part.
    versions: dict[str, str]
    #: Part and digest of each data file.
    data: dict[str, tuple[str, str]]
    #: The digest of each script.
    sources: dict[str, str]
    #: The fingerprint of each part (the keys of `CONSTANTS`) of each script.
    prints: dict[str, dict[str, Fingerprint]]


def now() -> State:
    """Return the state of this checkout."""
    every = scripts()
    return State(
        versions(),
        data_files(),
        {name: script.digest() for name, script in every.items()},
        {name: _parts(script) for name, script in every.items()},
    )


def versions() -> dict[str, str]:
    """Return the version of each part."""
    return {**registry.versions(registry.FULL), "measures": str(measures.VERSION)}


def _parts(script: Script) -> dict[str, Fingerprint]:
    play = parse_bytes(script.data, name=script.file)
    read = {
        name: [_plain(each) for each in getattr(play, name)]
        for name in ("elements", "scenes", "dialogues", "problems")
    }
    read |= {"text": play.text, "title_page": play.title_page, "language": play.language}
    parts = {"screenplay": read | {"format": play.format, "characters": play.characters}}
    for name in registry.BUILT_IN:
        # Asked for alone, as the cache keeps it: the structure scores speeches itself then.
        parts[name] = _own_part(name, _run(name, play, script.options))
    parts["measures"] = measures.measure(_run(registry.FULL, play, script.options))
    return {name: fingerprint(part) for name, part in parts.items()}


def _run(analysis: str, play: Any, options: dict[str, Any]) -> dict[str, Any]:
    taken = {
        each for analyzer in registry.plan(analysis) for each in getattr(analyzer, "options", ())
    }
    return registry.run(
        analysis, lambda: play, {name: options[name] for name in options if name in taken}
    )


def _own_part(name: str, result: dict[str, Any]) -> dict[str, Any]:
    if name != "basic":
        return dict(result[name])
    # Neither which versions made it nor the hash of the file (an archive holds the time at which it
    # was packed) is a result.
    metadata = {
        key: value
        for key, value in result["metadata"].items()
        if key not in {"versions", "hash", "source"}
    }
    return result | {"metadata": metadata}


def _plain(record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in record.__struct_fields__}


def fingerprint(value: object) -> Fingerprint:
    """Return the fingerprint of plain dicts, lists and records."""
    floats: list[float] = []

    def write(each: Any) -> Any:
        if isinstance(each, float):
            if math.isfinite(each):
                floats.append(each)
            return "float" if math.isfinite(each) else str(each)
        if isinstance(each, dict):
            return {str(key): write(each[key]) for key in sorted(each, key=str)}
        if isinstance(each, list | tuple):
            return [write(one) for one in each]
        if hasattr(each, "__struct_fields__"):
            return write(_plain(each))
        return each

    text = json.dumps(write(value), ensure_ascii=False, default=str)
    total = math.fsum(_log(number) * (1 + at % 7) for at, number in enumerate(floats))
    return Fingerprint(hashlib.sha256(text.encode()).hexdigest()[:16], total)


def _log(number: float) -> float:
    """Bring numbers of every size near to each other, so that none hides another's change."""
    return math.copysign(math.log1p(abs(number)), number)


def kept() -> State:
    """Return the state that the file holds."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    return State(
        read["versions"],
        {name: (part, digest) for name, (part, digest) in read["data"].items()},
        {name: script["source"] for name, script in read["scripts"].items()},
        {
            name: {part: Fingerprint(*values) for part, values in script["parts"].items()}
            for name, script in read["scripts"].items()
        },
    )


def to_raise(state: State, before: State) -> str | None:
    """Return a sentence that names the constant to raise, None when there is none.

    The lowest part that changed is named: raising its version also renews what is built on it.
    """
    for part, constant in CONSTANTS.items():
        version, old = state.versions[part], before.versions.get(part)
        if old is not None and _number(version) < _number(old):
            return (
                f"the version of {part!r} is {version!r} and was {old!r} before, so results of "
                f"that earlier version would be served: raise {constant} above {old!r}"
            )
    for part, constant in CONSTANTS.items():
        if any(
            state.versions[each] != before.versions.get(each) for each in (part, *REQUIRES[part])
        ):
            continue
        if changed := _changed(part, state, before):
            return (
                f"the results of {part!r} changed ({', '.join(changed[:3])}) and their version "
                f"did not, so cached results of the old kind would be served: raise {constant} "
                f"(now {state.versions[part]!r}), then run {COMMAND}"
            )
    return None


def _changed(part: str, state: State, before: State) -> list[str]:
    """Name the data files and scripts of which a part changed.

    A script that is new or was itself changed is no evidence of a changed result.
    """
    data = [
        name
        for name, known in state.data.items()
        if known[0] == part and before.data.get(name, known) != known
    ]
    same = [name for name, source in state.sources.items() if before.sources.get(name) == source]
    return data + [
        name
        for name in same
        if (old := before.prints[name].get(part)) and not state.prints[name][part].equals(old)
    ]


def _number(version: str) -> int:
    return int(version) if version.isdecimal() else 0


def to_renew(state: State, before: State) -> str | None:
    """Return a sentence that names what of the file is outdated, None when nothing is."""
    for what in ("versions", "data", "sources"):
        ours, theirs = getattr(state, what), getattr(before, what)
        if different := sorted(
            name for name in {*ours, *theirs} if ours.get(name) != theirs.get(name)
        ):
            return (
                f"{FILE.name} has other {what} than this checkout ({', '.join(different[:3])}): "
                f"run {COMMAND}"
            )
    for name, parts in state.prints.items():
        for part, each in parts.items():
            old = before.prints[name].get(part)
            if old is None or not each.equals(old):
                return f"{FILE.name} has other results of {part!r} for {name!r}: run {COMMAND}"
    return None


def main() -> None:
    """Renew the file, or exit with what must be raised first."""
    state = now()
    if FILE.exists() and (wrong := to_raise(state, kept())):
        raise SystemExit(wrong)
    lines = [f' "versions": {json.dumps(state.versions)}', f' "data": {_lines(state.data)}']
    every = {
        name: {
            "source": state.sources[name],
            "parts": {part: [each.digest, round(each.total, 6)] for part, each in parts.items()},
        }
        for name, parts in state.prints.items()
    }
    lines.append(f' "scripts": {_lines(every)}')
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _lines(table: dict[str, Any]) -> str:
    """Write one line a row, so that a change of one script is a change of one line."""
    rows = [f"  {json.dumps(name)}: {json.dumps(value)}" for name, value in table.items()]
    return "{\n" + ",\n".join(rows) + "\n }"


if __name__ == "__main__":
    main()
