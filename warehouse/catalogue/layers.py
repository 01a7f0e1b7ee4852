"""What each step between an export and the facts does, in Chinese; the English is the header of its SQL file.

Belongs here: tables of staging and core. Does not belong here: published tables (tables.py).
"""

from __future__ import annotations

# fmt: off
STEPS: dict[str, str] = {
    "staging.case": "每件在构建时点的状况：逐栏取有该栏的最新版本；截止日之后的事件尚不知道",
    "staging.case_extension": "每件每次延期最早在哪个导出中出现",
    "staging.case_history": "各版本中一旦出现即算数的内容：首次办结、首次答复",
    "staging.case_sighting": "本次构建可以使用的各次导出记录，按效力先后排列",
    "staging.case_unit": "每件的承办单位：取最新一次带单位的导出的各办理行",
    "staging.decision": "议定事项：逐栏取有该栏的最新版本",
    "staging.department": "现行责任单位表",
    "staging.dispute": "排查出的矛盾纠纷：逐栏取有该栏的最新版本",
    "staging.file": "未撤回的文件，按效力先后排列",
    "staging.layout": "每种信访件导出版式有哪些栏目；没有的栏目不说明任何情况",
    "staging.ledger_layout": "每种台账版式有哪些栏目；没有的栏目不说明任何情况",
    "staging.ledger_sighting": "本次构建可以使用的各台账行，按效力先后排列",
    "staging.owned_case": "包案、批示、督办件：逐栏取有该栏的最新版本",
    "staging.reception": "领导接访：一行为一次，或一日、一月、一年的合计",
    "staging.reception_plan": "接访安排",
    "staging.sensitive_period": "现行重要时段",
    "staging.township": "现行乡镇街道表",
    "core.basis": "本次构建的各项口径",
    "core.case": "一行一件：分列维度、能否分列、为何不进入考核；检举控告、纪检和保密件不分列",
    "core.case_before": "重件或到非接待场所走访的前一日，同一事项最近一件前件办到哪一步",
    "core.case_change": "后来的导出改动或清空了哪些已有内容；首次填入不算修订",
    "core.case_clock": "每件的各项期限、所依规则，以及目前是否到期",
    "core.case_course": "从各版本看办理过程：责任单位变更几次，办结后是否退回重办",
    "core.case_department": "每件的主办单位代码；没有参考表时用导出的名称",
    "core.case_duty": "每个重要时段前夕尚未完成的责任",
    "core.case_evaluation": "指标手册第5节：应评、参评与评价结果",
    "core.case_first": "每件是初件还是重件，或不能认定",
    "core.case_need": "指标手册第1节：哪些计入，不计入的原因",
    "core.case_nonnormal": "指标手册第4节和重件所处阶段：只用登记的标志",
    "core.case_resolution": "指标手册第3节：一次性化解、积案、办结与息诉",
    "core.case_timeliness": "指标手册第2节：各环节是否按期，不计入的原因",
    "core.case_township": "每件的属地代码；没有参考表时用导出的代码或名称",
    "core.department": "可分列的责任单位：参考表，没有则用导出的名称",
    "core.due_day": "按工作日计算或遇假顺延的期限到哪一天",
    "core.ledger_duty": "每个重要时段前夕台账上尚未兑现的承诺",
    "core.ledger_unit": "台账各行的属地和单位代码",
    "core.matter": "每个事项：首次办结、答复后的下一件、观察了多久",
    "core.matter_anchor": "计算再访时从事项的哪一件起算",
    "core.matter_return": "事项答复之后的其他件；复查复核申请、撤回和合并的不算",
    "core.owned_case": "包案件所属事项，是否结案、息诉",
    "core.registration_lag": "登记比反映迟多少天：近26周95%的件在几日内登记",
    "core.township": "可分列的属地：参考表，没有则用导出的名称",
    "core.unit_name": "属地和单位的各种写法：代码、名称、别名，本单位设的写法优先；几个单位同名的不指任何一个",
    "core.vanished_case": "前次导出有而后次应有却没有的件",
}
