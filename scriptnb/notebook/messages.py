"""Types of the data that views exchange with pages, tables and the queue. Knows none of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

#: A message or a synchronised state: JSON values, and bytes where a message has buffers.
Message: TypeAlias = dict[str, Any]
#: A cell's output, media type and content.
MimeBundle: TypeAlias = dict[str, Any]
#: Called with each request of a page: ``{"action": …, "id": …}``.
Handler: TypeAlias = Callable[[Message], None]
#: Keyword options of `QueueManager.submit`.
Options: TypeAlias = dict[str, Any]
#: A row of a DataFrame, column and value.
TableRow: TypeAlias = Mapping[Any, Any]
