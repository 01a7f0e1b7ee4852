"""Which topics a township has more of than its size and the topic's size make likely: a difference of mix."""

from __future__ import annotations

from warehouse.catalogue.model import Text
from warehouse.exhibits import wording
from warehouse.exhibits.model import Column, Exhibit, Figure, Footing, Row, Scope
from warehouse.query.context import townships
from warehouse.query.over_representation import over_represented

TITLE = Text(
    "哪些属地的哪类事项多于按构成推算？", "Of which topics does a township have more than its mix makes likely?"
)
HOW = Text(
    "推算＝该属地事项数×该分类事项数÷全县事项数；IC的2.5%下限大于0才列出，每40格本无差别的约有1格会因偶然列出。按代码顺序，不是排名，也不说明原因。",
    "Expected = matters of the township × matters of the topic ÷ all. Listed where the 2.5 % bound of the information component "
    "is above 0: of 40 cells without any difference about one is named by chance. In order of code: no rank and no cause.",
)


def over_representation(scope: Scope) -> Exhibit:
    """Cells of township × topic beyond chance, over 52 weeks, in order of code."""
    where = dict(scope.where)
    found = [
        x
        for x in over_represented(scope.version)
        if where.get("township") in (None, x.township) and where.get("topic_1") in (None, x.topic_1)
    ]
    columns = (
        Column("township", Text("属地", "Township")),
        Column("topic", Text("一级分类", "Topic")),
        Column("matters", Text("事项数", "Matters"), "count"),
        Column("expected", Text("按构成推算", "Expected of the mix"), "ratio"),
        Column("low", Text("IC下限", "IC, lower bound"), "ratio"),
    )
    footing = Footing(scope.version.as_of, scope.version.data_through, scope.version.id, reconstructed=False)
    if not found:
        reason = Text("近52周没有超出偶然的构成差异", "no difference of mix beyond chance in 52 weeks")
        return Exhibit(
            "over_representation", TITLE, Text("", ""), columns, (), state="empty", reason=reason, footing=footing
        )
    names = {member.code: wording.member_name(member) for member in townships(scope.version)}
    rows = tuple(
        Row(
            x.township,
            (
                names.get(x.township, Text(x.township, x.township)),
                x.topic_1,
                Figure(x.matters),
                Figure(x.expected, decimals=1),
                Figure(x.ic_low, decimals=2),
            ),
        )
        for x in found
    )
    span = wording.span(found[0].start, found[0].end)
    return Exhibit(
        id="over_representation",
        title=TITLE,
        sentence=Text(f"{span.zh}：{len(rows)}格多于按构成推算。", f"{span.en}: {len(rows)} cells beyond their mix."),
        columns=columns,
        rows=rows,
        notes=(HOW,),
        footing=footing,
    )
