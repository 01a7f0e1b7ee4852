"""The words by which headers and labels of a bulletin are known.

Here: header → role of a column, label → stem, unit, period and class. Not here: cells that are numbers (`cells`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from pipelines.bulletin.model import PRIOR, Unit
from pipelines.ingest.tidy import clean, simplified
from warehouse.catalogue.codes import CODE_LISTS

_UNITS: tuple[tuple[str, Unit], ...] = (  # the longest first
    ("件人次", Unit.CASE_PERSON), ("件批次", Unit.CASE_EVENT), ("人次数", Unit.PERSON), ("批次数", Unit.EVENT),
    ("人次", Unit.PERSON), ("批次", Unit.EVENT), ("件次", Unit.CASE), ("起次", Unit.EVENT), ("件数", Unit.CASE),
    ("人数", Unit.PERSON), ("批数", Unit.EVENT), ("起数", Unit.EVENT), ("宗数", Unit.CASE), ("件", Unit.CASE),
    ("人", Unit.PERSON), ("批", Unit.EVENT), ("起", Unit.EVENT), ("宗", Unit.CASE),
    ("person-times", Unit.PERSON), ("persons", Unit.PERSON), ("people", Unit.PERSON), ("visitors", Unit.PERSON),
    ("batches", Unit.EVENT), ("batch", Unit.EVENT), ("events", Unit.EVENT), ("groups", Unit.EVENT),
    ("cases", Unit.CASE), ("items", Unit.CASE),
)  # fmt: skip
UNIT_PATTERN = "|".join(re.escape(word) for word, _ in _UNITS)
_UNIT_OF = dict(_UNITS)
_LONE_UNITS = _UNIT_OF | {
    "次": Unit.CASE, "case": Unit.CASE, "visits": Unit.EVENT, "visit": Unit.EVENT,
    "person": Unit.PERSON, "event": Unit.EVENT, "件/人次": Unit.CASE_PERSON, "件(人)次": Unit.CASE_PERSON,
}  # fmt: skip
PERCENT_UNITS = {"%", "百分比", "percent", "percentage", "pct", "百分数"}
POINT_UNITS = {"个百分点", "百分点", "pp", "points", "percentagepoints"}

_YEAR = r"(?:19|20)\d\d(?:年度?)?"
_PERIOD = re.compile(
    rf"{_YEAR}(?:第?[一二三四1-4]季度|[上下]半年|\d{{1,2}}[-—–~至]\d{{1,2}}月|\d{{1,2}}月(?:份|\d{{1,2}}日)?|[-./]\d{{1,2}}|-?[wq]\d{{1,2}})?"
    r"|第?[一二三四1-4]季度|[上下]半年|\d{1,2}[-—–~至]\d{1,2}月|\d{1,2}月份?|第\d{1,2}周|w\d{1,2}"
)
_PRIOR = re.compile(
    r"上年同期|去年同期|上年|去年|同期|上期|上月|上周|上季度?|前期|基期|previous|prior|prev|last(?:year|month|week|period)"
)
_CURRENT = re.compile(r"本期|本月|本周|本年|本季度?|今年|当期|当月|报告期|current|this(?:year|month|week|period)")
_YEARLY = re.compile(r"同比|上年|去年|同期|yoy|y/y|lastyear|year")
_PREVIOUS = re.compile(r"环比|上期|上月|上周|上季|前期|mom|wow|qoq|lastmonth|lastweek|previous")
_CHANGE = re.compile(
    r"同比|环比|增幅|增长|增减|增速|变化|变动|升降|涨跌|幅度|[较比](?:上|去|前|同)|change|yoy|y/y|mom|wow|qoq|growth|delta|variation|increase|decrease|(?:on|over)-?(?:year|month|week)|versus|^vs|^与.+比"
)
_ABSOLUTE = re.compile(r"(?:增减|增加|变化|变动|升降)(?:件|批|人|数|量|值|额)|差[值额]|absolute|difference")
_SHARE = re.compile(r"占比|比重|比例|百分比|百分数|份额|构成|占[总全].*|share|percentage|percent|proportion|pct")
_PLAIN_SHARE = re.compile(  # a share of the whole, and of nothing that the header names
    r"(?:所|占|总|量|数|全部|全[省市县区]|的|比重|比例|百分比|百分数|份额|构成|比|数量|件次|件数|人次|批次|信访|%)+"
    r"|(?:share|percent(?:age)?|pct|proportion|of|in|the|total|all|cases|%|_|-)+"
)
_RATE = re.compile(r"率|rate|ratio")
_DUTY = re.compile(r"^应(?:办结?|结|答复?|受理|处理|告知|回复|评)|参评|已评|评价")  # what rates are of
_NAMED_SHARE = re.compile(r"占比|比重|比例|率|share|rate|ratio|percentage|percent|proportion")
_OF_TOTAL = re.compile(
    r"占比|比重|比例|占[总全]|share|proportion|percent"
    r"|^(?:重复|集体|初次|越级)(?:信访|上访|访|件)?率$|^(?:repeat|collective|first)[a-z]*rate$"
)
_OF_ITS_OWN = re.compile(
    r"办结|结案|化解|息诉|罢访|息访|解决|受理|答复|满意|参评|评价|按期|及时|closed|settled|resolved|satisf|intime|ontime"
)
_OF_NAMED = re.compile(r"占(?!比|总|全)(.+?)(?:的)?(?:比重|比例|百分比|比)$")
AVERAGES = re.compile(r"平均|均值|人均|每万|average|mean|per(?:event|batch|10)")
KINDS = {
    word: word in ("total", "whole", "合计", "总计", "总数", "小计", "总", "总项", "subtotal", "sum")
    for word in (
        "total",
        "whole",
        "part",
        "parts",
        "sub",
        "component",
        "subtotal",
        "sum",
        "合计",
        "总计",
        "总数",
        "小计",
        "总",
        "总项",
        "分项",
        "部分",
        "其中",
        "子项",
        "分",
    )
}
NO_COUNTS = re.compile(r"排名|位次|名次|排序|得分|分值|人口|代码|编码|电话|rank|score|population|code|phone")
CLASS_MARK = "≡"  # the measure of a column that counts one class of a list
_VALUE = re.compile(
    r"数值|数量|总数|总量|合计|分子|数$|量$|值$|^数据|value|count|number|amount|numerator|^(?:n|k|num|qty|total|figure|figures|data)$"
)
_LABEL = re.compile(
    r"指标|项目|名称|类别|类型|渠道|形式|方式|分类|事项|内容|乡镇|街道|部门|(?:责任|承办|办理|包案)单位|属地|地区|区域|层级|级别|领导|情况|区分|标签|栏目|口径"
    r"|label|name|item|indicator|category|metric|measure|channel|type|description|title|topic|level"
)
_EXACT = {
    "unit": {"单位", "计量单位", "度量单位", "统计单位", "unit", "units", "uom"},
    "ordinal": {"序号", "no", "no.", "编号", "序", "#", "行次", "id", "行号"},
    "period": {"年份", "年度", "时间", "时期", "月份", "期间", "周次", "日期", "季度", "年", "月", "周", "period", "year", "month", "week",
               "date", "quarter", "time", "统计期", "统计时间"},
    "base": {"基数", "分母", "计算基数", "base", "denominator", "baseline", "of", "outof"},
    "parent": {"上级指标", "上级项目", "上级", "所属", "所属项目", "所属指标", "父项", "父级", "归属", "总项", "合计项", "parent", "partof", "part_of",
               "belongsto", "whole", "total_label", "totallabel"},
    "group": {"维度", "分组", "大类", "组别", "统计口径", "口径", "模块", "分类维度", "dimension", "group", "by", "section", "breakdown"},
    "note": {"备注", "说明", "注", "note", "notes", "remark", "remarks", "comment", "来源", "source"},
}  # fmt: skip

OTHERS = frozenset(
    [
        "其他",
        "其它",
        "其余",
        "未填",
        "未分类",
        "未分",
        "不详",
        "未知",
        "不分列",
        "未明确",
        "other",
        "others",
        "unknown",
        "rest",
        "unassigned",
    ]
)
TOTALS = frozenset(
    [
        "合计",
        "总计",
        "共计",
        "小计",
        "总数",
        "总和",
        "全部",
        "合",
        "计",
        "total",
        "sum",
        "subtotal",
        "grandtotal",
        "overall",
        "all",
    ]
)
_HEADLINE = re.compile(
    r"^(?:全[省市县区国]|本[期月周年级县市区]|上半年|下半年|信访|登记|受理|接访|接待|群众|事项|件|来信来访|领导|党政|各级|共|办理|收到|的)*"
    r"(?:总量|总数|总计|合计|共计|总件|总批|总人|总体|总)次?数?(?:量)?$|^(?:全部|所有)(?:信访|事项|件)*$|^(?:total|all|overall)|total$"
)
_HEADLINE_STEMS = frozenset(
    [
        "信访",
        "信访量",
        "信访件",
        "信访事项",
        "群众信访",
        "来信来访",
        "信访登记",
        "受理信访",
        "登记信访",
        "接访",
        "领导接访",
        "petitions",
        "cases",
        "petition",
    ]
)
STATES = re.compile(
    r"办结|结案|化解|息诉|罢访|息访|解决|受理|答复|办理|closed|settled|resolved|solved|replied|accepted"
)
LEADING = re.compile(r"主要|前[一二三四五六七八九十\d]|突出|重点|集中|较多|top|leading|main")

_NUMBERING = re.compile(
    r"^(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十\d]+\)|\d+[.、)](?!\d)|[①-⑳]|[-—–·•*▪◆>]+)"
)
_OF_WHICH = re.compile(r"^(?:其中|包括|内含|ofwhich|including|incl\.)[:,、]?")
_BY = re.compile(r"^按[^:]{1,8}[:]")
_BRACKET = re.compile(r"[(\[〔【]([^()\[\]〔〕【】]*)[)\]〕】]")


def compact(text: str) -> str:
    """A text as words are compared: half-width, simplified, lower case, without blanks."""
    return simplified("".join(unicodedata.normalize("NFKC", clean(text)).split())).lower()


def unit_of(text: str) -> Unit:
    """The unit that a cell of the unit column, a header or a bracket names."""
    word = compact(text)
    if word in _LONE_UNITS:
        return _LONE_UNITS[word]
    return next((unit for name, unit in _UNITS if word.endswith(name)), Unit.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Column:
    """What a header says about its column."""

    role: str  # label unit value share change period parent group base ordinal note, or blank
    header: str = ""
    unit: Unit = Unit.UNKNOWN
    period: str = ""
    measure: str = ""
    compares: str = ""
    is_named: bool = False
    is_percent: bool = False


@cache
def column_of(header: str) -> Column:
    """The role of a column by its header."""
    text = compact(header)
    brackets = "".join(_BRACKET.findall(text))
    plain = _BRACKET.sub("", text).rstrip(":")
    is_percent = "%" in text or "percent" in text or "pct" in text
    exact = next((role for role, words in _EXACT.items() if plain in words), "")
    compares = "year" if _YEARLY.search(text) else "previous" if _PREVIOUS.search(text) else ""
    if exact or not text:
        return Column(exact, header, is_percent=is_percent)
    if _ABSOLUTE.search(text):
        return Column("note", header)
    if _CHANGE.search(plain):
        return Column("change", header, compares=compares, is_percent=is_percent or "率" in text or "幅" in text)
    if _SHARE.search(plain) or _RATE.search(plain) or "%" in plain:
        period = _PERIOD.search(plain)
        when = PRIOR if _PRIOR.search(plain) else period.group() if period else ""
        what = _CURRENT.sub("", _PRIOR.sub("", _PERIOD.sub("", plain)))
        is_named = _PLAIN_SHARE.fullmatch(what) is None
        return Column("share", header, period=when, is_named=is_named, is_percent=is_percent)
    return _value_column(header, plain, brackets, compares)


def _value_column(header: str, plain: str, brackets: str, compares: str) -> Column:
    period = _PERIOD.search(plain)
    is_prior = _PRIOR.search(plain) is not None
    unit = unit_of(plain)
    is_count = any(len(name) > 1 and plain.endswith(name) for name, _ in _UNITS)  # 领导接访批次 is no name of a leader
    if unit is Unit.UNKNOWN:
        unit = unit_of(brackets)
    is_label = _LABEL.search(plain) is not None and not is_count
    if is_label and plain.isascii() and _LABEL.fullmatch(plain):
        return Column("label", header)
    is_value = _VALUE.search(plain) is not None or _CURRENT.search(plain) is not None or is_prior or period is not None
    if is_value or (unit is not Unit.UNKNOWN and not (is_label and len(plain) > 4)):
        when = PRIOR if is_prior else period.group() if period else ""
        return Column("value", header, unit, when, measure_of(plain), compares if is_prior else "")
    return Column("label", header) if is_label else Column("", header)


def measure_of(text: str) -> str:
    """What a value column counts beside the item itself: `办结` of `办结批次`, `应办` of `应办件数`; blank for plain counts."""
    found = _DUTY.search(text) or STATES.search(text)
    return found.group() if found else ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label taken apart."""

    stem: str
    unit: Unit
    period: str
    is_of_which: bool
    compares: str  # the row is the change of its stem: `year`, `previous`, `some`
    is_share: bool  # the row is a percentage by its name


