"""Types of what travels between the kernel and a page. Knows no widget and no queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

#: A message or a synchronised state: JSON values, and bytes where a message has buffers.
Message: TypeAlias = dict[str, Any]
#: A cell's output, media type and content.
MimeBundle: TypeAlias = dict[str, Any]
#: Called with each request of a page: ``{"action": …, "id": …}``.
Handler: TypeAlias = Callable[[Message], None]
#: Keyword options of `QueueManager.submit`.
Options: TypeAlias = dict[str, Any]
