"""A user's own emotion model: a tiny random one, made here and loaded from its folder."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from scriptnb.analysis.sentiment import SentimentAnalyzer
from scriptnb.analysis.sentiment_rows import EMOTIONS
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from pathlib import Path

transformers = pytest.importorskip(
    "transformers", reason="the extra is not installed: pip install scriptnb[models]"
)
pytest.importorskip("torch", reason="the extra is not installed: pip install scriptnb[models]")

# The libraries' own deprecation warnings are not about this package.
pytestmark = pytest.mark.filterwarnings("ignore")

DIALOGUES = [
    {"character": "ANNA", "text": "I love you."},
    {"character": "BEN", "text": "No!"},
    {"character": "BEN", "text": ""},
]


def save_model(folder: Path, labels: tuple[str, ...]) -> Path:
    """Write a classifier with random weights and a word tokenizer, as save_pretrained does."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "i", "love", "you", "no", ".", "!"]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    transformers.BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    config = transformers.BertConfig(
        vocab_size=len(words),
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=32,
        id2label=dict(enumerate(labels)),
        label2id={label: number for number, label in enumerate(labels)},
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_a_local_model_labels_the_speeches(tmp_path: Path) -> None:
    folder = save_model(tmp_path, ("Joy", *(e for e in EMOTIONS if e != "joy")))
    found = SentimentAnalyzer(model=folder).analyze_character_emotions(DIALOGUES)
    assert found["metadata"]["emotions"] == "own model"
    for row in found["dialogues"][:2]:
        shares = [row[f"p_{emotion}"] for emotion in EMOTIONS]
        assert sum(shares) == pytest.approx(1, abs=1e-3)
        assert row[f"p_{row['emotion']}"] == max(shares)
    assert found["dialogues"][2]["emotion"] is None
    json.dumps(found, allow_nan=False)


def test_a_model_without_the_emotions_as_labels_is_refused(tmp_path: Path) -> None:
    folder = save_model(tmp_path, ("positive", "negative"))
    with pytest.raises(OptionError, match="labels positive, negative; anger, disgust"):
        SentimentAnalyzer(model=folder)


@pytest.mark.parametrize("config", [{}, {"model_type": "no-such-model"}])
def test_a_model_that_cannot_be_loaded_is_refused(tmp_path: Path, config: dict[str, Any]) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config), encoding="utf-8")
    with pytest.raises(OptionError, match="cannot be loaded"):
        SentimentAnalyzer(model=tmp_path)