@cache
def label_of(text: str) -> Label:
    """Take a label apart."""
    word = compact(text)
    word = _BY.sub("", _NUMBERING.sub("", word))
    is_of_which = _OF_WHICH.match(word) is not None
    word = _NUMBERING.sub("", _OF_WHICH.sub("", word))
    brackets = "".join(_BRACKET.findall(word))
    word = _BRACKET.sub("", word).rstrip(":")
    when = _PERIOD.search(word) or _PERIOD.search(brackets)
    if when:
        word = word.replace(when.group(), "", 1)
    compares = ""
    if _CHANGE.search(word):
        compares = "year" if _YEARLY.search(word) else "previous" if _PREVIOUS.search(word) else "some"
        word = re.sub(rf"(?:的)?(?:{_CHANGE.pattern}).*$", "", word)
    is_share = _NAMED_SHARE.search(word) is not None
    if is_share and (shorter := re.sub(r"(?:所)?(?:占比|比重|比例|占[总全].*|share|percentage|percent)$", "", word)):
        word = shorter
    unit, word = _unit_at_end(word)
    if unit is Unit.UNKNOWN:
        unit = unit_of(brackets)
    return Label(word, unit, when.group() if when else "", is_of_which, compares, is_share)


def _unit_at_end(word: str) -> tuple[Unit, str]:
    for name, unit in _UNITS:
        if word.endswith(name) and (len(name) > 1 or len(word) > 2):
            return unit, word.removesuffix(name).rstrip("的(-_")
    return Unit.UNKNOWN, word


