"""Petitioners who do not exist, and the words in which their matters are written down.

Here: name, identity number (right checksum, impossible region), phone number (a range never issued),
address and the summary text. Not here: anything about the case itself. One person keeps these in all
cases of a matter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.generate.columns import Ints, Table, day_of, labels
from pipelines.generate.county import COUNTY, topics, townships
from pipelines.generate.matters import Matters

_SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏")
_FIRST = ("", *"建国志秀玉文春海桂晓明永德淑金兰红丽伟正")
_SECOND = tuple("华英芳军平强敏林生霞辉燕勇梅杰娟涛云成凤波玲")
_PLACE_NAMES = (
    "三合", "新民", "红星", "东升", "前进", "长安", "五里", "大塘", "石桥", "金沙",
    "黄坡", "李家", "周家", "上坪", "下坪", "中心", "向阳", "团结", "双堰", "泉水",
)  # fmt: skip
_PLACES = tuple(name + kind for kind in ("村", "社区", "湾村") for name in _PLACE_NAMES)
_OPENINGS = ("反映", "信访人再次反映", "对上次答复不满意，继续反映", "多次反映仍未解决，反映")
_ENDINGS = ("。", "，望尽快处理。", "，请上级督促办理。")
_ID_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
_ID_CHECKS = tuple("10X98765432")


@dataclass(frozen=True)
class People(Table):
    """One row a matter: who would raise it, and the particulars of its text."""

    surname: Ints
    first: Ints
    second: Ints
    born: Ints
    sequence: Ints
    phone: Ints
    place: Ints
    number: Ints
    households: Ints
    since: Ints


def draw_people(rng: np.random.Generator, matters: Matters) -> People:
    """Invent a person and the particulars for every matter."""
    size = len(matters.township)
    return People(
        surname=rng.integers(0, len(_SURNAMES), size),
        first=rng.integers(0, len(_FIRST), size),
        second=rng.integers(0, len(_SECOND), size),
        born=rng.integers(-10_950, 12_775, size),  # 1940 to 2004
        sequence=rng.integers(0, 1000, size),
        phone=rng.integers(0, 10**8, size),
        place=rng.integers(0, len(_PLACES), size),
        number=rng.integers(1, 200, size),
        households=rng.integers(1, 90, size),
        since=matters.first_day - rng.geometric(0.0012, size),
    )


def identities(matters: Matters, people: People, rows: Ints) -> list[pl.Series]:
    """Return 姓名, 身份证号, 手机号, 住址 of the petitioners of these matters."""
    who = matters.petitioner[rows]
    person = people.take(who)
    home = matters.township[who]
    name = labels(_SURNAMES, person.surname) + labels(_FIRST, person.first) + labels(_SECOND, person.second)
    phone = "154" + _digits(person.phone, 8)
    number = labels([str(n) for n in range(200)], person.number)
    address = COUNTY + labels([t.name for t in townships()], home) + labels(_PLACES, person.place) + number + "号"
    return [name.alias("姓名"), _id_numbers(person, home), phone.alias("手机号"), address.alias("住址")]


def summaries(matters: Matters, people: People, rows: Ints, opening: Ints, ending: Ints) -> pl.Series:
    """Return 概况信息: the same matter in slightly different words each time."""
    of, detail = matters.take(rows), people.take(rows)
    number = [str(n) for n in range(200)]
    years = [f"号附近{year}年以来" for year in range(1970, 2100)]
    leaves = topics()
    parts = [
        labels(_OPENINGS, opening),
        labels([t.name for t in townships()], of.township),
        labels(_PLACES, detail.place),
        labels(number, detail.number),
        labels(years, detail.since // 365),
        labels([f"{leaf.issue}，涉及" for leaf in leaves], of.topic),
        labels(number, detail.households),
        labels([f"户，要求{leaf.demand}" for leaf in leaves], of.topic),
        labels(_ENDINGS, ending),
    ]
    return pl.select(pl.concat_str([pl.lit(part) for part in parts]).alias("概况信息")).to_series()


def _digits(numbers: Ints, width: int) -> pl.Series:
    return pl.Series(numbers).cast(pl.String).str.zfill(width)


def _id_numbers(person: People, home: Ints) -> pl.Series:
    first = int(person.born.min(initial=0))
    last = int(person.born.max(initial=0))
    births = np.array([int(f"{day_of(day):%Y%m%d}") for day in range(first, last + 1)])
    born = births[person.born - first]
    body = (990100 + home + 1) * 10**11 + born * 1000 + person.sequence
    powers = 10 ** np.arange(16, -1, -1)
    total = np.zeros(len(body), dtype=np.int64)
    for weight, power in zip(_ID_WEIGHTS, powers, strict=True):
        total += weight * (body // power % 10)
    return (pl.Series("身份证号", body).cast(pl.String) + labels(_ID_CHECKS, total % 11)).alias("身份证号")
