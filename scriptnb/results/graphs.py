"""Writes the network of characters to GraphML and GEXF, as a whole or by act or scene.

The programs for networks (Gephi, Cytoscape, igraph, R) read both. Uses the tables of a result dict
and networkx, which is imported here only.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from scriptnb.analysis.network import addressed
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    import os
    from collections.abc import Iterator, Sequence

    import networkx as nx

    from scriptnb.results.schema import ResultDict, Row


class _Said(TypedDict):
    character: str
    words: int


By = Literal["act", "scene"]
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Columns of a character that become attributes of the node, by table.
_ATTRIBUTES = {
    "characters": ("speeches", "words", "scenes", "first_scene", "last_scene"),
    "genders": ("gender",),
    "centrality": ("degree", "strength", "betweenness"),
}


def write_graphml(raw: ResultDict, path: str | os.PathLike[str], by: By | None = None) -> Path:
    """Write the network as GraphML; ``by`` gives two characters an edge for each act or scene.

    Raises
    ------
    OptionError
        When ``by`` has another value, or no file can be written to the path.
    """
    import networkx as nx

    target = _check(path, by, ".graphml")
    graph: Any = nx.MultiGraph() if by else nx.Graph()
    _add_nodes(graph, raw)
    if by is None:
        _add_edges(graph, raw)
    else:
        for number, (label, scenes) in enumerate(_slices(raw, by), 1):
            for (one, other), figures in _talk(scenes).items():
                graph.add_edge(one, other, **{by: label, "slice": number, **figures})
    nx.write_graphml(graph, target)
    return target


def write_gexf(raw: ResultDict, path: str | os.PathLike[str], by: By | None = None) -> Path:
    """Write the network as GEXF; ``by`` makes it dynamic: act or scene ``n`` lasts from n to n + 1.

    Raises
    ------
    OptionError
        When ``by`` has another value, or no file can be written to the path.
    """
    import networkx as nx

    target = _check(path, by, ".gexf")
    graph: nx.Graph[str] = nx.Graph()
    _add_nodes(graph, raw)
    if by is None:
        _add_edges(graph, raw)
    else:
        _add_spells(graph, raw, by)
    nx.write_gexf(graph, target)
    return target


def _check(path: str | os.PathLike[str], by: object, suffix: str) -> Path:
    if by not in (None, "act", "scene"):
        raise OptionError(f"by must be 'act', 'scene' or None, not {by!r}")
    target = Path(path)
    if target.suffix.lower() != suffix:
        raise OptionError(f"the file is {suffix[1:]}; call it {target.stem}{suffix}")
    if target.is_dir() or not target.parent.is_dir():
        raise OptionError(f"{target} is no file in a folder that exists")
    return target


def _add_nodes(graph: Any, raw: ResultDict) -> None:
    for row in raw["structure"]["centrality"]:
        graph.add_node(_clean(row["character"]))
    for table, columns in _ATTRIBUTES.items():
        rows = raw["structure"].get(table) or raw.get(table) or ()
        for row in rows:
            name = _clean(row["character"])
            if name in graph:
                known = {key: row[key] for key in columns if row.get(key) is not None}
                graph.add_node(name, **known)


def _add_edges(graph: Any, raw: ResultDict) -> None:
    for row in raw["structure"]["network"]:
        figures = {key: row[key] for key in ("scenes", "exchanges", "words")}
        one, other = _clean(row["source"]), _clean(row["target"])
        graph.add_edge(one, other, weight=row["scenes"], **figures)


def _add_spells(graph: Any, raw: ResultDict, by: By) -> None:
    """Add each character and each edge with the spells in which they are there.

    Figures that change with time are lists of (value, start, end).
    """
    graph.graph.update(mode="dynamic", timeformat="integer")
    spells: dict[str, list[tuple[int, int]]] = {}
    for number, (_, scenes) in enumerate(_slices(raw, by), 1):
        spell = (number, number + 1)
        for name in dict.fromkeys(_clean(row["character"]) for rows in scenes for row in rows):
            spells.setdefault(name, []).append(spell)
        for (one, other), figures in _talk(scenes).items():
            if not graph.has_edge(one, other):
                graph.add_edge(one, other, spells=[], **{key: [] for key in figures})
            edge = graph.edges[one, other]
            edge["spells"].append(spell)
            for key, value in figures.items():
                edge[key].append((value, *spell))
    for name, own in spells.items():
        graph.nodes[name]["spells"] = own


def _slices(raw: ResultDict, by: By) -> Iterator[tuple[str, list[list[Row]]]]:
    """Yield each act or scene: its name, and the speeches of one person in each of its scenes."""
    speeches: dict[int, list[Row]] = {row["scene"]: [] for row in raw["scenes"]}
    for row in raw["dialogues"]:
        if row.get("members") is None and row["character"] and row["scene"] in speeches:
            speeches[row["scene"]].append(row)
    if by == "scene":
        for number, rows in speeches.items():
            yield str(number), [rows]
        return
    for act in raw["structure"]["acts"]:
        if act["first_scene"] is not None:
            last = act["last_scene"]
            numbers = range(act["first_scene"], last + 1)
            yield _clean(act["act"]), [speeches[number] for number in numbers if number in speeches]


def _talk(scenes: Sequence[Sequence[Row]]) -> dict[tuple[str, str], dict[str, int]]:
    """Return scenes, exchanges and words of every two who speak in one scene, as in ``network``."""
    together: Counter[tuple[str, str]] = Counter()
    exchanges: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    for rows in scenes:
        said: list[_Said] = [
            {"character": _clean(row["character"]), "words": row["words"]} for row in rows
        ]
        together.update(combinations(sorted({row["character"] for row in said}), 2))
        for one, two in pairwise(said):
            if one["character"] != two["character"]:
                exchanges[_pair(one["character"], two["character"])] += 1
        for row, listener in addressed(said):
            words[_pair(row["character"], listener)] += row["words"]
    return {
        pair: {"scenes": count, "exchanges": exchanges[pair], "words": words[pair]}
        for pair, count in together.items()
    }


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _clean(name: str) -> str:
    """Replace characters that XML cannot hold."""
    return _NOT_XML.sub(" ", name)
