"""栖云县, a county that does not exist: its townships, responsible units and the topics people raise.

Here: names, codes, populations, which unit answers for which topic, and each unit's true quality of work. Not
here: the map (`geography`), how the tables are written (`reference`), cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.generate.columns import Floats, Ints, Table

COUNTY = "栖云县"
REGISTRARS = (
    "",
    "栖云县信访局",
    "澜临市信访局",
    "安屏省信访局",
    "国家信访局",
)  # by Level; townships register themselves
PETITION_OFFICE = REGISTRARS[1]

# 名称, 别名, 常住人口, 分组; in the order of the map's cells. Codes begin with 990, which no real region has.
_TOWNSHIPS = (
    ("竹园乡", "竹园；竹园乡政府", 9_800),
    ("沙坪镇", "沙坪；沙坪镇政府", 27_400),
    ("长岭镇", "长岭；长岭镇政府", 31_200),
    ("柳河镇", "柳河；柳河镇政府", 36_900),
    ("月牙乡", "月牙；月牙乡政府", 8_300),
    ("高岗乡", "高岗；高岗乡政府", 12_600),
    ("南苑街道", "南苑；南苑街道办；南苑办事处", 68_500),
    ("云台街道", "云台；云台街道办；云台办事处", 91_300),
    ("石门镇", "石门；石门镇政府", 42_800),
    ("大河镇", "大河；大河镇政府", 29_700),
    ("马家镇", "马家；马家镇政府", 24_100),
    ("望江街道", "望江；望江街道办；望江办事处", 74_600),
    ("新桥街道", "新桥；新桥街道办；新桥办事处", 58_200),
    ("白塔镇", "白塔；白塔镇政府", 33_500),
    ("杨树乡", "杨树；杨树乡政府", 14_200),
    ("桃源乡", "桃源；桃源乡政府", 11_100),
    ("青山镇", "青山；青山镇政府", 26_800),
    ("双溪镇", "双溪；双溪镇政府", 38_400),
    ("枫林镇", "枫林；枫林镇政府", 22_900),
    ("龙泉镇", "龙泉；龙泉镇政府", 19_600),
)

# 名称 without the county, 别名
_BUREAUS = (
    ("自然资源局", "自然资源局；县国土局"),
    ("人力资源和社会保障局", "县人社局；人社局"),
    ("住房和城乡建设局", "县住建局；住建局"),
    ("农业农村局", "农业农村局；县农业局"),
    ("公安局", "县公安局"),
    ("教育体育局", "县教体局；教育局"),
    ("卫生健康局", "县卫健局；卫健局"),
    ("民政局", "县民政局"),
    ("交通运输局", "县交通局；交通局"),
    ("生态环境分局", "县环保局；生态环境局"),
    ("市场监督管理局", "县市场监管局；市监局"),
    ("司法局", "县司法局"),
    ("纪委监委", "县纪委；县纪委监委"),
)
_ENTERPRISES = (
    ("城市建设投资公司", "县城投公司；城投"),
    ("供水供电公司", "水电公司"),
    ("人民医院", "县医院"),
)

GROUP_BUREAU, GROUP_TOWNSHIP, GROUP_ENTERPRISE, GROUP_ABOVE = "县直部门", "乡镇街道", "企事业", "上级信访机构"
DISCIPLINE_UNIT = 12

# 一级分类, share of all matters, main unit, second unit (positions in _BUREAUS + _ENTERPRISES), and its
# leaves: 二级分类, 三级分类, what is complained of, what is asked. The first four topics hold about 15 %
# each.
_TOPICS: tuple[tuple[str, float, int, int, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("国土资源", 0.155, 0, 13, (
        ("土地征收", "征地补偿", "征地补偿款未足额发放", "核实标准并补发"),
        ("土地征收", "安置房", "安置房逾期未交付", "明确交房时间"),
        ("土地权属", "", "宅基地界址与邻户重叠", "重新勘界确权"),
        ("违法占地", "", "耕地被占用堆放砂石", "查处并恢复耕种"),
    )),
    ("劳动和社会保障", 0.152, 1, 13, (
        ("劳动报酬", "拖欠工资", "工地拖欠农民工工资", "督促支付工资"),
        ("社会保险", "养老保险", "养老保险缴费年限少记", "补记年限"),
        ("社会保险", "工伤待遇", "工伤待遇迟迟未落实", "落实工伤待遇"),
    )),
    ("城乡建设", 0.15, 2, 13, (
        ("房屋质量", "", "小区房屋漏水开裂", "督促开发商维修"),
        ("物业管理", "物业收费", "物业擅自提高收费", "规范收费并公示"),
        ("房产办证", "", "购房后多年不能办理产权证", "协调办理产权证"),
        ("违法建设", "", "楼顶违法搭建影响采光", "依法拆除"),
    )),
    ("农村农业", 0.145, 3, 0, (
        ("村务管理", "财务公开", "村集体账目长期不公开", "公开账目"),
        ("土地承包", "", "承包地被重复发包", "确认承包经营权"),
        ("惠农补贴", "", "种粮补贴未发放到户", "核查并补发补贴"),
    )),
    ("政法", 0.06, 4, 11, (
        ("治安管理", "", "报警后案件无进展", "告知办理情况"),
        ("法律服务", "", "法律援助申请未获答复", "依法答复"),
    )),
    ("卫生计生", 0.042, 6, 15, (
        ("医疗服务", "医疗纠纷", "就诊后出现并发症未获说明", "组织调解"),
        ("医疗保障", "", "异地就医费用不能报销", "协调报销"),
    )),
    ("教育文体", 0.042, 5, 2, (
        ("义务教育", "入学划片", "学区划片调整后不能就近入学", "解决就近入学"),
        ("教师待遇", "", "民办代课教师待遇未落实", "落实待遇"),
    )),
    ("环境保护", 0.04, 9, 2, (
        ("大气污染", "", "企业夜间排放刺鼻气味", "查处并整改"),
        ("噪声污染", "", "夜间施工噪声扰民", "限制夜间施工"),
    )),
    ("民政", 0.034, 7, 3, (
        ("社会救助", "低保", "低保申请被取消未说明理由", "重新核查"),
        ("区划地名", "", "门牌地址变更后证件不能办理", "协调办理"),
    )),
    ("交通运输", 0.038, 8, 2, (
        ("道路养护", "", "村道破损无人维修", "尽快维修道路"),
        ("客运管理", "", "公交线路撤销后出行不便", "恢复班次"),
    )),
    ("纪检监察", 0.028, 12, 12, (
        ("作风问题", "", "办事人员推诿拖延", "调查处理"),
        ("违纪违法", "", "村干部优亲厚友", "调查处理"),
    )),
    ("党务政务", 0.026, 11, 7, (("政务服务", "", "窗口办理事项往返多次", "简化流程"),)),
    ("经济管理", 0.026, 10, 14, (
        ("供水供电", "", "老旧小区频繁停水", "改造管网"),
        ("企业改制", "", "改制企业职工安置费未兑现", "兑现安置费"),
    )),
    ("商贸旅游", 0.02, 10, 2, (("消费纠纷", "", "预付卡商家停业不退款", "协调退款"),)),
    ("组织人事", 0.014, 1, 5, (("人事管理", "", "招聘结果公示有疑问", "复核招聘结果"),)),
    ("科技与信息产业", 0.008, 10, 10, (("通信服务", "", "基站选址未征求意见", "重新论证选址"),)),
    ("其他", 0.02, 7, 11, (("其他", "", "反映事项涉及多个方面", "逐项答复"),)),
)  # fmt: skip


@dataclass(frozen=True)
class Township:
    """One township or street office."""

    code: str
    name: str
    aliases: str
    population: int
    group: str


@dataclass(frozen=True)
class Unit:
    """One unit that can be responsible for a case."""

    code: str
    name: str
    aliases: str
    group: str
    petition_organ: bool


@dataclass(frozen=True)
class Topic:
    """One leaf of the topic list with its share of all matters, its units and its words."""

    code: str
    path: tuple[str, str, str]
    share: float
    main_unit: int
    second_unit: int
    issue: str
    demand: str

    @property
    def joined(self) -> str:
        """Return 一级_二级_三级, or two levels where there is no third."""
        return "_".join(part for part in self.path if part)


@dataclass(frozen=True)
class Rates(Table):
    """The true probabilities by which each unit works; the tools under test have to find them again."""

    in_time: Floats
    notice_in_time: Floats
    repeat_while_open: Floats
    repeat_after_reply: Floats
    satisfied: Floats
    review_changed: Floats


def townships() -> tuple[Township, ...]:
    """Return the townships in the order of the map's cells."""
    return tuple(
        Township(f"990101{place:03}", name, aliases, people, "街道" if name.endswith("街道") else "乡镇")
        for place, (name, aliases, people) in enumerate(_TOWNSHIPS, start=1)
    )


