"""Fingerprints of what each version of the readers and analyzers makes of a set of scripts.

A cached result is found by the versions of what made it. Whoever changes what is made and not the
version would go on being served the old result, so `test_golden_versions.py` compares these
fingerprints with those in ``golden_versions.json``. ``python tests/analysis/golden_versions.py``
renews that file; it refuses while a version that must be raised is not.
"""

from __future__ import annotations

import hashlib
import json
import math
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scriptnb import samples
from scriptnb.analysis import measures, registry
from scriptnb.screenplay import PARSER_VERSION, parse_bytes

sys.path.insert(0, str(Path(__file__).parents[1] / "screenplay"))
from format_makers import TEXT, every_format

FILE = Path(__file__).with_suffix(".json")
COMMAND = "python tests/analysis/golden_versions.py"

#: A heading, action and a speech in each language whose headings are known, as authors write them.
LANGUAGES = {
    "en": ("INT. MILL - NIGHT", "EXT. RIVER - DAWN", "The wheel stops.", "I love this mill. You?"),
    "pl": ("WN. MŁYN - NOC", "PL. RZEKA - ŚWIT", "Koło staje.", "Kocham ten młyn. A ty?"),
    "de": ("INNEN. MÜHLE - NACHT", "AUSSEN. FLUSS - TAG", "Das Rad steht.", "Ich liebe sie."),
    "fr": ("INT. MOULIN - NUIT", "EXT. RIVIÈRE - JOUR", "La roue s'arrête.", "J'aime ce moulin."),
    "es": ("INT. MOLINO - NOCHE", "EXT. RÍO - DÍA", "La rueda se para.", "Me gusta el molino."),
    "it": ("INT. MULINO - NOTTE", "EST. FIUME - GIORNO", "La ruota si ferma.", "Amo il mulino."),
}

#: Which constant belongs to each part, lowest first: a part depends on those above it in this list
#: that it requires.
CONSTANTS = {
    "screenplay": "scriptnb.screenplay.PARSER_VERSION",
    "basic": "scriptnb.analysis.basic.BasicAnalyzer.version",
    "sentiment": "scriptnb.analysis.sentiment.SentimentAnalyzer.version",
    "structure": "scriptnb.analysis.structure.StructureAnalyzer.version",
    "measures": "scriptnb.analysis.measures.VERSION",
}
REQUIRES = {
    "screenplay": (),
    "basic": ("screenplay",),
    "sentiment": ("screenplay", "basic"),
    "structure": ("screenplay", "basic"),
    "measures": ("screenplay", "basic", "sentiment", "structure"),
}


@dataclass(frozen=True)
class Fingerprint:
    """One part of one script's result.

    Parameters
    ----------
    digest
        Of everything but the floats.
    total
        A weighted sum of the floats: processors and versions of numpy differ in their last bits,
        so floats are compared with a tolerance.
    """

    digest: str
    total: float

    def equals(self, other: Fingerprint) -> bool:
        """Return whether both are of the same result."""
        near = math.isclose(self.total, other.total, rel_tol=1e-5, abs_tol=1e-6)
        return self.digest == other.digest and near


def scripts() -> dict[str, tuple[bytes, str]]:
    """Return every script by name: its bytes and the file name that a reader is given."""
    found = {f"sample {name}": _sample(name) for name in samples.names()}
    for format_name, data in every_format().items():
        suffix = {"highland": "highland", "celtx": "celtx", "pdf": "pdf"}.get(format_name)
        found[f"format {format_name}"] = (data, f"mill.{suffix or format_name}")
    found["format fountain"] = (TEXT.encode(), "mill.fountain")
    found["format plain_text"] = (TEXT.encode(), "mill.txt")
    for language, (first, second, action, speech) in LANGUAGES.items():
        text = "\n\n".join(
            [first, action, f"ANNA\n{speech}", f"JAN\n{speech}", second, action, f"ANNA\n{speech}"]
        )
        found[f"language {language}"] = (f"{text}\n".encode(), "mill.fountain")
    return found


def _sample(name: str) -> tuple[bytes, str]:
    file = samples.path(name)
    return file.read_bytes(), file.name


def fingerprints() -> dict[str, dict[str, Fingerprint]]:
    """Return the fingerprint of each part (the keys of `CONSTANTS`) of each script."""
    return {name: _parts(data, file) for name, (data, file) in scripts().items()}


def versions() -> dict[str, str]:
    """Return the version of each part."""
    return {**registry.versions("full"), "measures": str(measures.VERSION)} | {
        "screenplay": PARSER_VERSION
    }


def _parts(data: bytes, file: str) -> dict[str, Fingerprint]:
    play = parse_bytes(data, name=file)
    result = registry.run("full", lambda: play)
    # Neither which versions made it nor the hash of the file (an archive holds the time at which it
    # was packed) is a result.
    for name in ("versions", "hash", "source"):
        result["metadata"].pop(name, None)
    basic = {name: value for name, value in result.items() if name not in CONSTANTS}
    read = {
        name: [_plain(each) for each in getattr(play, name)]
        for name in ("elements", "scenes", "dialogues", "problems")
    }
    read |= {"text": play.text, "title_page": play.title_page, "language": play.language}
    return {
        "screenplay": fingerprint(read | {"format": play.format, "characters": play.characters}),
        "basic": fingerprint(basic),
        "sentiment": fingerprint(result["sentiment"]),
        "structure": fingerprint(result["structure"]),
        "measures": fingerprint(measures.measure(result)),
    }


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
    total = math.fsum(number * (1 + at % 97) for at, number in enumerate(floats))
    return Fingerprint(hashlib.sha256(text.encode()).hexdigest()[:16], total)


def kept() -> tuple[dict[str, str], dict[str, dict[str, Fingerprint]]]:
    """Return the versions and fingerprints of the file."""
    read = json.loads(FILE.read_text(encoding="utf-8"))
    prints = {
        name: {part: Fingerprint(*values) for part, values in parts.items()}
        for name, parts in read["scripts"].items()
    }
    return read["versions"], prints


def to_raise(
    now: tuple[dict[str, str], dict[str, dict[str, Fingerprint]]],
    before: tuple[dict[str, str], dict[str, dict[str, Fingerprint]]],
) -> str | None:
    """Return a sentence that names the constant to raise, None when there is none.

    The lowest part that changed is named: raising its version also renews what is built on it.
    """
    versions_now, prints_now = now
    versions_before, prints_before = before
    for part, constant in CONSTANTS.items():
        if any(versions_now[each] != versions_before.get(each) for each in (part, *REQUIRES[part])):
            continue
        changed = [
            name
            for name, parts in prints_now.items()
            if name in prints_before and not parts[part].equals(prints_before[name][part])
        ]
        if changed:
            return (
                f"the results of {part!r} changed ({', '.join(changed[:3])}) and their version "
                f"did not, so cached results of the old kind would be served: raise {constant} "
                f"(now {versions_now[part]!r}), then run {COMMAND}"
            )
    return None


def main() -> None:
    """Renew the file, or exit with what must be raised first."""
    now = versions(), fingerprints()
    if FILE.exists() and (wrong := to_raise(now, kept())):
        raise SystemExit(wrong)
    written = {
        "versions": now[0],
        "scripts": {
            name: {part: [each.digest, each.total] for part, each in parts.items()}
            for name, parts in now[1].items()
        },
    }
    FILE.write_text(json.dumps(written, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