def is_total(stem: str) -> bool:
    """Whether a label says nothing but that it is a sum."""
    return stem in TOTALS


def is_headline(stem: str) -> bool:
    """Whether a label names the whole of a bulletin."""
    if is_total(stem) or stem in _HEADLINE_STEMS:
        return True
    rest = re.sub(r"^(?:total|all|overall)|total$", "", stem)
    return _HEADLINE.search(stem) is not None and not classes_of(rest)


def is_share_of_total(label: str) -> bool:
    """Whether a named percentage is by its name a share of all cases."""
    word = compact(label)
    return _OF_TOTAL.search(word) is not None and not has_own_base(label)


def has_own_base(label: str) -> bool:
    """Whether an item is by its name counted on something else than all cases: the evaluated, the due …"""
    return _OF_ITS_OWN.search(compact(label)) is not None


def is_base_of(measure: str, share: str) -> bool:
    """Whether a column (应办, 应评, 参评) is by its name what a rate (按期率, 参评率, 满意率) is of."""
    word = compact(share)
    if "满意" in word or "satisf" in word:
        return "评" in measure
    is_due = re.search(r"^应|due", measure) is not None
    return is_due and has_own_base(share) and ("评" in measure) == ("评" in word)


def named_base(label: str) -> str:
    """The stem of what a percentage is a share of, where its name says it: 办结 of 息诉占办结比例."""
    found = _OF_NAMED.search(_BRACKET.sub("", compact(label)))
    return label_of(found[1]).stem if found else ""


