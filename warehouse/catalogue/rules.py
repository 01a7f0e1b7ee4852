"""Named rules of the importer: what is refused, what is taken with a warning, and how to mend it."""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.model import Rule, Text

RULES: dict[str, Rule] = {
    r.id: r
    for r in (  # a rejected row is counted under the first rule that it breaks, in this order
        Rule("extra_cells", "reject", Text("该行列数多于表头", "the row has more cells than the header"),
             Text("检查该行是否有未加引号的逗号", "look for an unquoted comma in the row")),
        Rule("missing_key", "reject", Text("缺少编号或必填项", "number or required cell missing"),
             Text("补填该单元格后重新放入", "fill in the cell and drop the file in again")),
        Rule("bad_date", "reject", Text("日期无法识别", "date cannot be read"),
             Text("改为2026-01-05或2026年1月5日的写法", "write it as 2026-01-05")),
        Rule("bad_count", "reject", Text("数量不是整数", "count is not a whole number"),
             Text("改为阿拉伯数字整数", "write a whole number")),
        Rule("future_registration", "reject", Text("登记等必填日期晚于导出日", "registration or other required date after the export"),
             Text("核对该日期；导出时间不对时用 --exported-at 指明", "check the date, or name the export's day with --exported-at")),
        Rule("duplicate_id", "reject", Text("同一编号在一个文件内有互相矛盾的两行", "one number in two conflicting rows of a file"),
             Text("核对所列各行，只保留正确的一行", "keep the right one of the rows named")),
        Rule("rounded_id", "reject", Text("编号已被Excel取整，不可恢复", "number was rounded by Excel and is lost"),
             Text("从原系统重新导出，把编号列设为文本", "export again with the number column as text")),
        Rule("denied_value", "warn", Text("含有不得导入的人员类别信息，该单元格已舍去", "carries a typing of persons, the cell was dropped"),
             Text("无需处理；此类信息不得导入", "nothing to do; such information may not enter")),
        Rule("duplicate_collapsed", "warn", Text("内容完全相同的重复行，已合并", "identical rows, collapsed"),
             Text("无需处理", "nothing to do")),
        Rule("closed_before_registered", "warn", Text("办结早于登记", "closed before registered"),
             Text("核对登记时间与办结时间", "check both dates")),
        Rule("deadline_before_registered", "warn", Text("限办日期早于登记", "deadline before registration"),
             Text("核对限办日期", "check the deadline")),
        Rule("persons_out_of_range", "warn", Text("信访人数不在1至9999之间，不计人次", "persons outside 1–9999, not counted"),
             Text("核对信访人数", "check the number of persons")),
        Rule("future_date", "warn", Text("日期晚于导出时间，该日期不予采用", "date after the export, not used"),
             Text("核对该日期", "check the date")),
        Rule("unknown_flag", "warn", Text("是否类字段取值无法识别，按未知处理", "yes/no value not known, taken as unknown"),
             Text("改为“是”或“否”", "write 是 or 否")),
        Rule("unknown_code", "warn", Text("取值不在代码表内，照原样保留", "value on no code list, kept as it is"),
             Text("如属写法不同，请用 tingmin alias 对应", "map the spelling with tingmin alias")),
    )
}
