"""Sets to compare: one that has every kind of statement, and what became of it after an edit."""

from functools import cache

from spec import hashing, load_text, parser, resolve
from spec.diagnostics import has_errors
from spec.diff import Change, Comparison, HeadingComparison, LeafComparison, Version, compare
from spec.source import Source, normalise

BASE = """bộ tiêu chí "Bộ mẫu"
năm 2020
áp dụng cho sở
căn cứ "Quyết định số 1/QĐ-UBND"
làm tròn 3 chữ số
công bố 2 chữ số
quy đổi tổng
xếp hạng liền
không xếp hạng khối đảng
không xếp hạng đơn vị "bql"
xếp loại "Tốt" từ 90% khi lĩnh vực thấp nhất từ 50% trở lên
xếp loại "Khá" từ 65%
điểm thưởng "Sáng kiến" 0,5 mỗi so_sang_kien không quá 2
điểm phạt "Nộp chậm" 1 mỗi so_loi không quá 2
tổng điểm thưởng không quá 2 điểm
tổng điểm phạt không quá 3 điểm
tổng được vượt 20 điểm
đặt dinh_muc = 4
đặt muc_dat = 80%

dữ kiện so_sang_kien: số nguyên từ 0 "sáng kiến"
dữ kiện nop_cham: có/không "nộp chậm"
dữ kiện ngay_kh: ngày hoặc trống "ngày ban hành kế hoạch"
dữ kiện so_hs: số nguyên từ 1 đơn vị tính "hồ sơ" "hồ sơ đã giải quyết" nguồn "một cửa"
dữ kiện so_dung_han: số nguyên từ 0 đến so_hs càng nhiều càng tốt đơn vị tính "hồ sơ" "hồ sơ đúng hạn"
dữ kiện so_loi: số nguyên từ 0 càng ít càng tốt đơn vị tính "lỗi" "lỗi bị phát hiện"
dữ kiện muc: lựa chọn (khong "không vi phạm"; nhe "bị nhắc nhở"; nang "bị phê bình") "mức vi phạm"
dữ kiện noi_dung: tập con (san_pham "nêu sản phẩm"; thoi_han "nêu thời hạn"; kinh_phi "nêu kinh phí") "nội dung"
dữ kiện bien_che: bản ghi (giao: số nguyên từ 0; co_mat: số nguyên từ 0) "biên chế"
dữ kiện ho_so: bảng khóa ma (ma: văn bản; hen: ngày; tra: ngày hoặc trống "ngày trả"; loai: văn bản) "từng hồ sơ"
dữ kiện co_vb: có/không "có văn bản"
ràng buộc so_hs < 100000 vì "quá nhiều hồ sơ"
cảnh báo so_dung_han > 0 vì "không có hồ sơ nào đúng hạn"

lĩnh vực 1 "Chỉ đạo" 10 điểm
  thẩm định "Sở Nội vụ"
tiêu chí 1.1 "Kế hoạch" 4 điểm
thành phần 1.1.1 "Ban hành kế hoạch" 1 điểm
  mã ke-hoach
  phụ trách "Văn phòng"
  minh chứng "Kế hoạch đã ký"
  không tính điểm khi ngay_kh là trống vì "không ban hành"
  khi ngay_kh đến hết 15/01: 1
  khi ngay_kh từ 16/01 đến hết 31/01: 0,5 vì "ban hành muộn"
  còn lại: 0 vì "ban hành sau 31/01"
thành phần 1.1.2 "Nội dung kế hoạch" 1 điểm
  mã noi-dung
  cộng 0,5 khi noi_dung có san_pham vì "chưa nêu sản phẩm"
  cộng 0,5 khi noi_dung có thoi_han vì "chưa nêu thời hạn"
thành phần 1.1.3 "Chấp hành" 2 điểm
  mã chap-hanh
  không phát sinh khi so_loi = 0
  trừ 0,25 mỗi so_loi không quá 1 vì "{so_loi} lỗi"
  trừ 0,5 khi nop_cham vì "nộp chậm"
  tối đa 1,5 khi muc = nhe vì "bị nhắc nhở"
tiêu chí 1.2 "Kết quả" 6 điểm
thành phần 1.2.1 "Đúng hạn" 3 điểm
  mã dung-han
  đặt t = so_dung_han / so_hs
  không áp dụng khi được duyệt
  không tính điểm khi muc = nang vì "bị phê bình"
  theo tỷ lệ t từ 90% vì "{so_dung_han}/{so_hs} hồ sơ đúng hạn ({t})"
thành phần 1.2.2 "Biên chế" 1 điểm
  mã bien-che
  đạt khi bien_che.co_mat không quá dinh_muc vì "vượt biên chế"
thành phần 1.2.3 "Công thức" 2 điểm
  mã cong-thuc
  tính điểm nhỏ nhất(điểm(1.1.2) + điểm tối đa × muc_dat × 0,7; điểm tối đa) vì "theo 1.1.2"
lĩnh vực 2 "Đánh giá" 10 điểm
thành phần 2.1 "Hội đồng" 4 điểm
  mã hoi-dong
  hội đồng chấm bước 0,5
thành phần 2.2 "Trả đúng hẹn" 6 điểm
  mã tra-dung-hen
  không áp dụng khi không co_vb vì "không có văn bản"
  đặt cham = đếm(ho_so với tra > hen và loai = "A")
  trừ 1 mỗi cham vì "{cham} hồ sơ chậm"
"""


@cache
def version(text: str, name: str = "bộ.tieuchi") -> Version:
    """A set that has no errors."""
    model, found = load_text(text, name)
    assert model is not None, "\n".join(one.as_text() for one in found)
    return Version(model, Source(name, normalise(text)))


def unchecked(text: str) -> Version | None:
    """A set as it is read, with whatever the proofs would say of it; None where it cannot be read."""
    source = Source("bộ.tieuchi", normalise(text))
    statements, found = parser.parse(source)
    resolved = resolve.resolve(source, statements, found)
    if resolved.model is None or has_errors([*found, *resolved.diagnostics]):
        return None
    return Version(hashing.with_hashes(resolved.model, source), source)


def edited(*edits: tuple[str, str], text: str = BASE) -> str:
    """A text after some edits; each must be possible in one place."""
    for old, new in edits:
        assert text.count(old) == 1, (text.count(old), old)
        text = text.replace(old, new)
    return text


def compared(*edits: tuple[str, str], text: str = BASE) -> Comparison:
    """What changed by some edits."""
    return compare(version(text), version(edited(*edits, text=text)))


def told(comparison: Comparison) -> list[tuple[str, Change]]:
    """All changes, each with where it is told: a number, the name of a fact, or a part of the whole set."""
    found = [("set", one) for one in comparison.settings]
    parts: list[HeadingComparison | LeafComparison]
    parts = [*comparison.areas, *comparison.criteria, *comparison.leaves]
    for part in parts:
        found += [(part.present.number, one) for one in part.changes]
    for fact in comparison.facts:
        found += [(fact.present.name, one) for one in fact.changes]
    return [*found, *(("checks", one) for one in comparison.checks)]


def leaf(comparison: Comparison, number: str) -> LeafComparison:
    """A leaf by its number, as it is now or was."""
    return next(one for one in comparison.leaves if one.present.number == number)