# Classes that exclude each other, and those without which a list of them is not whole.
_WHOLE_LISTS = {
    "channel": {"visit", "letter", "web"},
    "level": {"province", "city", "county"},
    "first": {"1", "0"},
    "purpose": {"claim", "suggestion", "accusation"},
    "origin": {"own", "above", "below"},
}
_DECORATION = re.compile(
    r"^(?:群众|本级|按|到|赴|其中|县级以上|registered(?:at)?|at|to|level|channel|接待|办理|受理|[-_:])|(?:信访局|本级|访|office|received|[-_:]|登记|上访|走访|信访|级别|级|机关|部门|机构|件|量|数|总量|方面|petitions?|registered|level|s)$"
)
_MORE_LABELS = {
    "channel": {"visit": ("visits", "inperson", "in-person", "walk-ins"), "letter": ("letters", "mail", "post"),
                "web": ("online", "internet", "网络信访", "网上", "网信件"), "phone": ("calls", "hotline", "telephone", "电话"),
                "other": ("others",)},
    "level": {"national": ("central", "beijing", "state", "赴京", "中央级", "到京"), "province": ("provincial", "来省", "到省"),
              "city": ("municipal", "prefecture", "cities", "来市", "赴市"), "county": ("counties", "district", "来县", "本县"),
              "township": ("town", "乡镇街道")},
    "first": {"1": ("first", "new", "初次", "初信", "初访"), "0": ("repeat", "repeated", "repeats", "重复", "重信", "重访")},
    "purpose": {}, "origin": {},
}  # fmt: skip


