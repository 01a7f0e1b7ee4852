"""The log of what came through the inbox: one line of JSON a file, appended and never changed.

Belongs here: writing and reading logs/imports.jsonl, what its outcomes are called. Does not belong here: taking files
in. No line holds the content of a cell.
"""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from typing import Any

from warehouse.catalogue.model import Text
from warehouse.home import Home

OUTCOMES: dict[str, Text] = {
    "ingested": Text("已导入", "ingested"),
    "already_ingested": Text("已导入过，未重复导入", "already ingested"),
    "failed": Text("未导入", "failed"),
    "given_up": Text("未导入", "given up"),
}


def log_import(home: Home, now: datetime, file: str, outcome: str, **facts: Any) -> None:
    """Append one result; `facts` are its digest, counts and message."""
    record = {"at": f"{now.astimezone(UTC):%FT%TZ}", "file": file, "outcome": outcome, **facts}
    home.imports_log.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(home.imports_log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "wb", buffering=0) as stream:  # one write: a line is there whole or not at all
        stream.write((json.dumps(record, ensure_ascii=False) + "\n").encode())


def recent_imports(home: Home, most: int = 10) -> list[dict[str, Any]]:
    """The last results, the newest last."""
    try:
        lines = home.imports_log.read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    return [json.loads(line) for line in lines[-most:]]


def import_line(record: dict[str, Any]) -> str:
    """One result as a line for people."""
    outcome = OUTCOMES[record["outcome"]]
    line = f"{record['at']} {record['file']}：{outcome.zh} / {outcome.en}"
    if record["outcome"] == "ingested":
        line += (
            f"：读入{record['rows_read']}行，采用{record['rows_accepted']}，无变化{record['rows_unchanged']}，"
            f"拒收{record['rows_rejected']}"
        )
    return f"{line}：{record['message']}" if record.get("message") else line
