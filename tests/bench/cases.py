"""Units to try scorers of the 2020 set on: the published department and seeded variations that reach every branch.

Each is a unit of a facts file, complete and within its domains, so that the engine, the reference and the scorers by
hand can all be given the same ones.
"""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

DEMO = Path(__file__).parents[2] / "engine" / "demo"
VARIATIONS = 400
SEED = 2020

# (part, whole, thresholds in percent): parts are drawn on, just under and just over a threshold. Where the whole has a
# part of its own, it comes first. A whole whose name ends in `*` is at least 1; the others may be 0.
PARTS: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("so_nhiem_vu_hoan_thanh", "so_nhiem_vu_kh", (80,)),
    ("so_dv_duoc_kiem_tra", "so_dv_truc_thuoc*", (20, 30)),
    ("so_van_de_da_xu_ly", "so_van_de_phat_hien", (70,)),
    ("so_nv_dung_han", "so_nv_giao*", (50,)),
    ("so_vb_trinh_dung_han", "so_vb_duoc_giao", (70,)),
    ("so_vb_da_ra_soat", "so_vb_phai_ra_soat", ()),
    ("so_vb_da_xu_ly", "so_vb_can_xu_ly", (80,)),
    ("so_vb_trai_pl_da_xu_ly", "so_vb_trai_pl_phat_hien", (70,)),
    ("so_hd_pbgdpl_ht", "so_hd_pbgdpl_kh", (70,)),
    ("so_tthc_da_ra_soat", "so_tthc_kh_ra_soat", (80,)),
    ("so_tthc_mot_cua", "so_tthc_phai_mot_cua*", ()),
    ("so_tthc_co_quy_trinh_dt", "so_tthc*", (80,)),
    ("so_tthc_md34", "so_tthc*", (20, 30, 40)),
    ("so_tthc_md34_co_hs", "so_tthc_md34", (25, 50)),
    ("so_hs_dung_han", "so_hs_da_giai_quyet*", (90,)),
    ("so_hs_tre_han", "so_hs_da_giai_quyet*", (10,)),
    ("so_hs_tre_han_co_xin_loi", "so_hs_tre_han", ()),
    ("so_pakn_dung_han", "so_pakn", (90,)),
    ("so_pakn_cong_khai", "so_pakn", ()),
    ("luot_hai_long", "luot_tra_loi*", (60,)),
    ("so_dau_moi_da_sap_xep", "so_dau_moi_phai_sap_xep", (80,)),
    ("so_vd_pc_xu_ly", "so_vd_pc", (70,)),
    ("so_ccvc_dung_vtvl", "so_ccvc*", ()),
    ("so_bo_nhiem_sai", "so_bo_nhiem", (25,)),
    ("so_hd_dtbd_ht", "so_hd_dtbd_kh", (80,)),
    ("so_ho_so_cap_nhat", "so_ho_so_ccvc*", (90,)),
    ("so_dv_sncl_tu_chu", "so_dv_sncl", ()),
    ("so_nv_cntt_ht", "so_nv_cntt_kh", (80,)),
    ("so_vb_di_ky_so", "so_vb_di*", (90,)),
    ("so_hscv_mang", "so_hscv*", (40, 60, 80)),
    ("so_hs_md34_truc_tuyen", "so_hs_md34_tong", (5, 15, 30, 50)),
    ("so_hs_bcci", "so_hs_tong*", (10,)),
)

# Small counts: how many of something, each of which costs.
COUNTS = (
    "so_lan_vi_pham_quy_trinh",
    "so_vb_dinh_chinh",
    "so_qd_cong_bo_cham",
    "so_hs_bo_sung_qua_1_lan",
    "so_lan_phoi_hop_cham",
    "so_ld_phong_bi_ky_luat",
    "so_ccvc_bi_ky_luat",
    "so_chuyen_muc_cham",
)

# What is mostly 0, because one is enough to lose everything.
RARE = ("so_nv_qua_han_tren_30_ngay", "so_vb_trai_pl_chua_xu_ly", "so_ld_so_bi_ky_luat")

