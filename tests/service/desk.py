"""A set that asks for every kind of fact, an office over it, and people who declare and appraise."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from engine.service.declaring import Declaration, speaker_of
from engine.service.dossier import Dossier, read_dossier
from engine.service.office import Office
from engine.service.people import Account, Person, add_person, find_person
from engine.store.database import Database
from tests.service.offices import office_on

SET = """bộ tiêu chí "Bàn làm việc"
năm 2021
áp dụng cho sở
làm tròn 3 chữ số
tổng được vượt 12 điểm
điểm thưởng "Giải thưởng" 0,5 khi co_giai

dữ kiện so_giao: số nguyên từ 1 đến 1000 đơn vị tính "nhiệm vụ" "Số nhiệm vụ được giao"
dữ kiện so_dung_han: số nguyên từ 0 đến so_giao đơn vị tính "nhiệm vụ" "Số nhiệm vụ đúng hạn"
dữ kiện ngay_kh: ngày hoặc trống "Ngày ban hành kế hoạch"
dữ kiện hinh_thuc: tập con (pano "pano"; web "trang web") "Hình thức tuyên truyền"
dữ kiện muc: lựa chọn (tot "tốt"; kha "khá") "Mức đánh giá"
dữ kiện co_kh: có/không "Có kế hoạch"
dữ kiện ty_le: số từ 0% đến 100% đơn vị tính "%" "Tỷ lệ hài lòng"
dữ kiện khao_sat: bản ghi (phieu_a: số nguyên từ 0; phieu_b: số nguyên từ 0) "Khảo sát"
dữ kiện so_ho_so: số nguyên từ 0 "Số hồ sơ" nguồn "một cửa"
dữ kiện bao_cao: bảng (ky: lựa chọn (q1; q2); gui: ngày hoặc trống) "Báo cáo"
dữ kiện sang_kien: bảng khóa ten (ten: văn bản; diem: số từ 0 đến 10) "Sáng kiến"
dữ kiện co_giai: có/không "Có giải thưởng"

lĩnh vực 1 "Chỉ đạo" 7 điểm
tiêu chí 1.1 "Nhiệm vụ" 7 điểm

thành phần 1.1.1 "Đúng hạn" 2 điểm
  minh chứng "Báo cáo nhiệm vụ"
  không áp dụng khi được duyệt
  đặt t = so_dung_han / so_giao
  theo tỷ lệ t vì "Đúng hạn {so_dung_han}/{so_giao} nhiệm vụ"

thành phần 1.1.2 "Kế hoạch" 2 điểm
  trừ 1 khi không co_kh
  trừ 0,5 khi muc = kha
  trừ 0,5 khi ngay_kh là trống
  trừ 0,25 khi không (hinh_thuc có web)

thành phần 1.1.3 "Khảo sát" 2 điểm
  khi ty_le >= 90% và khao_sat.phieu_a > khao_sat.phieu_b: 2
  khi ty_le >= năm trước(ty_le): 1
  còn lại: 0

thành phần 1.1.4 "Hội đồng" 1 điểm
  hội đồng chấm bước 0,25

lĩnh vực 2 "Thủ tục" 5 điểm
tiêu chí 2.1 "Thủ tục" 5 điểm

thành phần 2.1.1 "Hồ sơ" 1 điểm
  đạt khi so_ho_so > 100

thành phần 2.1.2 "Báo cáo" 2 điểm
  cộng 1 mỗi đếm(bao_cao với gui không trống)

thành phần 2.1.3 "Sáng kiến" 2 điểm
  cộng 0,5 mỗi đếm(sang_kien với diem >= 5)
"""

PDF = b"%PDF-1.7 minh ch\xe1\xbb\xa9ng"


def desk_on(database: Database, folder: Path, text: str = SET) -> Office:
    """An office with the set in force, an open round, and people."""
    office = office_on(database, folder / "minh chứng", text)
    for account in (
        Account("lan", "Nguyễn Thị Lan", ("staff",), "so-a"),
        Account("hoa", "Trần Văn Hòa", ("staff",), "so-a"),
        Account("minh", "Lê Minh", ("appraiser",), None),
    ):
        add_person(office, "test", account)
    return office


def person(office: Office, login: str = "lan") -> Person:
    with office.read() as connection:
        return find_person(connection, login)


def speaker(office: Office, login: str = "lan") -> Any:
    return speaker_of(person(office, login))


def dossier(office: Office, unit: str = "so-a", year: int = 2021) -> Dossier:
    with office.read() as connection:
        return read_dossier(office, connection, unit, year)


def declaration(**said: Any) -> Declaration:
    return Declaration("so-a", 2021, "1.1.1", **said)
