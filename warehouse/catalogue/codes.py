"""Code lists: the values that a field may take and the labels that exports use for them.

A label that is on no list is kept as it is and reported; it is never forced into a neighbour.
"""

from __future__ import annotations

# fmt: off
from warehouse.catalogue.model import Code, Text

_YES = ("是", "1", "√", "✓", "✔", "☑", "■", "v", "对", "是的", "y", "yes", "true", "t", "有", "已")
_NO = ("否", "0", "2", "×", "✗", "✘", "✕", "╳", "x", "☐", "□", "非", "不是", "n", "no", "false", "f", "无", "未")
_FIRST = ("初", "初件", "初次", "初访", "初信初访", "首次", "初次信访")
_REPEAT = ("重", "非初次", "重件", "重复", "重访", "重信重访", "再次", "重复信访")

CODE_LISTS: dict[str, tuple[Code, ...]] = {
    "flag": (
        Code("1", Text("是", "yes"), _YES),
        Code("0", Text("否", "no"), _NO),
    ),
    "first": (
        Code("1", Text("初件", "first"), (*_YES, *_FIRST)),
        Code("0", Text("重件", "repeat"), (*_NO, *_REPEAT)),
    ),
    "repeat": (
        Code("1", Text("重件", "repeat"), (*_YES, *_REPEAT)),
        Code("0", Text("初件", "first"), (*_NO, *_FIRST)),
    ),
    "confidential": (
        Code("1", Text("保密", "confidential"), (*_YES, "不公开", "要求保密", "匿名信访")),
        Code("0", Text("公开", "open"), (*_NO, "公开", "可公开", "同意公开", "实名", "实名信访")),
    ),
    "collective": (
        Code("1", Text("集体访", "collective visit"), (*_YES, "集体", "联名信", "联名")),
        Code("0", Text("非集体访", "not collective"), (*_NO, "个体访", "个访", "个人访", "个体", "个人")),
    ),
    "channel": (
        Code("visit", Text("来访", "visit"), ("来访", "走访", "个访", "集体访", "上访", "接访", "200", "100")),
        Code("letter", Text("来信", "letter"), ("来信", "信件", "写信", "信函")),
        Code(
            "web",
            Text("网信", "web"),
            ("网上信访", "网上投诉", "网信", "网络", "网上", "网上来信", "手机信访", "300", "303", "领导信箱"),
        ),
        Code("phone", Text("来电", "phone"), ("来电", "电话", "热线", "电话信访", "12345")),
        Code("fax", Text("传真", "fax"), ("传真",)),
        Code("other", Text("其他", "other"), ("其他", "其它")),
    ),
    "level": (
        Code("national", Text("国家", "national"), ("国家", "国家级", "国家(进京)", "进京", "中央", "全国", "北京")),
        Code("province", Text("省", "province"), ("省", "省级", "赴省", "自治区", "直辖市")),
        Code("city", Text("市", "city"), ("市", "市级", "到市", "地市", "地市级", "州", "设区的市")),
        Code("county", Text("县", "county"), ("县", "县级", "到县", "区", "区县", "区县级", "县区", "县(市、区)")),
        Code("township", Text("乡", "township"), ("乡", "乡级", "乡镇", "乡镇级", "到乡", "镇", "街道", "镇街")),
    ),
    "purpose": (
        Code("claim", Text("申诉求决", "claim"), ("申诉求决", "申诉", "求决", "诉求", "求助")),
        Code("suggestion", Text("意见建议", "suggestion"), ("意见建议", "建议", "建议意见", "批评建议")),
        Code("accusation", Text("检举控告", "accusation"), ("检举控告", "检举", "控告", "举报", "揭发控告", "投诉举报")),
        Code("inquiry", Text("咨询", "inquiry"), ("咨询", "政策咨询")),
        Code("other", Text("其他", "other"), ("其他", "其它")),
    ),
    "procedure": (
        Code("petition", Text("信访程序", "petition procedure"), ("信访程序", "信访途径", "信访", "信访事项处理程序")),
        Code("discipline", Text("纪检程序", "discipline procedure"), ("纪检监察程序", "纪检程序", "纪检监察", "检举控告程序")),
        Code(
            "other_route",
            Text("其他法定途径", "other legal route"),
            (
                "其他法定途径", "其他法定程序", "其它法定途径", "依法分类处理", "行政裁决", "行政复议", "仲裁",
                "诉讼", "行政处理", "司法程序", "劳动监察", "是",
            ),
        ),
    ),
    "origin": (
        Code("own", Text("本级登记", "registered here"), ("本级登记", "本级", "自登记", "自办")),
        Code("above", Text("上级转交办", "assigned from above"), ("上级转交办", "上级转送", "上级交办", "上级", "上级转办")),
        Code("below", Text("下级报送", "reported from below"), ("下级报送", "下级上报", "下级")),
    ),
    "organ": (
        Code("petition", Text("信访工作机构", "petition organ"), ("信访工作机构", "信访机构", "信访局", "信访部门", "是", "1")),
        Code("other", Text("其他机关", "other organ"), ("其他机关", "非信访机构", "职能部门", "其他", "否", "0", "2")),
    ),
    "role": (
        Code("lead", Text("主办", "lead"), ("主办", "牵头", "主责", "主办单位", "1")),
        Code("assist", Text("协办", "assisting"), ("协办", "配合", "会办", "协办单位", "2")),
    ),
    "handling": (
        Code("forwarded", Text("转送", "forwarded"), ("转送", "转办", "转交", "转交办")),
        Code("assigned", Text("交办", "assigned"), ("交办",)),
        Code("supervised", Text("督办", "supervised"), ("督办",)),
        Code("accepted", Text("受理告知", "accepted"), ("受理告知", "受理", "予以受理", "已受理")),
        Code("direct_reply", Text("直接回复", "direct reply"), ("直接回复", "直接答复", "当场答复")),
        Code("refused", Text("不予受理", "not accepted"), ("不予受理", "不予受理告知", "不受理")),
        Code("closed_to_further", Text("不再受理", "no longer accepted"), ("不再受理", "不再受理告知")),
        Code("filed", Text("存", "filed"), ("存", "存查", "存件", "留存")),
    ),
    "outcome": (
        Code("supported", Text("支持", "supported"), ("支持", "予以支持", "支持诉求", "部分支持")),
        Code("explained", Text("解释说明", "explained"), ("解释说明", "解释", "解释疏导", "疏导")),
        Code("not_supported", Text("不支持", "not supported"), ("不支持", "不予支持")),
        Code("mediated", Text("调解", "mediated"), ("调解", "和解", "调解和解")),
        Code("withdrawn", Text("撤回", "withdrawn"), ("撤回", "撤诉", "申请撤回", "撤销信访", "自行撤回")),
        Code("merged", Text("合并", "merged"), ("合并", "并案", "合并办理", "重复合并")),
    ),
    "status": (
        Code(
            "open",
            Text("在办", "open"),
            (
                "在办", "办理中", "正在办理", "未办结", "已登记", "待受理", "已受理", "已转送", "已交办", "已转交",
                "待办", "待转送", "登记", "受理", "转送", "交办", "退回重办", "重办", "延期", "处理中",
            ),
        ),
        Code("replied", Text("已答复", "replied"), ("已答复", "已回复", "已出具意见")),
        Code("closed", Text("已办结", "closed"), ("已办结", "办结", "结案", "已结案", "办毕", "已完成", "完结", "已办理")),
        Code("refused", Text("不予受理或不再受理", "not accepted"), ("不予受理", "不再受理", "不受理")),
        Code("cancelled", Text("已撤回", "withdrawn"), ("已撤回", "撤回", "已撤销", "作废")),
    ),
    "satisfaction": (
        Code("satisfied", Text("满意", "satisfied"), ("满意", "非常满意")),
        Code("mostly_satisfied", Text("基本满意", "mostly satisfied"), ("基本满意", "比较满意", "一般")),
        Code("dissatisfied", Text("不满意", "dissatisfied"), ("不满意",)),
        Code("not_evaluated", Text("未评价", "not evaluated"), ("未评价", "待评价", "未参评")),
        Code("evaluation_overdue", Text("超期未评价", "evaluation overdue"), ("超期未评价", "超期未评")),
    ),
    "review": (
        Code("upheld", Text("维持", "upheld"), ("维持", "维持原意见")),
        Code("changed", Text("变更", "changed"), ("变更",)),
        Code("revoked", Text("撤销", "revoked"), ("撤销",)),
    ),
    "leader_level": (
        Code("city_leader", Text("市级领导", "city leader"), ("市级领导", "市领导", "市级", "市")),
        Code("head", Text("党政主要负责人", "heads of party and government"), ("县委书记、县长", "书记、县长", "党政主要领导", "党政主要负责人", "县区党政主要领导", "县委书记", "区委书记", "县长", "区长")),
        Code("county_leader", Text("县级领导", "county leader"), ("其他县级领导", "县级领导", "县领导", "区领导", "区县领导", "县级", "县", "县区领导", "县市区领导", "副县长", "副区长", "县委常委", "区委常委", "县委副书记", "区委副书记")),
        Code("unit_leader", Text("部门领导", "head of a department"), ("乡镇、部门领导", "部门领导", "部门负责人", "单位负责人", "部门主要负责人", "局长")),
        Code("township_leader", Text("乡镇领导", "township leader"), ("乡镇领导", "镇街领导", "乡镇党政领导", "乡镇级", "乡级", "乡", "乡镇", "乡级领导", "街道领导", "乡镇街道领导", "乡镇长", "镇长", "乡长")),
        Code("other", Text("其他领导", "other leaders"), ("其他领导", "其他", "其它领导")),
    ),
    "reception_form": (
        Code("fixed", Text("定点接访", "fixed reception"), ("定点接访", "固定接访", "公开接访")),
        Code("appointed", Text("重点约访", "by appointment"), ("重点约访", "预约接访", "约访")),
        Code("themed", Text("专题接访", "on a theme"), ("专题接访",)),
        Code("outreach", Text("带案下访", "outreach"), ("带案下访", "下访")),
        Code("follow_up", Text("跟踪回访", "follow-up"), ("跟踪回访", "回访")),
    ),
    "reception_result": (
        Code("on_the_spot", Text("当场办结", "solved on the spot"), ("当场办结", "当场解决")),
        Code("by_date", Text("限期办理", "to be done by a date"), ("限期办理", "限期办结")),
        Code("explained", Text("解释疏导", "explained"), ("解释疏导", "解释", "疏导")),
    ),
    "ownership": (
        Code("owned", Text("包案", "owned by a leader"), ("包案", "领导包案")),
        Code("instructed", Text("批示", "instructed"), ("批示", "批阅件", "批阅")),
        Code("supervised", Text("督办", "supervised"), ("督办",)),
    ),
    "period_status": (
        Code("confirmed", Text("确定", "confirmed"), ("确定", "确认", "已确定", "已确认", "confirmed")),
        Code("predicted", Text("预计", "predicted"), ("预计", "预测", "predicted")),
    ),
}