FLAGS = (
    "co_kh_kiem_tra",
    "co_kh_tuyen_truyen",
    "kh_tuyen_truyen_hoan_thanh",
    "co_phan_cong_lanh_dao",
    "co_gan_thi_dua",
    "co_bc_danh_gia_tthc",
    "co_qd_cnnv_hien_hanh",
    "co_quy_che_lam_viec",
    "co_kiem_tra_phan_cap",
    "co_tuyen_dung",
    "co_vi_pham_tuyen_dung",
    "co_kh_chuyen_doi_vtct",
    "co_sai_pham_tc",
    "co_kh_cntt",
)

SUBSETS: Mapping[str, tuple[str, ...]] = {
    "kh_cchc_noi_dung": ("du_linh_vuc", "san_pham", "chu_tri", "thoi_han_kinh_phi"),
    "hinh_thuc_truc_quan": ("pano", "ap_phich", "to_roi", "bang_dien_tu", "khac"),
    "tdthpl_hoat_dong": ("ban_hanh_ke_hoach", "thu_thap_kiem_tra", "xu_ly_ket_qua"),
    "noi_cong_khai_tthc": ("mot_cua", "trang_ttdt", "csdl_qg"),
    "phan_cap_noi_dung": ("co_van_ban", "thuc_hien_day_du"),
    "danh_gia_ccvc_noi_dung": ("dung_han", "dung_tham_quyen", "tieu_chi_luong_hoa", "bao_cao_dung_han"),
    "quy_che": ("chi_tieu_noi_bo", "tai_san_cong"),
    "nhom_thong_tin": ("gioi_thieu", "van_ban", "tthc_dvc", "tai_chinh_dau_thau"),
    "iso_noi_dung": ("cong_bo_phu_hop", "danh_gia_xem_xet", "khac_phuc_cai_tien"),
}

# Days around which a date matters.
DATES: Mapping[str, tuple[date, ...]] = {
    "ngay_ban_hanh_kh_cchc": (date(2020, 1, 15), date(2020, 1, 31), date(2019, 12, 20)),
    "ngay_bc_tdthpl": (date(2020, 12, 15), date(2020, 12, 25)),
    "ngay_kh_ra_soat": (date(2020, 1, 31), date(2019, 12, 20)),
    "ngay_kh_dtbd": (date(2020, 1, 31), date(2019, 12, 20)),
}

PERIODS = ("quy_1", "6_thang", "quy_3", "nam")
PUBLISHED = ("du_toan", "quyet_toan", "tai_san_cong")


def published_department() -> dict[str, Any]:
    """Sở LĐTBXH with the facts that give its published scores."""
    unit: dict[str, Any] = json.loads((DEMO / "so-ldtbxh.json").read_text(encoding="utf-8"))
    return unit


def cases(variations: int = VARIATIONS, seed: int = SEED) -> list[dict[str, Any]]:
    """The published department and so many variations."""
    return [
        published_department(),
        *(variation(Random(f"{seed} {number}"), number) for number in range(variations)),
    ]


def variation(rng: Random, number: int) -> dict[str, Any]:
    """A unit with other facts; one in four differs from the published department in a few of them only."""
    unit = published_department()
    facts, tables = _facts(rng), _tables(rng)
    if number % 4 == 0:
        # Whole groups, so that a part never exceeds its whole.
        groups = _groups()
        alone = [{name} for name in facts if not any(name in group for group in groups)]
        keep = {name for group in groups + alone if rng.random() < 0.7 for name in group}
        facts = {name: unit["facts"][name] if name in keep else value for name, value in facts.items()}
        tables = {name: unit["tables"][name] if rng.random() < 0.7 else rows for name, rows in tables.items()}
    return {**unit, "code": f"don-vi-{number}", "name": f"Đơn vị {number}", "facts": facts, "tables": tables}


def _groups() -> list[set[str]]:
    """Facts that bound one another."""
    groups: list[set[str]] = [{"phieu_A", "phieu_B", "phieu_C", "phieu_D"}, {"von_giao", "von_giai_ngan"}]
    groups += [{"tien_kien_nghi", "tien_da_thuc_hien"}, {"bien_che_giao", "bien_che_co_mat"}]
    groups += [{"co_kh_chuyen_doi_vtct", "so_vt_phai_chuyen_doi", "so_vt_da_chuyen_doi"}]
    for part, whole, _ in PARTS:
        pair = {part, whole.rstrip("*")}
        touching = [group for group in groups if group & pair]
        groups = [group for group in groups if group not in touching] + [pair.union(*touching)]
    return groups


