"""Identities become keyed hashes and nothing else; what may be shown of a cell."""

from __future__ import annotations

import hashlib
import hmac
import io
import zipfile
from datetime import date

import polars as pl
import pytest

from pipelines.ingest.privacy import (
    accounts,
    check_digit,
    id_numbers,
    identities,
    key_pads,
    mask,
    names_with_phones,
)
from tests.unit.ingest.importing import Importing

ID = "11010519491231002X"  # the example of GB 11643
OTHER = "440524188001010014"


def test_the_check_digit_of_the_standard() -> None:
    """GB 11643's own example."""
    assert check_digit(ID[:17]) == "X"
    assert check_digit(OTHER[:17]) == "4"


@pytest.mark.parametrize(
    ("cell", "numbers"),
    [
        (ID, [ID]),
        (ID.lower(), [ID]),
        ("１１０１０５１９４９１２３１００２Ｘ", [ID]),
        ("110105 19491231 002X", [ID]),
        ("110105-19491231-002X", [ID]),
        ("110105491231002", [ID]),  # the old form of 15 digits
        (f"{ID}、{OTHER}", [ID, OTHER]),
        (f"{ID}；{OTHER}，{ID}", [ID, OTHER]),
        (f"{ID} {OTHER}", [ID, OTHER]),
        (f"{ID}\n{OTHER}", [ID, OTHER]),
        ("E12345678", ["E12345678"]),  # a passport
        ("无", []),
        ("", []),
        ("350102********1234", []),  # masked already: many people share it
        ("111111111111111111", []),
        ("3.50102198001011E+17", []),  # rounded by Excel
        ("350102198001011000", []),  # rounded by Excel and saved as text: the check digit tells
        ("12345", []),
    ],
)
def test_identity_numbers(cell: str, numbers: list[str]) -> None:
    """One person has one spelling, several people in a cell are told apart, and nobody's number names nobody."""
    assert id_numbers(cell) == numbers


def test_accounts() -> None:
    """Account names are taken as they are; placeholders name nobody."""
    assert accounts("UM2023、um2024") == ["UM2023", "UM2024"]
    assert accounts("匿名") == []


@pytest.mark.parametrize(
    ("names", "phones", "pairs"),
    [
        ("张三", "13800138000", ["张三\x1f13800138000"]),
        ("张 三", "138 0013 8000", ["张三\x1f13800138000"]),
        ("张三", "+86 138-0013-8000", ["张三\x1f13800138000"]),
        ("张三、李四", "13800138000；13900139000", ["张三\x1f13800138000", "李四\x1f13900139000"]),
        ("张三、李四", "13800138000", ["张三\x1f13800138000", "李四\x1f13800138000"]),
        ("张三", "无", []),
        ("匿名", "13800138000", []),
        ("张三", "11111111111", []),
    ],
)
def test_names_with_phones(names: str, phones: str, pairs: list[str]) -> None:
    """A name alone is not a person, nor is a phone."""
    assert names_with_phones(names, phones) == pairs


def test_the_best_identity_of_a_row_is_taken() -> None:
    """The identity number, else the account, else name and phone; a row with none has none."""
    rows = pl.DataFrame(
        {
            "row_no": [1, 2, 3, 4, 5],
            "person_id_number": [ID, "无", None, None, f"{ID}、{OTHER}"],
            "person_account": ["U001", "U002", None, None, None],
            "person_name": ["张三", "李四", "王五", "赵六", "钱七"],
            "person_phone": ["13800138000"] * 3 + [None, None],
        }
    )
    found = sorted(identities(rows).iter_rows())
    assert found == sorted(
        [(1, "id_number", ID), (2, "account", "U002"), (3, "name_phone", "王五\x1f13800138000"),
         (5, "id_number", ID), (5, "id_number", OTHER)]
    )  # fmt: skip


@pytest.mark.parametrize("key", [b"k" * 32, b"k" * 100, b""])
def test_the_pads_make_hmac(key: bytes) -> None:
    """The database's two hashes are HMAC-SHA256 (RFC 2104)."""
    inner, outer = key_pads(key)
    twice = hashlib.sha256(outer + hashlib.sha256(inner + b"message").digest()).hexdigest()
    assert twice == hmac.new(key, b"message", "sha256").hexdigest()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("2026-13-45", "2026-13-45"),
        ("2026年13月45日", "2026年13月45日"),
        ("张三", "**"),  # a shifted row puts names into date columns
        ("350102198001011234", "35***"),
        ("电话13800138000", "**13***"),
        (None, ""),
        ("x" * 100, "x" * 40),
    ],
)
def test_masking(text: str | None, shown: str) -> None:
    """Enough to find the mistake, not enough to find the person."""
    assert mask(text) == shown


PEOPLE = "信访件编号,登记时间,信访人姓名,证件号码,手机号,信访人编号,概况信息,家庭住址\n"


