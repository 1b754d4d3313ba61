"""The network of characters as GraphML and GEXF, read back as a program for networks reads it."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import networkx as nx
import pytest

from scriptnb import analyze
from scriptnb.errors import OptionError

SCRIPT = """# ACT ONE

INT. MILL - DAY

ANN
Ben, who is there?

BEN
Nobody at all.

ANN
Good.

# ACT TWO

EXT. WEIR - NIGHT

ANN
And now?

CAL
Now we wait.

INT. MILL - NIGHT

BEN
Cal!

CAL
Ben!
"""


@pytest.fixture(scope="module")
def result():
    return analyze(SCRIPT, "structure")


def edges(graph):
    return {frozenset(edge[:2]): edge[2] for edge in graph.edges(data=True)}


@pytest.mark.parametrize("kind", ["graphml", "gexf"])
def test_the_network_reads_back_with_the_figures_of_the_tables(result, tmp_path, kind):
    path = tmp_path / f"net.{kind}"
    assert getattr(result, f"to_{kind}")(path) == path
    graph = getattr(nx, f"read_{kind}")(path)
    assert set(graph.nodes) == {"ANN", "BEN", "CAL"}
    assert graph.nodes["ANN"]["words"] == 7
    assert graph.nodes["ANN"]["degree"] == 2
    found = edges(graph)
    assert set(found) == {
        frozenset(pair) for pair in (("ANN", "BEN"), ("ANN", "CAL"), ("BEN", "CAL"))
    }
    for row in result.network.to_dict("records"):
        edge = found[frozenset((row["source"], row["target"]))]
        assert [edge[key] for key in ("scenes", "exchanges", "words")] == [
            row[key] for key in ("scenes", "exchanges", "words")
        ]
        assert edge["weight"] == row["scenes"]


def test_graphml_by_scene_and_act_has_an_edge_for_each(result, tmp_path):
    graph = nx.read_graphml(result.to_graphml(tmp_path / "s.graphml", by="scene"))
    assert sorted(data["scene"] for _, _, data in graph.edges(data=True)) == ["1", "2", "3"]
    graph = nx.read_graphml(result.to_graphml(tmp_path / "a.graphml", by="act"))
    acts = [(data["act"], data["slice"]) for _, _, data in graph.edges(data=True)]
    assert sorted(acts) == [("ACT ONE", 1), ("ACT TWO", 2), ("ACT TWO", 2)]


def test_two_who_meet_twice_have_two_edges_by_scene_and_two_spells(tmp_path):
    again = analyze(SCRIPT + "\nINT. MILL - DAY\n\nANN\nBen!\n\nBEN\nAnn!\n", "structure")
    graph = nx.read_graphml(again.to_graphml(tmp_path / "s.graphml", by="scene"))
    assert graph.number_of_edges("ANN", "BEN") == 2
    text = again.to_gexf(tmp_path / "s.gexf", by="scene").read_text(encoding="utf-8")
    assert 'for="' in text
    assert text.count('<spell start="4" end="5"') == 3  # two characters and their edge


def test_the_slices_add_up_to_the_whole(result, tmp_path):
    graph = nx.read_graphml(result.to_graphml(tmp_path / "s.graphml", by="scene"))
    for column in ("scenes", "exchanges", "words"):
        total = sum(data[column] for _, _, data in graph.edges(data=True))
        assert total == result.network[column].sum()


def test_gexf_by_scene_is_dynamic(result, tmp_path):
    path = result.to_gexf(tmp_path / "s.gexf", by="scene")
    root = ET.fromstring(path.read_text(encoding="utf-8"))
    space = {"g": root.tag[1:].partition("}")[0]}
    graph = root.find("g:graph", space)
    assert graph.get("mode") == "dynamic"
    spells = {
        (edge.get("source"), edge.get("target")): [
            (spell.get("start"), spell.get("end")) for spell in edge.iterfind(".//g:spell", space)
        ]
        for edge in graph.iterfind(".//g:edge", space)
    }
    assert spells[("BEN", "CAL")] == [("3", "4")]
    nodes = {
        node.get("id"): [spell.get("start") for spell in node.iterfind(".//g:spell", space)]
        for node in graph.iterfind(".//g:node", space)
    }
    assert nodes == {"ANN": ["1", "2"], "BEN": ["1", "3"], "CAL": ["2", "3"]}


def test_names_that_xml_cannot_hold_are_written(tmp_path):
    text = "INT. A\n\n@A\x0bN\nHi.\n\n@B<&>\nHo.\n"
    graph = nx.read_graphml(analyze(text, "structure").to_graphml(tmp_path / "n.graphml"))
    assert set(graph.nodes) == {"A N", "B<&>"}


def test_wrong_options_and_paths_are_explained(result, tmp_path):
    with pytest.raises(OptionError, match="'act', 'scene' or None"):
        result.to_gexf(tmp_path / "n.gexf", by="page")
    with pytest.raises(OptionError, match="call it n"):
        result.to_gexf(tmp_path / "n.graphml")
    with pytest.raises(OptionError, match="folder that exists"):
        result.to_graphml(tmp_path / "no" / "n.graphml")
    with pytest.raises(AttributeError, match="belongs to the analysis 'structure'"):
        analyze("INT. A\n\nANN\nHi.\n").to_gexf(tmp_path / "n.gexf")
