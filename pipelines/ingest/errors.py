"""What stops a whole file or a whole command, said in words a clerk can act on.

Here: the one exception of the importer. Not here: what is wrong with single rows (`rules`). A message never
quotes the content of a cell.
"""

from __future__ import annotations


class IngestError(Exception):
    """A file or an option cannot be taken; the message says what happened, where, and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
