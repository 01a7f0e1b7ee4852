"""A labelled set of made-up cases: who came with which matter, how the wording drifted from time to time.

Made by this script alone, independent of the demo's generator, so that linking is not tested on its own template.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

WHO = ["我们", "本人", "全体业主", "部分村民", "几名工人", "该户", "家属", "租户"]
WHERE = [
    "幸福小区三期",
    "东河村四组",
    "城西安置房",
    "纺织厂老宿舍",
    "中心小学北门",
    "南环路拆迁片区",
    "沿河商铺",
    "蔬菜批发市场",
]
WHAT = {
    "劳动和社会保障": [
        "拖欠去年十月至十二月工资未付",
        "工伤认定材料迟迟不予受理",
        "社保断缴要求单位补缴五年",
        "退休金核算工龄少算",
        "农民工保证金没有退还",
    ],
    "城乡建设": [
        "顶楼漏水维修基金不给动用",
        "电梯故障停运长期不修",
        "房产证交房三年办不下来",
        "地下车位重复出售给两家",
        "外墙脱落砸坏车辆无人赔偿",
    ],
    "国土资源": [
        "征地补偿款按旧标准发放",
        "宅基地界址与邻居有争议",
        "承包地被占用修路没有补偿",
        "复垦后耕地质量不达标",
    ],
    "环境保护": ["夜间加工厂噪声扰民", "养殖场污水直排河道", "烧烤店油烟直冲居民楼", "工地扬尘没有覆盖喷淋"],
}
ASK = ["要求尽快解决", "请求责令整改", "希望给出书面答复", "要求依法赔偿", "盼有关部门督促落实", "请求公开处理结果"]
FILLER = ["多次反映未果", "至今没有答复", "已向街道反映", "问题依旧存在", "情况更加严重", "上次答复没有落实"]
TOWNSHIPS = ["甲镇", "乙镇", "丙街道", "丁乡"]


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """One case with the truth about it."""

    case_id: str
    persons: tuple[str, ...]
    occurred_on: date
    topic: str
    township: str
    text: str
    matter: int


def labelled_cases(people: int, seed: int) -> list[LabelledCase]:
    """Cases of `people` petitioners. A quarter have two matters in one township and level-1 topic; of these one
    in eight has the same complaint about two places, which only the text can tell apart. The topic is the deepest
    level that an export carries.
    """
    rng = random.Random(seed)
    cases: list[LabelledCase] = []
    matter = 0
    for person in range(people):
        township, topic = rng.choice(TOWNSHIPS), rng.choice(list(WHAT))
        complaints = rng.sample(WHAT[topic], k=2 if rng.random() < 0.25 else 1)
        if len(complaints) > 1 and rng.random() < 0.125:
            complaints = complaints[:1] * 2
        places = rng.sample(WHERE, k=len(complaints))
        for complaint, where in zip(complaints, places, strict=True):
            deepest, day = f"{topic}_{complaint[:4]}", date(2024, 1, 1) + timedelta(days=rng.randrange(500))
            companions = tuple(f"p{rng.randrange(people)}" for _ in range(rng.choice([0, 0, 0, 2])))
            for time in range(rng.choice([1, 1, 1, 2, 2, 3, 5])):
                text = _worded(rng, where, complaint, time)
                own = (f"p{person}", *(companions if rng.random() < 0.5 else ()))
                cases.append(LabelledCase(f"c{len(cases)}", own, day, deepest, township, text, matter))
                day += timedelta(days=rng.randrange(15, 200))
            matter += 1
    return cases


def _worded(rng: random.Random, where: str, complaint: str, time: int) -> str:
    parts = [rng.choice(WHO), "反映", where, complaint]
    if time and rng.random() < 0.7:
        parts.append("，" + rng.choice(FILLER))
    parts.append("，" + rng.choice(ASK) + rng.choice(["。", "", "！"]))
    text = "".join(parts)
    if rng.random() < 0.15:  # a slip of the pen
        place = rng.randrange(len(text))
        text = text[:place] + text[place + 1 :]
    return text
