"""What a question can be refused for."""

from __future__ import annotations


class QueryError(Exception):
    """The question cannot be answered as asked; the message says why and names the nearest that can."""


class NotSharedError(QueryError):
    """The question is no table of the shareable edition; the message names those that are."""


class NothingPublishedError(QueryError):
    """No version has been published in this home yet."""

    def __init__(self) -> None:
        super().__init__(
            "还没有发布任何数据，请先导入：tingmin ingest 文件 / nothing is published yet, run: tingmin ingest FILE"
        )
