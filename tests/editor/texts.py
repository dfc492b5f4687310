"""Texts that several tests ask about."""

import unicodedata

SMALL = """\
bộ tiêu chí "Thử"
năm 2021

dữ kiện so_hs: số nguyên từ 1 đơn vị tính "hồ sơ" "Hồ sơ đã giải quyết" nguồn "một cửa"
dữ kiện dung_han: số nguyên từ 0 đến so_hs "… đúng hạn"
dữ kiện muc: lựa chọn (nhe "nhẹ"; nang "nặng")
dữ kiện noi: tập con (web; mot_cua)
dữ kiện hồ_sơ: bảng khóa mã (mã: văn bản; hẹn: ngày; trả: ngày hoặc trống)
dữ kiện bien_che: bản ghi (giao: số nguyên; co_mat: số nguyên)

lĩnh vực 1 "Một" 3 điểm
  thẩm định "Sở Nội vụ"

tiêu chí 1.1 "Giải quyết" 2 điểm

thành phần 1.1.1 "Đúng hạn" 1 điểm
  đặt t = dung_han / so_hs
  theo tỷ lệ t từ 80% vì "{dung_han}/{so_hs} ({t})"

thành phần 1.1.2 "Mức độ" 1 điểm
  khi muc = nhe và noi có web: 1
  còn lại: 0 vì "{muc}"

tiêu chí 1.2 "Hồ sơ" 1 điểm

thành phần 1.2.1 "Trả đúng hẹn" 1 điểm
  thẩm định "Văn phòng"
  trừ 0,25 mỗi đếm(hồ_sơ với trả > hẹn) vì "trễ"
  không tính điểm khi bien_che.co_mat > bien_che.giao hoặc điểm(1.1.1) = 0

kiểm thử "Đúng hạn"
  cho so_hs = 10
  cho dung_han = 9
  thì 1.1.1 = 0,9

kiểm thử "Sai"
  cho so_hs = 10
  cho dung_han = 5
  thì 1.1.1 = 0,5
"""


def decomposed(text: str) -> str:
    """As some keyboards type it: letters and marks apart."""
    return unicodedata.normalize("NFD", text)


def units(text: str) -> int:
    """The length of a text as a browser counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def at(text: str, words: str, more: int = 0) -> int:
    """Where some words of a text begin, as a browser counts."""
    return units(text[: text.index(words)]) + more