def _facts(rng: Random) -> dict[str, Any]:
    values: dict[str, Any] = {name: rng.random() < 0.7 for name in FLAGS}
    for part, name, thresholds in PARTS:
        whole = name.rstrip("*")
        if whole not in values:
            values[whole] = _whole(rng, least=1 if name.endswith("*") else 0)
        values[part] = _part(rng, values[whole], thresholds)
    values |= {name: rng.choice((0, 0, 1, 2, 3, 5, 11)) for name in COUNTS}
    values |= {name: rng.choice((0, 0, 0, 1, 2)) for name in RARE}
    values |= {name: _subset(rng, codes) for name, codes in SUBSETS.items()}
    values |= {name: _date(rng, days) for name, days in DATES.items()}
    values |= {f"phieu_{level}": rng.choice((0, 1, 3, rng.randint(0, 90))) for level in "ABCD"}
    values["phieu_B"] += not any(values[f"phieu_{level}"] for level in "ABCD")
    values["so_tin_bai_cchc"] = rng.choice((0, 1, 5, 6, 11, 12, 30))
    values["so_tthc_don_gian_hoa"] = rng.choice((0, 1, 2, 3, 8))
    values["so_thang_bao_cao_nv"] = rng.choice((0, 11, 12, 12))
    values["so_thang_cong_khai_ket_qua"] = rng.randint(0, 12)
    values["muc_vi_pham_ky_cuong"] = rng.choice(("khong", "nhe", "nghiem_trong"))
    return values | _moves(rng, plan=values["co_kh_chuyen_doi_vtct"]) | _amounts(rng, values) | _accounts(rng)


def _moves(rng: Random, *, plan: bool) -> dict[str, Any]:
    due = _whole(rng) if plan else None
    return {"so_vt_phai_chuyen_doi": due, "so_vt_da_chuyen_doi": None if due is None else _part(rng, due, ())}


