"""Writes docs/data-dictionary.zh.md and .en.md from the catalogue: what exports may hold, what is published."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.warehouse_builder import builder
from warehouse.catalogue.codes import CLASS_LISTS, CODE_LISTS
from warehouse.catalogue.model import Kind, Language, Text
from warehouse.catalogue.sources import SOURCES, source_fields
from warehouse.catalogue.tables import TABLES, describe_column

DOCS = Path(__file__).resolve().parent

KINDS: dict[Kind, Text] = {
    "id": Text("编号", "number"),
    "text": Text("文字", "text"),
    "code": Text("代码", "code"),
    "flag": Text("是否", "yes or no"),
    "count": Text("整数", "whole number"),
    "number": Text("小数", "number"),
    "instant": Text("时间", "date and time"),
    "day": Text("日期", "date"),
    "span": Text("日期，或一月、一年", "date, or a month or a year"),
    "filled": Text("只记是否填写", "only whether filled in"),
    "identity": Text("只用于计算化名，不保存", "for the pseudonym only, not stored"),
    "subject": Text("只在导入中使用，不以明文保存", "used inside the import only, not stored in clear"),
}

Columns = Mapping[str, Sequence[tuple[str, str]]]


def published_columns() -> Columns:
    """The columns of each published table, name and SQL type, from a build of an empty office."""
    with tempfile.TemporaryDirectory() as folder:
        connection = builder(Path(folder)).build("2026-10-31")
        rows = connection.execute(
            "select table_schema || '.' || table_name, column_name, data_type from information_schema.columns "
            "where table_schema in ('marts', 'rows') order by table_schema, table_name, ordinal_position"
        ).fetchall()
        connection.close()
    found: dict[str, list[tuple[str, str]]] = {table: [] for table in TABLES}
    for table, column, kind in rows:
        found[table].append((column, kind))
    return found


def data_dictionary(lang: Language, columns: Columns) -> str:
    """The dictionary in one language."""
    is_zh = lang == "zh"
    lines = ["# 数据字典" if is_zh else "# Data dictionary", ""]
    lines.append(
        "本页由目录生成（`docs/make_data_dictionary.py`）：导出表可有的栏目，以及发布的各表。"
        if is_zh
        else "Generated from the catalogue (`docs/make_data_dictionary.py`): what exports may hold, and the published tables."
    )
    lines += ["", "## 导出表" if is_zh else "## Exports", ""]
    for source in SOURCES.values():
        lines += [f"### {source.name(lang)} `{source.id}`", ""]
        heads = (
            ("栏目", "名称", "类型", "含义", "认得的表头") if is_zh else ("field", "name", "kind", "meaning", "headers")
        )
        lines += _head(heads)
        for field in source_fields(source):
            needed = ("（必填）" if is_zh else " (required)") if field.id in source.required else ""
            kind = KINDS[field.kind](lang) + (f" `{field.codes}`" if field.codes else "")
            lines.append(
                f"| `{field.id}` | {field.name(lang)}{needed} | {kind} | {field.meaning(lang)} | {'、'.join(field.headers)} |"
            )
        lines.append("")
    lines += ["## 代码表" if is_zh else "## Code lists", ""]
    lines += _head(("代码表", "值") if is_zh else ("list", "values"))
    for name, codes in (*CODE_LISTS.items(), *CLASS_LISTS.items()):
        lines.append(f"| `{name}` | {'；'.join(f'`{code.id}` {code.name(lang)}' for code in codes)} |")
    lines += ["", "## 发布的表" if is_zh else "## Published tables", ""]
    for table in TABLES.values():
        lines += [f"### {table.name(lang)} `{table.id}`", "", f"{table.grain(lang)}{'。' if is_zh else '.'}", ""]
        lines += _head(("列", "类型", "含义") if is_zh else ("column", "type", "meaning"))
        lines += [f"| `{column}` | {kind} | {describe_column(column)(lang)} |" for column, kind in columns[table.id]]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _head(names: Sequence[str]) -> list[str]:
    return [f"| {' | '.join(names)} |", "|" + "---|" * len(names)]


if __name__ == "__main__":
    COLUMNS = published_columns()
    for language in ("zh", "en"):
        (DOCS / f"data-dictionary.{language}.md").write_text(data_dictionary(language, COLUMNS), "utf-8")
