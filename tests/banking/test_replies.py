"""The door for files from the bank: what is refused, and that nothing else ever happens."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from banking import replies
from banking.replies import Unreadable
from tests.banking.builders import (
    detail,
    entry,
    make_file,
    notification,
    ocr_reference,
    status_report,
)

ANSWER = status_report("<GrpSts>ACCP</GrpSts>")
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _with_doctype(doctype: str, text: str) -> bytes:
    declaration, rest = ANSWER.decode().split("\n", 1)
    return f"{declaration}\n{doctype}\n{rest}".replace("BANK-1", text).encode()


_EMPTY = _with_doctype("<!DOCTYPE Document>", "BANK-1")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"Kontoutdrag;2026-04-01;100,00", "not_xml"),
        (ANSWER[:-20], "not_xml"),
        (ANSWER.replace(b"UTF-8", b"no-such"), "not_xml"),
        (b"<html></html>", "unknown_kind"),
        (ANSWER.replace(b"pain.002.001.03", b"pain.002.001.99"), "unknown_kind"),
        (ANSWER.replace(b"Document", b"Dokument"), "unknown_kind"),
        (ANSWER.replace(b"ACCP", b"OKEJ"), "not_valid"),
        (ANSWER.replace(b"BANK-1", b"B" * 36), "not_valid"),
        (ANSWER.replace(b"<GrpHdr>", b"<GrpHdr><Extra/>"), "not_valid"),
        (ANSWER.replace(b"2025-06-03T06:15:00", b"12025-06-03T06:15:00"), "not_valid"),
        (make_file(), "unknown_kind"),
    ],
    ids=lambda given: given if isinstance(given, str) else "",
)
def test_file_of_another_kind_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        replies.read(content)
    assert refused.value.code == code
    assert str(refused.value).endswith((".", "3.", "]"))


@pytest.mark.parametrize(
    "content",
    [
        _with_doctype('<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;"),
        _with_doctype('<!DOCTYPE Document SYSTEM "http://127.0.0.1:9/x.dtd">', "BANK-1"),
        _with_doctype(f'<!DOCTYPE Document [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;"),
        _EMPTY.decode().replace("UTF-8", "UTF-16").encode("utf-16"),
        _EMPTY.replace(b"<!", b"+ADwAIQ-").replace(b"UTF-8", b"UTF-7"),
    ],
    ids=["external entity", "external dtd", "billion laughs", "utf-16", "utf-7"],
)
def test_dtd_and_entities_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        replies.read(content)
    assert refused.value.code in ("forbidden_xml", "not_xml")


def test_too_large_a_file_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Unreadable, match="högst 5 MB") as refused:
        replies.read(b"<" * (replies.LARGEST_BYTES + 1))
    assert refused.value.code == "too_large"


def test_schema_fault_says_where_without_the_namespace() -> None:
    with pytest.raises(Unreadable, match=r"felet på rad 5: .*OKEJ") as refused:
        replies.read(ANSWER.replace(b"ACCP", b"OKEJ"))
    assert "urn:iso" not in str(refused.value)


def test_other_encodings_are_read() -> None:
    latin = status_report(
        "<GrpSts>RJCT</GrpSts><StsRsnInf><AddtlInf>Spärrat</AddtlInf></StsRsnInf>"
    )
    report = replies.read(latin.decode().replace("UTF-8", "ISO-8859-1").encode("latin-1"))
    assert isinstance(report, replies.StatusReport)
    assert report.reason is not None
    assert report.reason.text == "Spärrat"


def test_comments_of_the_bank_do_not_cut_a_text() -> None:
    report = replies.read(ANSWER.replace(b"BANK-1", b"BA<!-- x -->NK-1"))
    assert report.message_id == "BANK-1"


FILES = [
    ANSWER,
    status_report(
        "<GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>P</OrgnlPmtInfId>"
        "<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId><TxSts>RJCT</TxSts></TxInfAndSts>"
        "</OrgnlPmtInfAndSts>"
    ),
    notification(entry() + entry(detail("100.00", inside=ocr_reference("18")), direction="DBIT")),
    make_file(),
]


def _damaged(content: bytes, chance: Random) -> bytes:
    """A byte changed, a piece lost or a piece doubled."""
    place = chance.randrange(len(content))
    end = place + chance.randrange(1, 60)
    match chance.randrange(3):
        case 0:
            other = bytes([chance.choice(b"0129AJRT-<>\xff")])
            return content[:place] + other + content[place + 1 :]
        case 1:
            return content[:place] + content[end:]
    return content[:end] + content[place:]


@settings(max_examples=150)
@given(st.sampled_from(FILES), st.randoms(use_true_random=False), st.integers(1, 4))
def test_damaged_file_is_read_or_refused_and_nothing_else(
    content: bytes, chance: Random, damages: int
) -> None:
    for _ in range(damages):
        content = _damaged(content, chance)
    try:
        replies.read(content)
    except Unreadable as refused:
        assert refused.code


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(Unreadable):
        replies.read(content)
