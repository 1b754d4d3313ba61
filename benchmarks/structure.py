"""Measure structure and the comparison of drafts: speed, turning points, scenes recognised.

usage: python benchmarks/structure.py [FOLDER] [--gold GOLD.csv]

FOLDER holds scripts; the default is the samples. GOLD.csv has the columns ``script`` (a file's
name in FOLDER), ``turning_point`` and ``scenes`` (the tagged scenes, ``12;13``). If it is given,
the distance, the hits and the coverage of the ranges are printed.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import statistics
import time
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scriptnb
from scriptnb.analysis import drafts, registry
from scriptnb.analysis.structure import StructureAnalyzer

if TYPE_CHECKING:
    from collections.abc import Callable

    Tables = dict[str, Any]

SUFFIXES = {".fountain", ".txt"}
RUNS = 5


def print_row(what: str, figure: str) -> None:
    """Print one row."""
    print(f"{what:62s} {figure}")


def seconds(work: Callable[[], object]) -> float:
    """Return the median processor time of a few runs, in seconds."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        work()
        times.append(time.process_time() - started)
    return statistics.median(times)


def speed(scripts: dict[str, Tables], folder: dict[str, Path]) -> None:
    """Time the longest script, and that script repeated 1, 2, 4 and 8 times."""
    name = max(scripts, key=lambda each: scripts[each]["summary"][0]["pages"])
    play = scriptnb.read_script(folder[name])
    pages = scripts[name]["summary"][0]["pages"]
    for what in ("structure", "full"):
        taken = seconds(lambda what=what: registry.run(what, lambda: play))
        print_row(f"{what}, {name}, {pages} pages, after reading", f"{taken:.3f} s")
    tables = scripts[name]
    for times in (1, 2, 4, 8):
        scenes, said = longer(tables, times)
        taken = seconds(lambda a=scenes, b=said: StructureAnalyzer().analyze_structure(a, b))
        each = taken / len(scenes) * 1000
        print_row(f"structure alone, {len(scenes)} scenes", f"{taken:.3f} s, {each:.2f} ms a scene")


