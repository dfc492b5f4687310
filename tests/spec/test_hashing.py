"""Two hashes: any change of the text, and only what can change a score."""

from __future__ import annotations

import hashlib

import pytest

from spec import CriteriaSet, load_text
from tests.programs.golden import FOLDER

_TEXT = (FOLDER / "good" / "vietnamese.tieuchi").read_text(encoding="utf-8")


def load(text: str) -> CriteriaSet:
    model, found = load_text(
        text, prove=False
    )  # a year or a domain that changes may be at odds with the rest
    assert model is not None, [one.as_text() for one in found]
    return model


_MODEL = load(_TEXT)


def changed(old: str, new: str) -> CriteriaSet:
    assert _TEXT.count(old) >= 1, old
    return load(_TEXT.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Mọi loại", "# Tất cả các loại"),
        ("năm 2020\n", "năm  2020   # năm đánh giá\n"),
        ("0,5 mỗi so_sang_kien", "0.5 mỗi so_sang_kien"),
        ("0,5 mỗi so_sang_kien", "0,50 mỗi so_sang_kien"),
        ("hoặc trống", "HOẶC TRỐNG"),
        ('"Bộ tiêu chí mẫu"', '"Bộ tiêu chí mẫu (sửa)"'),
        ('căn cứ "Quyết định số 1/QĐ-UBND"', 'căn cứ "Quyết định số 2/QĐ-UBND"'),
        ('"Có kế hoạch"', '"Đã có kế hoạch"'),
        ('"nhắc nhở"', '"bị nhắc nhở"'),
        ('đơn vị tính "hồ sơ" "Hồ sơ', 'đơn vị tính "bộ hồ sơ" "Hồ sơ'),
        ('nguồn "một cửa"', 'nguồn "hệ thống"'),
        ('"Chỉ đạo, điều hành"', '"Chỉ đạo"'),
        ('"Ban hành kế hoạch" 1', '"Ban hành kế hoạch CCHC" 1'),
        ('vì "ban hành sau', 'vì "đã ban hành sau'),
        ('thẩm định "Sở Nội vụ"', 'thẩm định "Văn phòng"'),
        ('điểm thưởng "Sáng kiến"', 'điểm thưởng "Sáng kiến cấp tỉnh"'),
        ("  cho so_hs = 100", "  cho so_hs = 200"),
        ("thì tổng = 10", "thì tổng = 11"),
    ],
)
def test_wording_changes_only_the_content_hash(old: str, new: str) -> None:
    model = changed(old, new)
    assert model.content_hash != _MODEL.content_hash
    assert model.scoring_hash == _MODEL.scoring_hash


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("làm tròn 3", "làm tròn 4"),
        ("công bố 2", "công bố 3"),
        ("quy đổi theo lĩnh vực", "quy đổi tổng"),
        ("xếp hạng cách", "xếp hạng liền"),
        ("không xếp hạng khối đảng", "không xếp hạng khối đoàn"),
        ('đơn vị "bql-kcn"', 'đơn vị "bql"'),
        ("so theo số chính xác\n", ""),
        ('xếp loại "Tốt" từ 90%', 'xếp loại "Tốt" từ 91%'),
        ('xếp loại "Tốt"', 'xếp loại "Xuất sắc"'),
        ("từ 50% trở lên", "từ 51% trở lên"),
        ("0,5 mỗi so_sang_kien", "0,6 mỗi so_sang_kien"),
        ("tổng điểm thưởng không quá 2", "tổng điểm thưởng không quá 3"),
        ("tổng được vượt 15", "tổng không quá 15"),
        ("nguong_cao = 80%", "nguong_cao = 81%"),
        ("tra: ngày hoặc trống", "tra: ngày"),
        ("số nguyên từ 1 đơn vị", "số nguyên từ 2 đơn vị"),
        ('số trên 0 đơn vị tính "triệu đồng"', 'số trên 1 đơn vị tính "triệu đồng"'),
        ("bảng khóa mã", "bảng"),
        ("< 1000,5", "< 1000,6"),
        ("mã ke-hoach", "mã ke-hoach-2"),
        ("đến hết 15/01: 1", "đến hết 16/01: 1"),
        ("năm 2020", "năm 2024"),
        ("0,25\n  còn lại: 0", "0,24\n  còn lại: 0"),
        ("trừ 0,25 mỗi so_lan", "trừ 0,26 mỗi so_lan"),
        ("không quá 1 vì", "không quá 0,9 vì"),
        ("bước 0,25", "bước 0,5"),
        ("không áp dụng khi được duyệt", "không áp dụng khi so_lan > 99"),
        ("  tối đa 0,5 khi noi_cong_khai không có 6_thang\n", ""),
    ],
)
def test_whatever_can_change_a_score_changes_both(old: str, new: str) -> None:
    model = changed(old, new)
    assert model.content_hash != _MODEL.content_hash
    assert model.scoring_hash != _MODEL.scoring_hash


def test_the_content_hash_is_of_the_normalised_text() -> None:
    assert _MODEL.content_hash == hashlib.sha256(_TEXT.encode()).hexdigest()
    assert load(_TEXT.replace("\n", "\r\n")).content_hash == _MODEL.content_hash


def test_the_scoring_hash_does_not_depend_on_the_run() -> None:
    assert load(_TEXT).scoring_hash == _MODEL.scoring_hash
    assert len(_MODEL.scoring_hash) == 64
