"""The learned model of the plain-text reader: size, record, decoding, accuracy."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

import scriptnb
from scriptnb.screenplay.formats.plain_text.furniture import sure_furniture
from scriptnb.screenplay.formats.plain_text.labels import label_lines, viterbi
from scriptnb.screenplay.formats.plain_text.shape import LONGEST, measure

FILMS = Path(__file__).resolve().parents[2] / ".." / "shared" / "data" / "plain_text_lines"
TAG = {
    "scene_heading": "S", "shot": "S", "action": "N", "centered": "N", "character": "C",
    "dialogue": "D", "lyric": "D", "parenthetical": "E", "transition": "T",
}  # fmt: skip


def test_the_weights_are_small_and_say_how_they_were_made() -> None:
    folder = resources.files("scriptnb.screenplay.formats.plain_text") / "data"
    assert len((folder / "plain_text.npz").read_bytes()) < 100_000
    record = json.loads((folder / "plain_text.json").read_text(encoding="utf-8"))
    assert {"data", "seed", "leave_one_film_out", "films", "f1"} <= set(record)
    assert record["leave_one_film_out"] >= 98.5
    assert min(record["films"].values()) >= 94
    assert record["f1"]["S"] >= 98


@pytest.mark.parametrize("count", [1, 2, 5, 96, 97, 300])
def test_blocks_abreast_find_the_same_best_path_as_line_by_line(count: int) -> None:
    rng = np.random.default_rng(count)
    emission = rng.normal(size=(count, 8)).astype(np.float32)
    pairs = rng.normal(size=(count, 64)).astype(np.float32)
    best = emission[0].astype(float)
    came: list[list[int]] = []
    for at in range(1, count):
        options = best[:, None] + pairs[at].reshape(8, 8) + emission[at]
        came.append(options.argmax(axis=0).tolist())
        best = options.max(axis=0)
    path = [int(best.argmax())]
    for step in reversed(came):
        path.append(step[path[-1]])
    assert viterbi(emission, pairs) == path[::-1]


def test_shapes_are_counted_per_line() -> None:
    shapes = measure(["MARTA (cont'd)", "12A  INT. HALL  12A", "(beat)", "x" * (LONGEST + 50)])
    assert shapes.words.tolist() == [2, 4, 1, 1]
    assert shapes.capital_head.tolist() == [True, True, False, False]
    assert shapes.opened.tolist() == [1, 0, 1, 0]
    assert shapes.wide_gaps.tolist() == [0, 2, 0, 0]
    assert shapes.length.tolist() == [14, 19, 6, LONGEST]


def test_a_number_that_is_said_is_no_page_number() -> None:
    texts = ["MARTA", "23", "OLEK", "How many?", "MARTA", "23."]
    assert sure_furniture(texts, [1, 2, 4, 5, 7, 8], measure(texts)) == [False] * 6


def test_labels_of_lines_need_no_film() -> None:
    found = label_lines(["INT. HALL - DAY", "MARTA", "Yes."], [1, 3, 4], [0, 20, 10])
    assert found.labels == ["S", "C", "D"]


def test_a_line_of_a_million_characters_is_one_line() -> None:
    for character in "a ( *1.A\u2603".replace(" ", ""):
        script = scriptnb.parse_script(character * 1_000_000 + "\n", format="plain_text")
        assert [(element.line, element.end_line) for element in script.elements] == [(1, 1)]


def test_long_texts_are_read_in_pieces_with_their_line_numbers_kept() -> None:
    # Lines of a script's length: a flood of short ones would be refused.
    scene = (
        "INT. HALL - DAY\n\nRain falls on the roof and runs down the wall, and nobody hears it.\n\n"
        "\fMARTA\nYes, I heard it all the same.\n\n"
    )
    times = 2_300_000 // len(scene)
    script = scriptnb.parse_script(scene * times, format="plain_text")
    kinds = Counter(element.kind for element in script.elements)
    assert kinds["scene_heading"] == kinds["character"] == kinds["dialogue"] == times
    last = script.elements[-1]
    assert (last.line, last.page) == (7 * times - 1, times + 1)


@pytest.mark.skipif(not FILMS.exists(), reason="the tagged films are not here")
def test_films_tagged_by_people_are_read_as_they_tagged_them() -> None:
    right, wrong = 0, 0
    for gold in sorted((FILMS / "gold").glob("*.tsv")):
        text = (FILMS / "scripts" / f"{gold.stem}.txt").read_text(
            encoding="utf-8", errors="replace"
        )
        tags = dict(
            itertools.chain.from_iterable(
                ((line - 1, TAG.get(element.kind, "M"))
                 for line in range(element.line, element.end_line + 1))
                for element in scriptnb.parse_script(text, format="plain_text").elements
            )
        )  # fmt: skip
        for row in gold.read_text(encoding="utf-8").splitlines():
            number, tag, _ = row.split("\t", 2)
            hit = tags.get(int(number), "M") == tag
            right, wrong = right + hit, wrong + (not hit)
    assert right / (right + wrong) > 0.985
