"""The facts of one unit as the hand-written scorers like to read them.

Making them is not timed. Dates are ordinals, subsets are frozen sets, rows are tuples, and a number that takes part
in a division is whatever the scorer counts in (`Number`): an integer or a `Decimal`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar

Number = TypeVar("Number", int, Decimal)
Day = int  # the ordinal of a date

# Days of the year that is scored.
YEAR_BEGINS, YEAR_ENDS = date(2020, 1, 1).toordinal(), date(2020, 12, 31).toordinal()
JAN_15, JAN_31 = date(2020, 1, 15).toordinal(), date(2020, 1, 31).toordinal()
DEC_15, DEC_25 = date(2020, 12, 15).toordinal(), date(2020, 12, 25).toordinal()

# The codes of the subsets, in the order of the set.
PLAN_CONTENTS = ("du_linh_vuc", "san_pham", "chu_tri", "thoi_han_kinh_phi")
LAW_MONITORING = ("ban_hanh_ke_hoach", "thu_thap_kiem_tra", "xu_ly_ket_qua")
PROCEDURES_SHOWN_AT = ("mot_cua", "trang_ttdt", "csdl_qg")
DELEGATION = ("co_van_ban", "thuc_hien_day_du")
STAFF_REVIEW = ("dung_han", "dung_tham_quyen", "tieu_chi_luong_hoa", "bao_cao_dung_han")
REGULATIONS = ("chi_tieu_noi_bo", "tai_san_cong")
WEBSITE = ("gioi_thieu", "van_ban", "tthc_dvc", "tai_chinh_dau_thau")
ISO_9001 = ("cong_bo_phu_hop", "danh_gia_xem_xet", "khac_phuc_cai_tien")

# Sums of money, rates and coefficients: what may have places after the decimal mark.
AMOUNTS = frozenset(
    {
        "ty_le_tinh_gian",
        "chi_tieu_tinh_gian",
        "he_so_tntt",
        "chi_nsnn_sncl_nam",
        "chi_nsnn_sncl_nam_truoc",
        "von_giao",
        "von_giai_ngan",
        "tien_kien_nghi",
        "tien_da_thuc_hien",
        "ty_le_bcci_nam_truoc",
    }
)


@dataclass(slots=True)
class Facts(Generic[Number]):
    """Every fact of the 80 leaves, by its name in the set."""

    # 1. Chỉ đạo, điều hành
    ngay_ban_hanh_kh_cchc: Day | None
    kh_cchc_noi_dung: frozenset[str]
    so_nhiem_vu_kh: Number
    so_nhiem_vu_hoan_thanh: Number
    bao_cao_cchc: tuple[tuple[str, Day | None, bool], ...]  # period, sent on, complete
    han_bao_cao: dict[str, Day]
    co_kh_kiem_tra: bool
    so_dv_truc_thuoc: Number
    so_dv_duoc_kiem_tra: Number
    so_van_de_phat_hien: Number
    so_van_de_da_xu_ly: Number
    co_kh_tuyen_truyen: bool
    kh_tuyen_truyen_hoan_thanh: bool
    so_tin_bai_cchc: int
    hinh_thuc_truc_quan: frozenset[str]
    sang_kien: tuple[tuple[str | None, Day | None, bool], ...]  # decision, recognised on, counted last year
    so_nv_giao: Number
    so_nv_dung_han: Number
    so_nv_qua_han_tren_30_ngay: int
    so_thang_bao_cao_nv: int
    co_phan_cong_lanh_dao: bool
    co_gan_thi_dua: bool
    phieu_A: Number
    phieu_B: Number
    phieu_C: Number
    phieu_D: Number
    # 2. Văn bản QPPL
    so_vb_duoc_giao: Number
    so_vb_trinh_dung_han: Number
    so_lan_vi_pham_quy_trinh: int
    so_vb_dinh_chinh: int
    so_vb_trai_pl_chua_xu_ly: int
    so_vb_phai_ra_soat: Number
    so_vb_da_ra_soat: Number
    so_vb_can_xu_ly: Number
    so_vb_da_xu_ly: Number
    tdthpl_hoat_dong: frozenset[str]
    ngay_bc_tdthpl: Day | None
    so_vb_trai_pl_phat_hien: Number
    so_vb_trai_pl_da_xu_ly: Number
    so_hd_pbgdpl_kh: Number
    so_hd_pbgdpl_ht: Number
    # 3. Thủ tục hành chính
    ngay_kh_ra_soat: Day | None
    so_tthc_kh_ra_soat: Number
    so_tthc_da_ra_soat: Number
    so_tthc_don_gian_hoa: int
    so_qd_cong_bo_cham: int
    noi_cong_khai_tthc: frozenset[str]
    so_thang_cong_khai_ket_qua: int
    so_tthc_phai_mot_cua: Number
    so_tthc_mot_cua: Number
    so_tthc: Number
    so_tthc_co_quy_trinh_dt: Number
    so_hs_da_giai_quyet: Number
    so_hs_dung_han: Number
    so_hs_tre_han: int
    so_hs_tre_han_co_xin_loi: int
    so_hs_bo_sung_qua_1_lan: int
    so_pakn: Number
    so_pakn_dung_han: Number
    so_pakn_cong_khai: Number
    co_bc_danh_gia_tthc: bool
    luot_tra_loi: Number
    luot_hai_long: Number
    # 4. Tổ chức bộ máy
    co_qd_cnnv_hien_hanh: bool
    so_dau_moi_phai_sap_xep: Number
    so_dau_moi_da_sap_xep: Number
    don_vi: tuple[tuple[int, int], ...]  # deputies, at most
    pcm: tuple[tuple[int, int], ...]  # staff, deputies
    co_quy_che_lam_viec: bool
    bien_che_giao: tuple[int, int]  # hành chính, sự nghiệp
    bien_che_co_mat: tuple[int, int]
    ty_le_tinh_gian: Number
    chi_tieu_tinh_gian: Number
    phan_cap_noi_dung: frozenset[str]
    co_kiem_tra_phan_cap: bool
    so_vd_pc: Number
    so_vd_pc_xu_ly: Number
    so_lan_phoi_hop_cham: int
    # 5. Công chức, viên chức
    so_ccvc: Number
    so_ccvc_dung_vtvl: Number
    co_tuyen_dung: bool
    co_vi_pham_tuyen_dung: bool
    so_bo_nhiem: int
    so_bo_nhiem_sai: int
    danh_gia_ccvc_noi_dung: frozenset[str]
    so_ld_so_bi_ky_luat: int
    so_ld_phong_bi_ky_luat: int
    so_ccvc_bi_ky_luat: int
    muc_vi_pham_ky_cuong: str
    ngay_kh_dtbd: Day | None
    so_hd_dtbd_kh: Number
    so_hd_dtbd_ht: Number
    co_kh_chuyen_doi_vtct: bool
    so_vt_phai_chuyen_doi: Number
    so_vt_da_chuyen_doi: Number
    so_ho_so_ccvc: Number
    so_ho_so_cap_nhat: Number
    # 6. Tài chính công
    quy_che: frozenset[str]
    he_so_tntt: Number
    so_dv_sncl: Number
    so_dv_sncl_tu_chu: Number
    chi_nsnn_sncl_nam: Number
    chi_nsnn_sncl_nam_truoc: Number
    cong_khai_tc: tuple[tuple[str, Day | None, Day], ...]  # what, published on, deadline
    ngay_nop_quyet_toan: Day | None
    han_nop_quyet_toan: Day
    von_giao: Number
    von_giai_ngan: Number
    tien_kien_nghi: Number
    tien_da_thuc_hien: Number
    co_sai_pham_tc: bool
    # 7. Hiện đại hóa
    co_kh_cntt: bool
    so_nv_cntt_kh: Number
    so_nv_cntt_ht: Number
    so_vb_di: Number
    so_vb_di_ky_so: Number
    so_hscv: Number
    so_hscv_mang: Number
    nhom_thong_tin: frozenset[str]
    so_chuyen_muc_cham: int
    so_tthc_md34: Number
    so_tthc_md34_co_hs: Number
    so_hs_md34_tong: Number
    so_hs_md34_truc_tuyen: Number
    so_hs_bcci: Number
    so_hs_tong: Number
    ty_le_bcci_nam_truoc: Number
    iso_noi_dung: frozenset[str]


def prepare_with(
    unit: Mapping[str, Any], count: Callable[[int], Number], amount: Callable[[str], Number]
) -> Facts[Number]:
    """Make the facts of a unit of a facts file.

    Complete facts only, for the hand-written scorers know no «pending»; at most one report a period, a deadline for
    each, at most one row for what is published.
    """
    values = {**unit["facts"], **unit["tables"]}
    if not values["co_kh_chuyen_doi_vtct"]:
        # Not read without a plan (5.6.2 has no points then), and trống is all that they may be.
        values |= {"so_vt_phai_chuyen_doi": 0, "so_vt_da_chuyen_doi": 0}
    prepared: dict[str, Any] = {}
    for field in fields(Facts):
        name, value = field.name, values[field.name]
        if name in AMOUNTS:
            prepared[name] = amount(str(value))
        elif field.type == "Number":
            prepared[name] = count(_whole(value))
        else:
            convert = _ROWS.get(name) or _BY_TYPE[str(field.type)]
            prepared[name] = convert(value)
    return Facts(**prepared)


def _whole(value: Any) -> int:
    if not isinstance(value, int):
        raise TypeError(f"not a whole number: {value!r}")
    return value


def _day(value: str) -> Day:
    form = "%d/%m/%Y" if "/" in value else "%Y-%m-%d"
    return datetime.strptime(value, form).date().toordinal()  # noqa: DTZ007  # a day without a time


def _day_or_none(value: str | None) -> Day | None:
    return None if value is None else _day(value)


def _reports(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, Day | None, bool], ...]:
    return tuple((row["ky"], _day_or_none(row["ngay_gui"]), row["du_noi_dung"]) for row in rows)


def _deadlines(rows: Iterable[Mapping[str, Any]]) -> dict[str, Day]:
    return {row["ky"]: _day(row["han"]) for row in rows}


def _initiatives(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[str | None, Day | None, bool], ...]:
    return tuple((row["qd_cong_nhan"], _day_or_none(row["ngay"]), row["da_tinh_nam_truoc"]) for row in rows)


def _published(rows: Iterable[Mapping[str, Any]]) -> tuple[tuple[str, Day | None, Day], ...]:
    return tuple((row["noi_dung"], _day_or_none(row["ngay"]), _day(row["han"])) for row in rows)


def _staff(record: Mapping[str, int]) -> tuple[int, int]:
    return record["hanh_chinh"], record["su_nghiep"]


def _same(value: Any) -> Any:
    return value


_BY_TYPE: dict[str, Callable[[Any], Any]] = {
    "bool": _same,
    "int": _whole,
    "str": _same,
    "frozenset[str]": frozenset,
    "Day": _day,
    "Day | None": _day_or_none,
}

_ROWS: dict[str, Callable[[Any], Any]] = {
    "bao_cao_cchc": _reports,
    "han_bao_cao": _deadlines,
    "sang_kien": _initiatives,
    "don_vi": lambda rows: tuple((row["so_cap_pho"], row["so_cap_pho_toi_da"]) for row in rows),
    "pcm": lambda rows: tuple((row["bien_che"], row["so_pho_truong_phong"]) for row in rows),
    "cong_khai_tc": _published,
    "bien_che_giao": _staff,
    "bien_che_co_mat": _staff,
}