def units() -> tuple[Unit, ...]:
    """Return bureaus, enterprises, townships as units, then the petition office and those above it.

    The order is the meaning of a unit's position everywhere in this package.
    """
    named = [(name, aliases, GROUP_BUREAU) for name, aliases in _BUREAUS]
    named += [(name, aliases, GROUP_ENTERPRISE) for name, aliases in _ENTERPRISES]
    found = [
        Unit(f"990101{place:03}", COUNTY + name, aliases, group, petition_organ=False)
        for place, (name, aliases, group) in enumerate(named, start=101)
    ]
    for township in townships():
        office = township.name + ("办事处" if township.group == "街道" else "人民政府")
        found.append(Unit(township.code, office, township.aliases, GROUP_TOWNSHIP, petition_organ=False))
    found.append(Unit("990101100", PETITION_OFFICE, "县信访局；信访局", GROUP_BUREAU, petition_organ=True))
    above = (("990100000", "市信访局"), ("990000000", "省信访局"), ("990000001", "国家局"))
    for (code, alias), name in zip(above, REGISTRARS[2:], strict=True):
        found.append(Unit(code, name, alias, GROUP_ABOVE, petition_organ=True))
    return tuple(found)


def topics() -> tuple[Topic, ...]:
    """Return the leaves of the topic list."""
    found = []
    for number, (level_1, share, main, second, leaves) in enumerate(_TOPICS, start=1):
        # The first leaf is the everyday complaint of its topic.
        weights = [2.0] + [1.0] * (len(leaves) - 1)
        for leaf, (level_2, level_3, issue, demand) in enumerate(leaves):
            path = (level_1, level_2, level_3)
            part = share * weights[leaf] / sum(weights)
            found.append(Topic(f"{number:02}{leaf + 1:02}", path, part, main, second, issue, demand))
    return tuple(found)