def _amounts(rng: Random, values: Mapping[str, Any]) -> dict[str, Any]:
    """Money, rates and coefficients, as numbers with a point in them."""
    capital, demanded, before = (rng.choice((0, rng.randint(1, 90_000), 1000)) for _ in range(3))
    target = rng.randint(1, 120)
    assigned = {"hanh_chinh": rng.randint(0, 70), "su_nghiep": rng.randint(0, 200)}
    share = Fraction(100 * values["so_hs_bcci"], values["so_hs_tong"])
    last_year = rng.choice((0, int(share * 10), int(share * 10) + 1, rng.randint(0, 150)))
    return {
        "he_so_tntt": rng.choice(("0", "0.01", "0.09", "0.0999", "0.1", "0.10", "0.25")),
        "von_giao": str(capital),
        "von_giai_ngan": _decimal(_part(rng, 100 * capital, (80, 90, 95)), 2),
        "tien_kien_nghi": str(demanded),
        "tien_da_thuc_hien": _decimal(_part(rng, 100 * demanded, (50,)), 2),
        "chi_nsnn_sncl_nam": _decimal(rng.choice((975, 976, 974, 999, 1000, 1001)) * before, 3),
        "chi_nsnn_sncl_nam_truoc": str(before),
        "chi_tieu_tinh_gian": _decimal(target, 1),
        "ty_le_tinh_gian": _decimal(
            rng.choice((0, target - 1, target, target + 2, target // 2, target // 2 + 1)), 1
        ),
        "ty_le_bcci_nam_truoc": _decimal(last_year, 1),
        "bien_che_giao": assigned,
        "bien_che_co_mat": {
            kind: max(0, count + rng.choice((-2, 0, 0, 1))) for kind, count in assigned.items()
        },
    }


def _accounts(rng: Random) -> dict[str, Any]:
    due = date(2020, 3, 31) + timedelta(days=rng.randint(0, 30))
    sent = rng.choice((None, -3, 0, 1, 15, 16))
    return {
        "han_nop_quyet_toan": due.isoformat(),
        "ngay_nop_quyet_toan": None if sent is None else (due + timedelta(days=sent)).isoformat(),
    }


def _tables(rng: Random) -> dict[str, list[dict[str, Any]]]:
    due = {period: date(2020, 3 * number, 15) for number, period in enumerate(PERIODS, start=1)}
    reports = [
        {"ky": period, "ngay_gui": _around(rng, due[period]), "du_noi_dung": rng.random() < 0.8}
        for period in PERIODS
        if rng.random() < 0.85
    ]
    published = [
        {"noi_dung": what, "ngay": _around(rng, date(2020, 5, 20)), "han": "20/05/2020"}
        for what in PUBLISHED
        if rng.random() < 0.85
    ]
    return {
        "bao_cao_cchc": reports,
        "han_bao_cao": [{"ky": period, "han": day.isoformat()} for period, day in due.items()],
        "sang_kien": [_initiative(rng, number) for number in range(rng.choice((0, 1, 2, 3, 4)))],
        "don_vi": [_deputies(rng, number) for number in range(rng.randint(0, 6))],
        "pcm": [_room(rng, number) for number in range(rng.randint(0, 8))],
        "cong_khai_tc": published,
    }


def _initiative(rng: Random, number: int) -> dict[str, Any]:
    return {
        "ten": f"Sáng kiến {number}",
        "qd_cong_nhan": rng.choice((None, "12/QĐ-HĐSK", "48/QĐ-UBND")),
        "ngay": rng.choice((None, "2019-12-31", "2020-01-01", "2020-07-08", "2020-12-31", "2021-01-01")),
        "cap": rng.choice(("co_so", "tinh", "toan_quoc")),
        "da_tinh_nam_truoc": rng.random() < 0.2,
    }


def _deputies(rng: Random, number: int) -> dict[str, Any]:
    allowed = rng.randint(0, 3)
    deputies = max(0, allowed + rng.choice((-1, 0, 0, 0, 0, 0, 1)))
    return {"ten": f"Đơn vị {number}", "so_cap_pho": deputies, "so_cap_pho_toi_da": allowed}


def _room(rng: Random, number: int) -> dict[str, Any]:
    staff = rng.choice((1, 5, 9, 10, 14, 15, 22))
    allowed = 1 if staff < 10 else 2 if staff < 15 else 3
    return {
        "ten": f"PCM {number}",
        "bien_che": staff,
        "so_pho_truong_phong": allowed + rng.choice((-1, 0, 0, 0, 0, 0, 1)),
    }


def _whole(rng: Random, *, least: int = 0) -> int:
    """0 now and then where it may be, small ones (whose halves are ties), and large ones."""
    return max(least, rng.choice((0, rng.randint(1, 16), rng.randint(1, 16), 20, 100, rng.randint(17, 3000))))


def _part(rng: Random, whole: int, thresholds: tuple[int, ...]) -> int:
    edges = [whole * percent // 100 + step for percent in thresholds for step in (-1, 0, 1)]
    part = rng.choice((0, whole, whole, whole - 1, rng.randint(0, whole), *edges))
    return min(max(part, 0), whole)


def _subset(rng: Random, codes: tuple[str, ...]) -> list[str]:
    how = rng.random()
    return [code for code in codes if how < 0.4 or (how > 0.5 and rng.random() < 0.6)]


def _date(rng: Random, days: tuple[date, ...]) -> str | None:
    return None if rng.random() < 0.1 else _around(rng, rng.choice(days))


def _around(rng: Random, day: date) -> str | None:
    """The day, one near it, or none; written either way."""
    step = rng.choice((None, -4, -1, 0, 0, 1, 6))
    if step is None:
        return None
    near = day + timedelta(days=step)
    return near.isoformat() if rng.random() < 0.5 else near.strftime("%d/%m/%Y")


def _decimal(scaled: int, places: int) -> str:
    """A decimal string with a point, of a number scaled by its places."""
    whole, rest = divmod(scaled, 10**places)
    return f"{whole}.{rest:0{places}d}"
