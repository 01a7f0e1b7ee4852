"""What the shell of the pages says, zh and en. Words of figures stand in the catalogue and in warehouse/exhibits."""

from __future__ import annotations

from warehouse.catalogue.model import Text

PRODUCT = Text("听民", "tingmin")
AS_OF = Text("截至", "As of")
DATA_THROUGH = Text("数据至", "Data through")
VERSION = Text("版本", "Version")
RECONSTRUCTED = Text("含回溯重建", "partly reconstructed")
VERSION_GONE = Text("本页所用的版本已被清理，点击重新载入", "The version of this page is gone, load it again")
LOST = Text(
    "没有取到内容：服务器没有应答，或这一步出了错。请稍后点击这里重新载入；仍不行，请管理员查看日志。",
    "Nothing came: the server did not answer, or this step failed. Load the page again in a while; if it stays so, the log says why.",
)
NEWER = Text("有新版本，点击打开", "A newer version is out, open it")
FOOT = Text(
    "数据已去标识化，仍属个人信息，仅限办公使用。本系统评价事项的办理，不评价信访人。",
    "De-identified, still personal information; for office use only. It assesses how matters are handled, not people.",
)
SKIP = Text("跳到正文", "Skip to the page")
OTHER_LANGUAGE = Text("English", "中文")
TO_DARK = Text("深色", "Dark")
TO_LIGHT = Text("浅色", "Light")
RESET = Text("清除筛选", "Reset filters")
ALL = Text("全部", "All")
NOTHING_FOUND = Text("没有匹配项", "nothing found")
IGNORED = Text(
    "地址中的“{name}={value}”无法识别，已忽略。", "“{name}={value}” in the address is not known and was ignored."
)
DEFINITION = Text("口径", "Definition")
TABLE = Text("数据表", "Table")
NOTES = Text("说明", "Notes")
LEFT_OUT_OF_COMPARISON = Text("线下：样本不足或不参与比较", "Below the line: too few or not compared")
MORE_ROWS = Text(
    "以下还有{more}行未显示，完整清单见 CSV 或 XLSX",
    "{more} more rows are not shown: the CSV and XLSX files have them all",
)
DASHED = Text("95%区间，虚线为全县", "95 % interval, dashed: county")
BETTER = Text("高于全县", "above the county")
SAME = Text("无法与全县区分", "cannot be told from it")
WORSE = Text("低于全县", "below the county")
ALARM = Text("警示：超出自身平常", "alarm: beyond its own range")
WATCH = Text("关注", "watch")
USUAL = Text("平常", "usual")
NOT_JUDGED = Text("未评估", "not evaluated")
EXPECTED = Text("预期", "expected")
LIMIT = Text("界限", "limit")
MATTERS_AXIS = Text("不同事项", "distinct matters")
TOO_FEW = Text("样本不足", "too few to tell")
OVERDUE = Text("超期", "overdue")
DUE_7 = Text("7日内", "in 7 days")
LATER = Text("7日后", "later")
UNFINISHED = Text("未满周", "unfinished")
LAST_WEEK = Text("上周", "last week")
CASES_AXIS = Text("件次", "cases")
STATES = {
    "suppressed": Text("数量过小，不显示", "Too few to show"),
    "error": Text("出错，未能显示", "Could not be shown"),
}

CASES_DUE = Text("应办件数", "cases due")
SHARE_AXIS = Text("已再访的事项占比", "share of matters that came back")
DAY_N = Text("答复后第{day}日", "day {day} after the reply")
AT_RISK = Text("仍在观察", "still observed")
DAYS_AND_AT_RISK = Text(
    "上行：答复后天数　下行：仍在观察的事项数", "above: days since the reply, below: still observed"
)
COUNTY = Text("全县", "County")
THIS_SLICE = Text("当前筛选", "Chosen slice")

WEEK = Text("周", "Week")
PERIOD = Text("时段", "Period")
DATES = Text("起止日期", "From – to")
TOWNSHIP = Text("属地", "Township")
DEPARTMENT = Text("责任单位", "Responsible unit")
TOPIC = Text("内容分类", "Topic")
CHANNEL = Text("信访形式", "Channel")
CLOCK = Text("期限状态", "Clock")
COMPARE = Text("对比时段", "Compare with")
GROUP = Text("同类分组", "Group of like")
INDICATOR = Text("比较指标", "Compared on")
WINDOW = Text("比较时段", "Compared over")
METRIC = Text("数的来历", "Where from")
EVENT = Text("重要时段", "Named period")
COMPARES = {
    "previous": Text("上一时段", "Time before"),
    "year": Text("上年同期", "A year before"),
}
PERIODS = {
    "52w": Text("近52周", "Last 52 weeks"),
    "26w": Text("近26周", "Last 26 weeks"),
    "ytd": Text("本年以来", "Year to date"),
    "all": Text("全部数据", "All data"),
    "custom": Text("自选日期", "Chosen dates"),
}

SAVED = Text("已保存", "saved")
SHAREABLE = Text("共享版", "Shareable")
TO_INTERNAL = Text("内部版", "Internal")
HANDBOOK = Text("用户手册", "Handbook")
WORK = Text("工作进度", "Work")
WORK_NONE = Text("还没有提交的工作", "nothing was asked for yet")
WORK_STATES = {
    "waiting": Text("等待", "waiting"),
    "running": Text("进行中", "running"),
    "done": Text("完成", "done"),
    "failed": Text("未完成", "failed"),
}
VERBS = {
    "init": Text("设置单位", "set up the office"),
    "ingest": Text("导入文件", "take in a file"),
    "alias": Text("对应名称", "map a name"),
    "build": Text("构建并发布", "build and publish"),
    "report": Text("生成报告", "write a paper"),
}
NAMED = {
    "township": Text("属地", "township"),
    "department": Text("责任单位", "responsible unit"),
    "header": Text("表头", "header"),
}
FORMATS: dict[str, Text] = {
    "docx": Text("Word 文档", "Word"),
    "pptx": Text("演示文稿", "slides"),
    "xlsx": Text("工作簿", "workbook"),
    "pdf": Text("PDF", "PDF"),
}
SOME_SECTIONS = Text("{n}个部分", "{n} sections")
ALREADY = Text("已导入过，未重复导入", "already taken in")
COUNTS = Text(
    "读入{read}行，采用{accepted}，无变化{unchanged}，拒收{rejected}",
    "{read} rows read, {accepted} accepted, {unchanged} unchanged, {rejected} refused",
)
BECOMES, COLUMN, READ_AS = (
    Text("对应字段", "Becomes"),
    Text("列名", "Column"),
    Text("读作（几个不同的值）", "Read as (some values)"),
)
PREVIEW_VERB = Text("查看文件", "look at a file")
NOT_STORED = Text("不保存", "not kept")
MAY_NOT_ENTER = Text("按规定不得导入", "may not enter")
REFUSED = Text("将拒收：", "Would be refused: ")
LEFT_OUT = Text("不导入", "left out")
WOULD_BE = Text("将按“{source}”导入", "would be taken in as {source}")
TAKE_IN, LEAVE = Text("导入并发布", "Take in and publish"), Text("放弃", "Leave it")
CHOOSE_FILES = Text("选择文件，或拖到这里", "Choose files, or drop them here")
OPEN_NEW = Text("打开新版本", "open the new version")
ASKED = Text("已提交，进度见下方。", "Asked for; the progress stands below.")
INCOMPLETE = Text("请填写完整。", "Please fill in everything.")
NOT_FOUND = Text("没有这个页面", "No such page")