def topic_names_1() -> npt.NDArray[np.str_]:
    """Return the first level of each topic leaf."""
    return np.array([topic.path[0] for topic in topics()])


FIRST_TOWNSHIP_UNIT = len(_BUREAUS) + len(_ENTERPRISES)
OFFICE_UNIT = FIRST_TOWNSHIP_UNIT + len(_TOWNSHIPS)
RESPONSIBLE_UNITS = OFFICE_UNIT  # how many units, from position 0 on, matters are forwarded to


def draw_rates(rng: np.random.Generator) -> Rates:
    """Give each unit its quality of work; indices are unit positions, the petition office included."""
    size = OFFICE_UNIT + 1

    def spread(low: float, high: float) -> Floats:
        return rng.permutation(np.linspace(low, high, size)).round(4)

    return Rates(
        in_time=spread(0.85, 0.99),
        notice_in_time=spread(0.86, 0.99),
        repeat_while_open=spread(0.045, 0.085),
        repeat_after_reply=spread(0.12, 0.4),
        satisfied=spread(0.55, 0.9),
        review_changed=spread(0.08, 0.4),
    )


def place_topic_shares() -> Floats:
    """Return the share of matters of each township (row) and topic leaf (column)."""
    people = np.array([place.population for place in townships()], dtype=np.float64)
    shares = people[:, None] * np.array([topic.share for topic in topics()])[None, :]
    urban = np.array([place.group == "街道" for place in townships()])
    level_1 = topic_names_1()
    shares[np.ix_(urban, level_1 == "城乡建设")] *= 1.5
    shares[np.ix_(urban, level_1 == "农村农业")] *= 0.25
    shares[np.ix_(~urban, level_1 == "农村农业")] *= 1.4
    shares[np.ix_(~urban, level_1 == "城乡建设")] *= 0.6
    return np.asarray(shares / shares.sum())


def draw_units(rng: np.random.Generator, township: Ints, topic: Ints) -> Ints:
    """Choose the responsible unit of each matter: a bureau, the township, or a second unit."""
    main = np.array([leaf.main_unit for leaf in topics()])[topic]
    second = np.array([leaf.second_unit for leaf in topics()])[topic]
    chance = rng.random(len(topic))
    return np.where(chance < 0.55, main, np.where(chance < 0.87, FIRST_TOWNSHIP_UNIT + township, second))
