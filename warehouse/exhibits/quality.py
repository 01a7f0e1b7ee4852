"""What came in and what did not: files, refusals and warnings, columns and names that the clerk has to map."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from warehouse.catalogue.fields import FIELDS
from warehouse.catalogue.metrics import METRICS
from warehouse.catalogue.model import Text, day_of
from warehouse.catalogue.reasons import INPUT_NAMES
from warehouse.catalogue.rules import RULES
from warehouse.catalogue.sources import SOURCES
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Row, Scope
from warehouse.query import context

ROWS = Text("行", "rows")
EXPORTED_AT_BASES: dict[str, Text] = {
    "argument": Text("导入时指定", "given on import"),
    "title": Text("表内标题行", "title row"),
    "name": Text("文件名", "file name"),
    "events": Text("表内最晚日期", "latest date inside"),
    "ingest": Text("导入时间", "time of import"),
}


def _footing(scope: Scope) -> Footing:
    return Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)


def _unless_empty(exhibit: Exhibit, nothing: Text) -> Exhibit:
    """The exhibit; without rows only the sentence that says so."""
    return exhibit if exhibit.rows else replace(exhibit, title=nothing, sentence=Text("", ""), state="empty")


def _kind(file: context.ImportedFile) -> Text:
    """What a file holds, and whether it was withdrawn."""
    source = SOURCES[file.source].name if file.source in SOURCES else Text(file.source, file.source)
    return Text(f"{source.zh}（已撤回）", f"{source.en} (withdrawn)") if file.retracted_at else source


def imported_files(scope: Scope) -> Exhibit:
    """The files handed in, and what became of their rows."""
    zone = scope.home.configuration().zone
    files = context.imported_files(scope.version)

    def day(instant: datetime | None) -> str:
        return "" if instant is None else instant.replace(tzinfo=UTC).astimezone(zone).strftime("%Y-%m-%d %H:%M")

    rows = tuple(
        Row(
            "",
            (
                file.name,
                _kind(file),
                day(file.exported_at),
                EXPORTED_AT_BASES.get(file.exported_at_basis, file.exported_at_basis),
                Figure(file.rows_read),
                Figure(file.rows_accepted),
                Figure(file.rows_unchanged),
                Figure(file.rows_rejected),
            ),
            "below" if file.retracted_at else "body",
        )
        for file in files
    )
    read, rejected = sum(f.rows_read for f in files), sum(f.rows_rejected for f in files)
    exhibit = Exhibit(
        id="imported_files",
        title=Text(
            f"{len(files)}个文件共读入{wording.count(read)}行，拒收{wording.count(rejected)}行",
            f"{len(files)} files, {wording.count(read)} rows read, {wording.count(rejected)} refused",
        ),
        sentence=Text("读入＝采用＋无变化＋拒收。拒收的行在 rejected 文件夹的工作簿里，改好后重新放入即可。",
                      "Read = accepted + unchanged + refused. Refused rows lie in workbooks in the folder rejected; "
                      "mend them and drop the file in again."),
        columns=(
            Column("name", Text("文件", "File")),
            Column("source", Text("类别", "Kind")),
            Column("exported_at", Text("导出时间", "Exported")),
            Column("exported_at_basis", Text("依据", "Known from")),
            Column("rows_read", Text("读入", "Read"), "count", ROWS),
            Column("rows_accepted", Text("采用", "Accepted"), "count", ROWS),
            Column("rows_unchanged", Text("无变化", "Unchanged"), "count", ROWS),
            Column("rows_rejected", Text("拒收", "Refused"), "count", ROWS),
        ),
        rows=rows,
        footing=_footing(scope),
    )  # fmt: skip
    return _unless_empty(exhibit, Text("没有导入的文件", "no file yet"))


def rule_counts(scope: Scope) -> Exhibit:
    """Refusals and warnings by rule, and how to mend them."""
    counts = context.rule_counts(scope.version)
    severities = {"reject": Text("拒收", "refused"), "warn": Text("提醒", "warning")}
    rows = tuple(
        Row(
            "",
            (
                severities.get(count.severity, count.severity),
                RULES[count.rule].name if count.rule in RULES else count.rule,
                Figure(count.rows),
                Figure(count.files),
                RULES[count.rule].mend if count.rule in RULES else "",
            ),
            mark="worse" if count.severity == "reject" else "",
        )
        for count in counts
    )
    refused = sum(c.rows for c in counts if c.severity == "reject")
    warned = sum(c.rows for c in counts if c.severity != "reject")
    exhibit = Exhibit(
        id="rule_counts",
        title=Text(
            f"拒收{wording.count(refused)}行，提醒{wording.count(warned)}处",
            f"{wording.count(refused)} rows refused, {wording.count(warned)} warnings",
        ),
        sentence=Text("提醒的行照常采用；有问题的日期和人数不参与计算。",
                      "Rows with a warning are taken; their doubtful dates and numbers are not used."),
        columns=(
            Column("severity", Text("处理", "Outcome")),
            Column("rule", Text("规则", "Rule")),
            Column("rows", Text("行数", "Rows"), "count"),
            Column("files", Text("文件数", "Files"), "count"),
            Column("mend", Text("如何处理", "How to mend")),
        ),
        rows=rows,
        footing=_footing(scope),
    )  # fmt: skip
    return _unless_empty(exhibit, Text("没有拒收，也没有提醒", "nothing refused, nothing warned of"))


def unmapped_columns(scope: Scope) -> Exhibit:
    """Columns that no field stands for, and those that may not enter."""
    found = context.unmapped_columns(scope.version)
    kept = Text(
        "未对应，未导入；可在本页“对应名称和表头”中对应",
        "not mapped, not taken; map it below under “Map names and headers”",
    )
    denied = Text("按规定不得导入，已舍去", "may not enter, dropped")
    rows = tuple(
        Row("", (column.header, denied if column.is_denied else kept, Figure(column.files))) for column in found
    )
    exhibit = Exhibit(
        id="unmapped_columns",
        title=Text(f"{len(found)}个列名没有对应", f"{len(found)} headers are not mapped"),
        sentence=Text("", ""),
        columns=(
            Column("header", Text("列名", "Header")),
            Column("treatment", Text("处理", "Treatment")),
            Column("files", Text("文件数", "Files"), "count"),
        ),
        rows=rows,
        footing=_footing(scope),
    )
    return _unless_empty(exhibit, Text("各列都已对应", "every column is mapped"))


def unmatched_names(scope: Scope) -> Exhibit:
    """Names of townships and units that the reference tables do not know, or know of several units."""
    found = context.unmatched_names(scope.version)
    kinds = {"township": Text("属地", "township"), "department": Text("责任单位", "responsible unit")}
    rows = tuple(
        Row(
            "",
            (
                kinds.get(name.kind, name.kind),
                name.name,
                Figure(name.cases),
                Text(f"{name.codes}个同名", f"{name.codes} of this name")
                if name.codes
                else Text("表中没有", "not in the table"),
            ),
        )
        for name in found
    )
    exhibit = Exhibit(
        id="unmatched_names",
        title=Text(f"{len(found)}个名称对不上属地表或单位表", f"{len(found)} names stand for no one unit of the reference tables"),
        sentence=Text("这些件照常计数，归入“未匹配”；只列3件以上的名称。请在本页“对应名称和表头”中选对应的代码。",
                      "These cases are counted, as “not in the reference table”; only names that at least 3 cases carry are listed. "
                      "Choose the code of each below under “Map names and headers”."),
        columns=(
            Column("kind", Text("类别", "Kind")),
            Column("name", Text("名称", "Name")),
            Column("cases", Text("件数", "Cases"), "count"),
            Column("reason", Text("原因", "Why")),
        ),
        rows=rows,
        footing=_footing(scope),
    )  # fmt: skip
    return _unless_empty(exhibit, Text("名称都能对上", "every name is known"))


VANISHED = Text("后来的导出中缺失", "missing from a later export")


def revisions(scope: Scope) -> Exhibit:
    """数据修订表: what later exports changed of weeks that earlier ones had reported."""
    found = context.revisions(scope.version)
    fields = {day_of(f.id) if f.kind == "instant" else f.id: f.name for f in FIELDS.values()}
    rows = tuple(
        Row("", (wording.week_label(r.week), fields.get(r.field, VANISHED), r.file, Figure(r.cases))) for r in found
    )
    total = sum(r.cases for r in found)
    exhibit = Exhibit(
        id="revisions",
        title=Text(f"后来的导出修订了{total}处", f"later exports changed {total} entries"),
        sentence=Text(
            "原有的值被改为另一个值或被清空才算修订；首次填入的值不算。修订是核对的线索，不等于差错。",
            "A value that became another or was cleared; a value filled in for the first time is none. "
            "A revision is something to check, not an error.",
        ),
        columns=(
            Column("week", Text("登记周", "Week of registration")),
            Column("field", Text("字段", "Field")),
            Column("file", Text("文件", "File")),
            Column("cases", Text("件数", "Cases"), "count"),
        ),
        rows=rows,
        footing=_footing(scope),
    )
    return _unless_empty(
        exhibit, Text("后来的导出没有修订已报的数据", "no reported value was changed by a later export")
    )


def missing_inputs(scope: Scope) -> Exhibit:
    """Inputs that no export carries, and the figures that stay blank without them."""
    missing = context.missing_inputs(scope.version)
    rows = []
    for name in missing:
        blank = [m.name for m in METRICS.values() if name in m.needs]
        zh, en = "、".join(t.zh for t in blank), ", ".join(t.en for t in blank)
        rows.append(Row("", (INPUT_NAMES.get(name, name), Text(zh, en))))
    exhibit = Exhibit(
        id="missing_inputs",
        title=Text(f"导出表缺少{len(rows)}类栏目", f"{len(rows)} inputs are not in the exports"),
        sentence=Text(
            "缺少的栏目使相应指标留空，不以0代替。",
            "Figures without their input stay blank; they are never shown as 0.",
        ),
        columns=(
            Column("input", Text("缺少的栏目", "Input")),
            Column("blank", Text("因此留空的指标", "Figures left blank")),
        ),
        rows=tuple(rows),
        footing=_footing(scope),
    )
    return _unless_empty(exhibit, Text("各项指标所需的栏目都有", "every input is there"))


RULE_NAMES: dict[str, Text] = {
    "parts": Text("分项与合计", "parts and total"),
    "grim": Text("百分比与基数", "percentage and base"),
    "change": Text("增减幅度", "change"),
    "constant_ratio": Text("人均数恒定", "constant ratio"),
    "numbering": Text("编号缺口", "gaps in numbers"),
    "vanished": Text("后来缺失", "vanished"),
    "rewritten": Text("事后修改", "rewritten"),
    "same_day_closing": Text("当日自登自结", "closed on the day of registration"),
    "bulk_closing": Text("月末集中办结", "bulk closing"),
    "late_registration": Text("迟登", "late registration"),
    "first_to_repeat": Text("初件转重件", "first to repeat"),
}
SUBJECTS: dict[str, Text] = {
    "office": Text("全单位", "office"),
    "organ": Text("登记机构", "organ"),
    "unit": Text("责任单位", "unit"),
}


def integrity(scope: Scope) -> Exhibit:
    """Questions that the data raise about themselves, and what to check; a question, never an accusation."""
    found = context.integrity_findings(scope.version)
    open_ = sum(1 for f in found if f.is_open)
    names = {m.code: wording.member_name(m) for m in context.departments(scope.version)}
    rows = tuple(
        Row(
            "",
            (
                Text("待核", "open") if f.is_open else Text("无法检验", "not testable"),
                RULE_NAMES.get(f.rule, Text(f.rule, f.rule)),
                names.get(f.subject, SUBJECTS.get(f.subject_kind, Text(f.subject_kind, f.subject_kind))),
                f.period,
                f.text,
                f.check,
            ),
            "body" if f.is_open else "below",
        )
        for f in found
    )
    exhibit = Exhibit(
        id="integrity",
        title=Text(f"{open_}个待核问题", f"{open_} open questions"),
        sentence=Text(
            "由数据自身提出，是核对的线索，不是指控；责任单位有待核问题时暂不排名。",
            "Raised by the data themselves: something to check, no accusation. A unit with an open question is not ranked.",
        ),
        columns=(
            Column("state", Text("状态", "State")),
            Column("rule", Text("规则", "Rule")),
            Column("subject", Text("所涉", "Subject")),
            Column("period", Text("时段", "Period")),
            Column("text", Text("问题", "Question")),
            Column("check", Text("核对什么", "What to check")),
        ),
        rows=rows,
        footing=_footing(scope),
    )
    return _unless_empty(exhibit, Text("数据没有提出待核问题", "the data raise no question"))


def quality_badge(scope: Scope) -> Exhibit:
    """How far the figures can be trusted, in one line a subject; each leads to the page of data."""
    files = context.imported_files(scope.version)
    refused, read = sum(f.rows_rejected for f in files), sum(f.rows_read for f in files)
    names, missing = context.unmatched_names(scope.version), context.missing_inputs(scope.version)
    questions = sum(1 for f in context.integrity_findings(scope.version) if f.is_open)
    changed = sum(r.cases for r in context.revisions(scope.version))
    counted = (
        (
            Text("拒收行", "Rows refused"),
            refused,
            Text(f"读入{wording.count(read)}行", f"of {wording.count(read)} read"),
        ),
        (
            Text("对不上的名称", "Unknown names"),
            len(names),
            Text("归入“未匹配”", "counted as “not in the reference table”"),
        ),
        (Text("缺少的栏目", "Inputs missing"), len(missing), Text("有关指标留空", "their figures stay blank")),
        (Text("已报数据修订", "Revisions"), changed, Text("见数据修订表", "see the table of revisions")),
        (Text("待核问题", "Open questions"), questions, Text("核对的线索", "to be checked")),
    )
    problems = sum(1 for _, n, _ in counted if n)
    return Exhibit(
        id="quality_badge",
        title=Text(f"数据质量：{f'{problems}方面需要留意' if problems else '没有需要留意的问题'}",
                   f"Data quality: {problems or 'nothing'} to mind"),
        sentence=Text("", ""),
        columns=(
            Column("metric", Text("方面", "Subject")),
            Column("unit", Text("单位", "Unit")),
            Column("now", Text("数", "Number"), "figure"),
            Column("change", Text("说明", "Note")),
        ),
        rows=tuple(Row("", (name, Text("", ""), Figure(n), note)) for name, n, note in counted),
        chart="headline",
        footing=_footing(scope),
    )  # fmt: skip
