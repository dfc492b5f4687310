"""A set whose leaves read keyed tables in every way that figures can be kept of, and in some that they cannot."""

from __future__ import annotations

from random import Random
from typing import Any

SET_WITH_TABLES = """bộ tiêu chí "Bảng"
năm 2021
áp dụng cho sở
làm tròn 3 chữ số

đặt nguong = 10
dữ kiện muc_tieu: số nguyên từ 0 đến 1000
dữ kiện da_lam: số nguyên từ 0 đến muc_tieu
dữ kiện han_chung: ngày hoặc trống
dữ kiện hồ_sơ: bảng khóa mã (
  mã: văn bản;
  hẹn_trả: ngày;
  trả: ngày hoặc trống;
  số_ngày: số từ 0 đến 60 hoặc trống;
  xin_lỗi: có/không) "Hồ sơ"
dữ kiện báo_cáo: bảng khóa kỳ (
  kỳ: lựa chọn (q1; q2; q3; q4);
  gửi: ngày hoặc trống) "Báo cáo"
ràng buộc muc_tieu >= 3 vì "mục tiêu ít nhất là 3"

lĩnh vực 1 "A" 12 điểm
tiêu chí 1.1 "A" 12 điểm

thành phần 1.1.1 "Đếm" 2 điểm
  đặt tra = đếm(hồ_sơ với trả không trống)
  đặt dung = đếm(hồ_sơ với trả không quá hẹn_trả)
  đặt t = dung / tra
  không áp dụng khi tra = 0
  theo tỷ lệ t từ 50%

thành phần 1.1.2 "Tồn tại" 1 điểm
  đạt khi tồn tại(hồ_sơ với xin_lỗi)

thành phần 1.1.3 "Mọi" 1 điểm
  đạt khi mọi(hồ_sơ với trả sau hẹn_trả đều xin_lỗi)

thành phần 1.1.4 "Tổng" 2 điểm
  đặt nhieu = nguong * 2
  trừ 0,05 mỗi tổng(hồ_sơ.số_ngày với số_ngày >= nguong)
  tối đa 1,5 khi đếm(hồ_sơ.trả với số_ngày > nhieu) > 0

thành phần 1.1.5 "Trung bình" 1 điểm
  không áp dụng khi đếm(hồ_sơ.số_ngày) = 0
  đạt khi trung bình(hồ_sơ.số_ngày) <= 12,5

thành phần 1.1.6 "Tính lại từ đầu" 1 điểm
  đạt khi đếm(báo_cáo với gửi không quá han_chung) >= 2

thành phần 1.1.7 "Tỷ lệ" 2 điểm
  không tính điểm khi muc_tieu = 0
  đặt t = da_lam / muc_tieu
  theo tỷ lệ t

thành phần 1.1.8 "Hội đồng" 1 điểm
  hội đồng chấm bước 0,25

thành phần 1.1.9 "Minh chứng" 1 điểm
  minh chứng "Báo cáo"
  không áp dụng khi được duyệt
  đạt khi da_lam >= 1
"""


def tables_document(random: Random) -> dict[str, Any]:
    """One unit; now and then with a missing cell, a part above its whole, or a table that is not declared."""
    unit: dict[str, Any] = {"facts": {}, "tables": {}}
    if random.random() < 0.8:
        unit["facts"]["muc_tieu"] = random.randrange(0, 12)
    if random.random() < 0.8:
        unit["facts"]["da_lam"] = random.randrange(0, 8)
    if random.random() < 0.8:
        unit["facts"]["han_chung"] = random.choice((None, _day(random)))
    if random.random() < 0.8:
        holes = random.random() < 0.3
        unit["tables"]["hồ_sơ"] = [
            _dossier(random, f"H{n}", holes=holes) for n in range(random.randrange(12))
        ]
    if random.random() < 0.8:
        unit["tables"]["báo_cáo"] = [
            {"kỳ": period, "gửi": random.choice((None, _day(random)))}
            for period in random.sample(("q1", "q2", "q3", "q4"), random.randrange(5))
        ]
    if random.random() < 0.5:
        unit["council"] = {"1.1.8": {"points": "0.25", "reason": "xét", "by": "HĐ"}}
    if random.random() < 0.3:
        unit["not_applicable"] = {"1.1.9": {"reason": "không có", "by": "SNV"}}
    if random.random() < 0.5:
        unit["evidence"] = {"1.1.9": [{"name": "bc", "accepted": random.choice((True, False))}]}
    return unit


def _dossier(random: Random, name: str, *, holes: bool) -> dict[str, Any]:
    row = {
        "mã": name,
        "hẹn_trả": _day(random),
        "trả": random.choice((None, _day(random), _day(random))),
        "số_ngày": random.choice((None, random.randrange(30), "10.5")),
        "xin_lỗi": random.random() < 0.5,
    }
    if holes and random.random() < 0.3:
        del row[random.choice(("hẹn_trả", "trả", "số_ngày", "xin_lỗi"))]
    return row


def _day(random: Random) -> str:
    return f"2021-{random.randrange(1, 13):02}-{random.randrange(1, 29):02}"