def longer(tables: Tables, times: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the scenes and dialogues of a script repeated several times."""
    count = max(row["scene"] for row in tables["scenes"])
    return tuple(  # type: ignore[return-value]
        [{**row, "scene": row["scene"] + count * n} for n in range(times) for row in tables[name]]
        for name in ("scenes", "dialogues")
    )


def found_again(scripts: dict[str, Tables]) -> None:
    """Cut, move and rewrite scenes of each script, and count those that are recognised."""
    for share in (0.1, 0.3, 0.5):
        right = total = moved_right = moved_total = 0
        for seed, tables in enumerate(scripts.values()):
            draw = random.Random(seed)
            later, origin, moved = edited(tables, share, draw)
            before, after = drafts.scene_words(tables), drafts.scene_words(later)
            matched = drafts.match(before, after)
            stayed = drafts.in_order(matched, after)
            total += len(origin)
            right += sum(matched.get(j, (None,))[0] == i for j, i in enumerate(origin))
            both = [j for j, i in enumerate(origin) if i in moved]
            moved_total += len(both)
            moved_right += sum(
                matched.get(j, (None,))[0] == origin[j] and j not in stayed for j in both
            )
        print_row(
            f"drafts, {share:.0%} of the words of half the scenes changed: found",
            f"{right / total:.1%}; moved and edited: {moved_right} of {moved_total}",
        )
    false = compared = 0
    sheets = [drafts.scene_words(tables) for tables in scripts.values()]
    for one, two in combinations(sheets, 2):
        false += sum(alike < 1 for _, alike in drafts.match(one, two).values())
        compared += min(len(one), len(two))
    print_row("drafts, different scripts: scenes wrongly matched", f"{false} of {compared}")


def edited(tables: Tables, share: float, draw: random.Random) -> tuple[Tables, list[int], set[int]]:
    """Return a later draft: 8% of the scenes cut, 5% moved far and edited, half of all edited."""
    count = len(tables["scenes"])
    kept = [i for i in range(count) if draw.random() > 0.08]
    moved = set(draw.sample(kept, len(kept) // 20))
    order = [i for i in kept if i not in moved]
    for i in moved:
        order.insert((order.index(min(order, key=lambda j: abs(j - i))) + len(order) // 2)
                     % len(order), i)  # fmt: skip
    words = [word for row in tables["dialogues"] for word in row["text"].split()]

    def change(text: str) -> str:
        return re.sub(r"\w+", lambda m: draw.choice(words) if draw.random() < share else m[0], text)

    said: dict[int, list[dict[str, Any]]] = {}
    for row in tables["dialogues"]:
        said.setdefault(row["scene"], []).append(row)
    scenes, dialogues = [], []
    for place, i in enumerate(order, 1):
        row = dict(tables["scenes"][i])
        speeches = [dict(speech) for speech in said.get(row["scene"], ())]
        if i in moved or draw.random() < 0.5:
            row["action_text"] = change(row["action_text"])
            speeches = [{**speech, "text": change(speech["text"])} for speech in speeches]
        row["scene"] = place
        scenes.append(row)
        dialogues += [{**speech, "scene": place} for speech in speeches]
    return {"scenes": scenes, "dialogues": dialogues}, order, moved


def decided(scripts: dict[str, Tables]) -> None:
    """Count the main characters whose gender is decided by pronouns."""
    known = count = 0
    for tables in scripts.values():
        found = StructureAnalyzer().analyze_structure(
            tables["scenes"], tables["dialogues"], language=tables["metadata"]["language"]
        )
        main = found["genders"][:8]
        count += len(main)
        known += sum(row["gender"] != "unknown" for row in main)
    print_row("genders decided by pronouns, eight main characters a script", f"{known} of {count}")


def turning_points(scripts: dict[str, Tables], gold: Path) -> None:
    """Compare the turning points with scenes that people tagged."""
    tagged: dict[str, dict[str, list[int]]] = {}
    with gold.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            scenes = [int(each) for each in row["scenes"].split(";") if each.strip()]
            tagged.setdefault(row["script"], {})[row["turning_point"]] = scenes
    distances, hits, near, covered = [], [], [], []
    for name, points in tagged.items():
        tables = scripts[name]
        count = len(tables["scenes"])
        found = StructureAnalyzer().analyze_structure(tables["scenes"], tables["dialogues"])
        middle = {row["scene"]: row["position"] for row in found["pacing"]}
        for row in found["turning_points"]:
            if not (scenes := points.get(row["turning_point"])) or row["scene"] is None:
                continue
            away = min(abs(row["scene"] - scene) for scene in scenes)
            distances.append(away / count)
            hits.append(away == 0)
            near.append(away <= 3)
            covered.append(any(row["low"] <= middle[s] <= row["high"] for s in scenes))
    for what, values in (
        ("distance, share of the film", distances),
        ("the tagged scene itself", hits),
        ("within three scenes", near),
        ("range contains it", covered),
    ):
        print_row(f"turning points, {len(tagged)} films: {what}", f"{statistics.mean(values):.1%}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--gold", type=Path)
    options = parser.parse_args()
    if options.folder:
        folder = {
            path.name: path
            for path in sorted(options.folder.rglob("*"))
            if path.suffix in SUFFIXES and path.stat().st_size > 20_000
        }
    else:
        folder = {name: scriptnb.samples.path(name) for name in scriptnb.samples.names()}
    scripts = {
        name: scriptnb.BasicAnalyzer().analyze(scriptnb.read_script(path))
        for name, path in folder.items()
    }
    speed(scripts, folder)
    found_again(scripts)
    decided(scripts)
    if options.gold:
        turning_points(scripts, options.gold)


if __name__ == "__main__":
    main()