def test_pseudonyms_of_an_import(office: Importing) -> None:
    """Keyed with the office's key, one line a person, and equal for the same person."""
    office.take(
        PEOPLE
        + f"A1,2026-01-05,张三,{ID},13800138000,,欠薪,某街1号\n"
        + "A2,2026-01-06,张三,110105491231002,,,欠薪,\n"
        + "A3,2026-01-06,李四,,13900139000,,欠薪,\n"
        + "A4,2026-01-06,王五,,,,欠薪,\n"
    )
    key = office.home.key()
    assert office.rows("select * from restricted.case_key order by case_id") == [
        ("A1", "id_number", hmac.new(key, ID.encode(), "sha256").hexdigest(), 1),
        ("A2", "id_number", hmac.new(key, ID.encode(), "sha256").hexdigest(), 1),
        ("A3", "name_phone", hmac.new(key, "李四\x1f13900139000".encode(), "sha256").hexdigest(), 1),
    ]


def test_no_identity_is_left_anywhere(office: Importing) -> None:
    """Not in a table, a message, a report, a workbook or an error; the address column is not even mapped."""
    secrets = ("张三", ID, "13800138000", "某街1号", "账户甲", "欠薪")
    path = office.write(
        "cases.csv",
        PEOPLE
        + f"A1,2026-01-05,张三,{ID},13800138000,账户甲,欠薪,某街1号\n"
        + f"A2,张三,{ID},13800138000,2026-01-05,账户甲,欠薪,某街1号\n"  # shifted: a name in the date
        + f"A3,2026-01-05,张三,{ID},13800138000,账户甲,欠薪,某街1号,张三\n"
        + f",2026-01-05,张三,{ID},13800138000,账户甲,欠薪,某街1号\n",
    )
    report = office.ingest(path)
    assert report.rows_rejected == 3
    seen = [str(report), *office.said]
    for schema, table in office.rows("select table_schema, table_name from information_schema.tables"):
        seen += [str(row) for row in office.rows(f"select * from {schema}.{table}")]
    workbooks = [file.read_bytes() for file in office.home.rejected.iterdir()]
    assert len(workbooks) == 1
    for secret in secrets:
        assert not [text for text in seen if secret in text]
        assert secret.encode() not in unpacked(workbooks[0])
    assert office.rows("select header from raw.unmapped_column where is_denied") == [("家庭住址",)]


def unpacked(workbook: bytes) -> bytes:
    """All that stands in a workbook."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist())


def test_without_a_key_no_identity_is_taken(office: Importing) -> None:
    """An unkeyed hash of an identity number can be undone by trying them all."""
    office.home.key_file.unlink()
    report = office.ingest(office.write("cases.csv", PEOPLE + f"A1,2026-01-05,张三,{ID},,,,\n"))
    assert report.error is not None
    assert "tingmin init" in report.error
    assert office.column("case_id") == []


@pytest.mark.parametrize(
    "number", [ID, ID.lower(), f"{ID[:17]}9", f"{ID[:6]} {ID[6:14]}-{ID[14:17]}9", f"{ID[:10]}0231{ID[14:]}"]
)
def test_somebodys_number_is_no_number_of_a_case(office: Importing, number: str) -> None:
    """Even where its last digit is wrong, for it may be mistyped; and the refused row does not show it."""
    report = office.take(f"信访件编号,登记时间,关联件编号\n{number},2026-03-01,\nA1,2026-03-01,{number}\n")
    assert report.rejections == {"bad_id": 1}
    assert office.rows("select row_no, row_key from raw.rejected_row") == [(2, "***")]
    assert office.rows("select case_id, related_case_id from raw.case_version") == [("A1", None)]


def test_a_case_number_may_carry_the_day_of_registration_where_an_identity_has_the_birthday(office: Importing) -> None:
    """Whatever its last digit is."""
    old = [f"35010220080301001{last}" for last in "0123456789"]
    report = office.take("信访件编号,登记时间\n" + "".join(f"{number},2008-03-01\n" for number in old))
    assert report.rows_accepted == len(old)


def test_numbers_in_names_and_headers_are_not_kept(office: Importing) -> None:
    """Somebody saves a file under a petitioner's number, or a first row of data is taken for headers."""
    phone = "13800138000"
    file = office.write(f"来访_{ID}_{phone}_20260301.csv", f"信访件编号,登记时间,{ID},电话{phone}\nA1,某日,甲,乙\n")
    report = office.ingest(file)
    assert report.unmapped_columns == ["***", "电话***"]
    assert office.rows("select name, cast(exported_at as date) from raw.file") == [
        ("来访_***_***_20260301.csv", date(2026, 3, 1))
    ]
    assert report.rejected == office.home.rejected / "来访_***_***_20260301.csv.xlsx"
    assert report.rejected.is_file()


@pytest.mark.parametrize(
    "numbers",
    [["1.10105194912310E+17"], [f"{ID[:15]}000", "350102198803010000", "350102196612120000"]],
    ids=["with an exponent", "in full"],
)
def test_a_number_that_excel_rounded_may_be_somebodys(office: Importing, numbers: list[str]) -> None:
    """Only its last digits are lost."""
    report = office.take("信访件编号,登记时间\n" + "".join(f"{number},2026-03-01\n" for number in numbers))
    assert report.rows_rejected == len(numbers)
    assert office.rows("select distinct row_key from raw.rejected_row") == [("***",)]