# An export may write these for the channel; in a bulletin they are parts of it, or something else.
_KINDS_OF_A_CLASS = {"集体访", "个访", "接访", "手机信访", "领导信箱"}


@cache
def _classes() -> dict[str, dict[str, str]]:
    flags = {compact(label) for code in CODE_LISTS["flag"] for label in (code.id, *code.labels)} | _KINDS_OF_A_CLASS
    found: dict[str, dict[str, str]] = {}
    for name in _WHOLE_LISTS:
        for code in CODE_LISTS[name]:
            more = _MORE_LABELS[name].get(code.id, ())
            for label in (code.name.zh, code.name.en, *code.labels, *more):
                word = compact(label)
                if word not in flags and not word.isdigit():
                    found.setdefault(word, {}).setdefault(name, code.id)
    return found


@cache
def classes_of(stem: str) -> dict[str, str]:
    """The classes that a label may name: breakdown → code."""
    word = stem
    while word:
        if word in _classes():
            return _classes()[word]
        shorter = _DECORATION.sub("", word, count=1)
        if shorter == word:
            return {}
        word = shorter
    return {}


def is_whole_list(breakdown: str, codes: set[str]) -> bool:
    """Whether the classes of a breakdown that are always there are all there."""
    return _WHOLE_LISTS[breakdown] <= codes
