"""The look of papers: fonts, sizes, distances and colours, shared by all formats. Source: GB/T 9704-2012.

The office's own fonts are named first; where a machine has none of them the open ones behind them are used. Blue,
orange and grey carry meaning (better, worse, cannot be told); red belongs to the masthead only.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """A typeface: the office's name, what Windows has for it, what font files call both, and open ones, best first."""

    name: str
    windows: str
    files: tuple[str, ...]
    open: tuple[str, ...]
    is_serif: bool = True

    @property
    def latin(self) -> str:
        """What sets digits and Latin letters beside it."""
        return "Times New Roman" if self.is_serif else "Arial"

    @property
    def families(self) -> tuple[str, ...]:
        """Every name, the office's own first."""
        return (self.name, self.windows, *self.files, *self.open)


SONG_OPEN = ("Source Han Serif SC", "Noto Serif CJK SC", "Noto Serif SC", "Noto Sans CJK SC")
SANS_OPEN = ("Source Han Sans SC", "Noto Sans CJK SC", "Noto Sans SC")
TITLE = Face("方正小标宋简体", "华文中宋", ("FZXiaoBiaoSong-B05S", "STZhongsong"), SONG_OPEN)
BODY = Face("仿宋_GB2312", "仿宋", ("FangSong_GB2312", "FangSong", "STFangsong"), ("FandolFang", *SONG_OPEN))
HEI = Face("黑体", "SimHei", ("STHeiti",), SANS_OPEN, is_serif=False)
KAI = Face("楷体_GB2312", "楷体", ("KaiTi_GB2312", "KaiTi", "STKaiti"), ("FandolKai", "AR PL UKai CN", *SONG_OPEN))
SONG = Face("宋体", "SimSun", ("STSong",), SONG_OPEN)
FACES = (TITLE, BODY, HEI, KAI, SONG)

# Points. 二号 22, 三号 16, 四号 14, 五号 10.5, 小五 9.
TITLE_SIZE, BODY_SIZE, PAGE_NUMBER_SIZE, CAPTION_SIZE, TABLE_SIZE, NOTE_SIZE, SMALL_SIZE = 22, 16, 14, 12, 10.5, 12, 7.5
MASTHEAD_SIZE = 38

# Millimetres of an A4 page; the text is 156 × 225 with 22 lines of 28 characters.
PAGE_WIDTH, PAGE_HEIGHT = 210, 297
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26
TEXT_WIDTH, TEXT_HEIGHT = PAGE_WIDTH - LEFT - RIGHT, PAGE_HEIGHT - TOP - BOTTOM
LINES, CHARACTERS = 22, 28
PAGE_NUMBER_BELOW = 7  # the page number's upper edge below the text
CHART_HEIGHT = 46
NAME_HEIGHT = 2.5  # of a character of an upright name under a chart
BAR_HEIGHT, AXIS_HEIGHT = 5.6, 18  # of a lying bar; of the axis and legend below
MANY = 8  # more columns than this have their names upright

RED = "D7000F"
INK, SOFT, LINE, WASH = "1C2733", "5A6774", "B8BDC6", "EEF1F5"
ACCENT, BAR, BETTER, SAME, WORSE = "1F5C87", "9FB2C4", "2B74B3", "8C97A2", "B9560F"

LINE_POINTS = TEXT_HEIGHT / 25.4 * 72 / LINES  # 28.99
CHARACTER_POINTS = TEXT_WIDTH / 25.4 * 72 / CHARACTERS  # 15.79
MARK = "内部资料　注意保存"