# Classes into which the warehouse divides a figure, in the order in which they are read; no export writes them.
CLASS_LISTS: dict[str, tuple[Code, ...]] = {
    "stage": (
        Code("assign", Text("登记→转交", "registered → assigned")),
        Code("accept", Text("转交→受理或告知", "assigned → accepted or told")),
        Code("reply", Text("受理或告知→答复", "accepted or told → replied")),
        Code("close", Text("答复→办结", "replied → closed")),
        Code("evaluate", Text("办结→评价", "closed → evaluated")),
    ),
    "phase": (
        Code("during", Text("时段内", "during")),
        Code("after", Text("时段后同样天数", "as many days after")),
    ),
    "spc_rule": (
        Code("usual", Text("无异常", "usual")),
        Code("outside", Text("超出控制限", "outside a limit")),
        Code("shift", Text("连续7周在均值一侧", "7 weeks on one side of the mean")),
        Code("trend", Text("连续7周上升或下降", "7 weeks rising or falling")),
        Code("near_limit", Text("3周中2周接近同一控制限", "2 of 3 weeks near one limit")),
    ),
    "review": (
        Code("review", Text("复查", "review")),
        Code("final_review", Text("复核", "final review")),
    ),
    "repeat_stage": (
        Code("unknown", Text("前件不明", "earlier case unknown")),
        Code("refused", Text("前件不予受理", "refused")),
        Code("open_in_term", Text("前件在办未到期", "open, in term")),
        Code("open_overdue", Text("前件在办已超期", "open, overdue")),
        Code("open_no_deadline", Text("前件在办无期限", "open, without a deadline")),
        Code("under_review", Text("前件已答复，复查复核中或可申请期内", "replied, review still possible")),
        Code("replied", Text("前件已答复", "replied")),
        Code("final", Text("前件已复核终结", "after final review")),
        Code("withdrawn", Text("前件已撤回或合并", "withdrawn or merged")),
    ),
    "nonnormal_history": (
        Code("not_linkable", Text("0 无法关联", "0 not linkable")),
        Code("no_earlier_case", Text("1 无前件", "1 no earlier case")),
        Code("other_route", Text("2 属其他法定途径", "2 other legal route")),
        Code("refused_told", Text("3a 不予受理，已告知", "3a refused, notice on record")),
        Code("refused_untold", Text("3b 不予受理，无告知记录", "3b refused, notice field empty")),
        Code("refused_not_exported", Text("3u 不予受理，告知未导出", "3u refused, notice not exported")),
        Code("open_overdue", Text("4 在办已超期", "4 open past its deadline")),
        Code("open_untold", Text("5 在办，应告知未告知", "5 open, notice due but not on record")),
        Code("open_in_term", Text("6 在办未到期", "6 open, in term")),
        Code("open_no_deadline", Text("7 在办，期限不明", "7 open, no deadline known")),
        Code("under_review", Text("8 已答复，复查复核中或可申请期内", "8 replied, review still possible")),
        Code("under_review_repeated", Text("8 同上，此前已有重复", "8 the same, repeats before")),
        Code("replied_late", Text("9 逾期答复", "9 replied late")),
        Code("replied_late_repeated", Text("9 逾期答复，此前已有重复", "9 replied late, repeats before")),
        Code("replied_in_time", Text("10 按期答复", "10 replied in time")),
        Code("replied_in_time_repeated", Text("10 按期答复，此前已有重复", "10 replied in time, repeats before")),
        Code("final", Text("11 已复核终结", "11 after final review")),
        Code("final_repeated", Text("11 已复核终结，此前已有重复", "11 after review, repeats before")),
        Code("withdrawn", Text("12 已撤回或合并", "12 withdrawn or merged")),
        Code("cannot_tell", Text("13 无法判定", "13 cannot be told")),
    ),
}

# Classes that the warehouse itself gives to a row in a breakdown; the keys are what exports and JSON show.
LEVELS = tuple(code.id for code in reversed(CODE_LISTS["level"]))  # the lowest first

NOT_FILLED = "未填"
NOT_MATCHED = "未匹配"
NOT_DIVIDED = "不分列"

OTHER_TOPIC = "其他"  # what no topic fits: it stands after the others
SPECIAL_CLASSES: dict[str, Text] = {
    NOT_FILLED: Text("未填", "not filled in"),
    NOT_MATCHED: Text("未匹配", "not in the reference table"),
    NOT_DIVIDED: Text("不分列", "not broken down"),
}


def code_name(code_list: str, code: str) -> Text:
    """The name of a code; a label on no list names itself."""
    if code in SPECIAL_CLASSES:
        return SPECIAL_CLASSES[code]
    for entry in (CODE_LISTS | CLASS_LISTS)[code_list]:
        if entry.id == code:
            return entry.name
    return Text(code, code)
