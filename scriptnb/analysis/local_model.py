"""A user's own emotion model: a folder of the transformers library (extra ``models``).

Nothing is downloaded: ``local_files_only`` is set, and a file missing in the folder is an error.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from scriptnb.analysis.sentiment_rows import EMOTIONS
from scriptnb.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

#: Texts scored at once.
BATCH = 32


class LocalModel:
    """Scores texts with a sequence classifier whose labels are the seven emotions.

    Parameters
    ----------
    folder
        The folder to which ``save_pretrained`` wrote the model and its tokenizer.

    Raises
    ------
    OptionError
        When the folder holds no such model, a library is missing, or a label is.
    """

    def __init__(self, folder: str | Path) -> None:
        path = Path(folder)
        if not (path / "config.json").is_file():
            raise OptionError(
                f"model: {path} is no transformers model (it has no config.json);"
                " give the folder that save_pretrained wrote"
            )
        try:
            import torch
            from transformers import AutoModelForSequenceClassification, AutoTokenizer
        except ModuleNotFoundError as missing:
            raise OptionError(
                f"model: the package {missing.name} is not installed;"
                " run: pip install scriptnb[models]"
            ) from None
        try:
            self._tokenizer = AutoTokenizer.from_pretrained(path, local_files_only=True)
            self._model = AutoModelForSequenceClassification.from_pretrained(
                path, local_files_only=True
            )
        except (OSError, ValueError, KeyError) as error:
            raise OptionError(f"model: {path} cannot be loaded: {error}") from None
        self._torch = torch
        self._model.eval()
        labels = {name.casefold(): number for number, name in self._model.config.id2label.items()}
        if missing_labels := [emotion for emotion in EMOTIONS if emotion not in labels]:
            raise OptionError(
                f"model: {path} has the labels {', '.join(labels)}; {', '.join(missing_labels)}"
                " must be among them (id2label in its config.json)"
            )
        self._order = [int(labels[emotion]) for emotion in EMOTIONS]

    def probabilities(self, texts: Sequence[str]) -> NDArray[np.floating]:
        """Return an array of shape (texts, 7) in the order of ``EMOTIONS``; rows sum to one."""
        import numpy as np

        parts = []
        with self._torch.inference_mode():
            for start in range(0, len(texts), BATCH):
                batch = self._tokenizer(
                    list(texts[start : start + BATCH]),
                    padding=True,
                    truncation=True,
                    return_tensors="pt",
                )
                shares = self._torch.softmax(self._model(**batch).logits, dim=-1)
                parts.append(shares.numpy()[:, self._order])
        found = np.concatenate(parts) if parts else np.zeros((0, len(EMOTIONS)))
        return np.asarray(found / found.sum(axis=1, keepdims=True))
