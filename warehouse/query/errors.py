"""What a question can be refused for."""

from __future__ import annotations


class QueryError(Exception):
    """The question cannot be answered as asked; the message says why and names the nearest that can."""


class NotSharedError(QueryError):
    """The shareable edition has no answer: no table of its list, which the message names, or one not protected.

    Args:
        message: what is said to a person.
        reason: the reason that the withheld row carries.
    """

    def __init__(self, message: str, reason: str = "not_shared") -> None:
        super().__init__(message)
        self.reason = reason


class NothingPublishedError(QueryError):
    """No version has been published in this home yet."""

    def __init__(self) -> None:
        super().__init__(
            "还没有发布任何数据，请先导入：tingmin ingest 文件 / nothing is published yet, run: tingmin ingest FILE"
        )
