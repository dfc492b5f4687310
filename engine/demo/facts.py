"""Facts that lose exactly what a plan says, area by area (the rules are those of `spec/sets/so-2020.tieuchi`)."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from engine.demo.losses import Lost
from engine.demo.units import Unit

Losses = Mapping[str, Lost]
Values = dict[str, Any]

TABLES = frozenset({"bao_cao_cchc", "han_bao_cao", "sang_kien", "don_vi", "pcm", "cong_khai_tc"})

# Deadlines that other departments set for everyone.
REPORTS_DUE = {
    "quy_1": date(2020, 3, 15),
    "6_thang": date(2020, 6, 15),
    "quy_3": date(2020, 9, 15),
    "nam": date(2020, 12, 15),
}
PUBLISHING_DUE = {
    "du_toan": date(2020, 1, 20),
    "quyet_toan": date(2020, 6, 15),
    "tai_san_cong": date(2020, 3, 1),
}
ACCOUNTS_DUE = date(2020, 3, 31)

INITIATIVES = (
    "Nhắc hạn giải quyết hồ sơ tự động qua tin nhắn",
    "Phiếu hẹn điện tử kèm mã tra cứu",
    "Mẫu đơn điền sẵn cho thủ tục có nhiều hồ sơ",
    "Trả kết quả tại nhà trong ngày",
    "Kho văn bản điện tử dùng chung của đơn vị",
    "Rút ngắn thời gian giải quyết hồ sơ xuống một nửa",
)
NOTHING = Lost(0)


def staff_present(unit: Unit, rng: Random) -> Values:
    """Staff in place, a little less than assigned (4.2.1 is full everywhere)."""
    return {
        "hanh_chinh": unit.officials - rng.randint(0, 1 + unit.officials // 20),
        "su_nghiep": unit.staff - rng.randint(0, unit.staff // 30),
    }


def area_1(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Chỉ đạo, điều hành."""
    tasks = lost["1.6.1"]
    return {
        "ngay_ban_hanh_kh_cchc": _within(rng, (1, 17), (1, 30))
        if "1.1.1" in lost
        else _within(rng, (1, 3), (1, 15)),
        "kh_cchc_noi_dung": _subset(
            rng, ("du_linh_vuc", "san_pham", "chu_tri", "thoi_han_kinh_phi"), _points(lost, "1.1.2") // 250
        ),
        "so_nhiem_vu_kh": lost["1.1.3"].whole,
        "so_nhiem_vu_hoan_thanh": lost["1.1.3"].part,
        **_reports(rng, _points(lost, "1.2")),
        "co_kh_kiem_tra": True,
        "so_dv_truc_thuoc": unit.offices,
        "so_dv_duoc_kiem_tra": _visited(rng, unit.offices, full="1.3.1" not in lost),
        "so_van_de_phat_hien": lost["1.3.2"].whole,
        "so_van_de_da_xu_ly": lost["1.3.2"].part,
        "co_kh_tuyen_truyen": True,
        "kh_tuyen_truyen_hoan_thanh": "1.4.1" not in lost,
        "so_tin_bai_cchc": {0: rng.randint(12, 47), 250: rng.randint(6, 11), 500: rng.randint(1, 5)}[
            _points(lost, "1.4.2")
        ],
        "hinh_thuc_truc_quan": []
        if "1.4.3" in lost
        else _subset(rng, ("pano", "ap_phich", "to_roi", "bang_dien_tu", "khac"), rng.randint(1, 4)),
        "sang_kien": _initiatives(rng, {0: rng.randint(2, 3), 1000: 1, 2500: 0}[_points(lost, "1.5.1")]),
        "so_nv_giao": tasks.whole,
        "so_nv_dung_han": tasks.part,
        "so_nv_qua_han_tren_30_ngay": 0,
        "so_thang_bao_cao_nv": rng.randint(9, 11) if "1.6.2" in lost else 12,
        "co_phan_cong_lanh_dao": True,
        "co_gan_thi_dua": "1.7.1" not in lost,
        **_ballots(rng, lost["1.8.1"]),
    }


def area_2(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Văn bản QPPL."""
    reviewed, repaired = lost["2.2.1"], lost["2.2.2"]
    illegal, outreach = lost["2.4.1"], lost["2.5.1"]
    return {
        "so_vb_duoc_giao": unit.laws,
        "so_vb_trinh_dung_han": lost.get("2.1.1", NOTHING).part,
        "so_lan_vi_pham_quy_trinh": _points(lost, "2.1.2") // 250,
        "so_vb_dinh_chinh": _points(lost, "2.1.3") // 500,
        "so_vb_trai_pl_chua_xu_ly": 0,
        "so_vb_phai_ra_soat": reviewed.whole,
        "so_vb_da_ra_soat": reviewed.part,
        "so_vb_can_xu_ly": repaired.whole,
        "so_vb_da_xu_ly": repaired.part,
        "tdthpl_hoat_dong": _subset(
            rng, ("ban_hanh_ke_hoach", "thu_thap_kiem_tra", "xu_ly_ket_qua"), _points(lost, "2.3.1") // 500
        ),
        "ngay_bc_tdthpl": _within(rng, (12, 16), (12, 24))
        if "2.3.2" in lost
        else _within(rng, (11, 20), (12, 15)),
        "so_vb_trai_pl_phat_hien": illegal.whole,
        "so_vb_trai_pl_da_xu_ly": illegal.part,
        "so_hd_pbgdpl_kh": outreach.whole,
        "so_hd_pbgdpl_ht": outreach.part,
    }


def area_3(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Thủ tục hành chính."""
    dossiers, petitions, answers = lost["3.4.1"], lost["3.5.1"], lost["3.6.2"]
    late = dossiers.whole - dossiers.part
    return {
        "ngay_kh_ra_soat": _within(rng, (1, 6), (1, 30)),
        "so_tthc_kh_ra_soat": lost["3.1.1"].whole,
        "so_tthc_da_ra_soat": lost["3.1.1"].part,
        "so_tthc_don_gian_hoa": {0: rng.randint(3, 9), 500: rng.randint(1, 2), 1000: 0}[
            _points(lost, "3.1.2")
        ],
        "so_qd_cong_bo_cham": _points(lost, "3.2.1") // 250,
        "noi_cong_khai_tthc": _subset(
            rng, ("mot_cua", "trang_ttdt", "csdl_qg"), _points(lost, "3.2.2") // 500
        ),
        "so_thang_cong_khai_ket_qua": 12 - _points(lost, "3.2.3") // 125,
        "so_tthc_phai_mot_cua": lost["3.3.1"].whole,
        "so_tthc_mot_cua": lost["3.3.1"].part,
        "so_tthc": unit.procedures,
        "so_tthc_co_quy_trinh_dt": _share(rng, unit.procedures, 81, 99)
        if "3.3.2" in lost
        else unit.procedures,
        "so_hs_da_giai_quyet": dossiers.whole,
        "so_hs_dung_han": dossiers.part,
        "so_hs_tre_han": late,
        "so_hs_tre_han_co_xin_loi": rng.randrange(late) if "3.4.2" in lost else late,
        "so_hs_bo_sung_qua_1_lan": _points(lost, "3.4.3") // 100,
        "so_pakn": petitions.whole,
        "so_pakn_dung_han": petitions.part,
        "so_pakn_cong_khai": rng.randrange(petitions.whole) if "3.5.2" in lost else petitions.whole,
        "co_bc_danh_gia_tthc": "3.6.1" not in lost,
        "luot_tra_loi": answers.whole,
        "luot_hai_long": answers.part,
    }


def area_4(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Tổ chức bộ máy; the staff is in `staff_present`."""
    mergers, problems = lost.get("4.1.2", NOTHING), lost["4.3.2"]
    target = rng.choice((60, 75, 80, 100))  # tenths of a percent
    reached = rng.randint(target // 2, target - 3) if "4.2.2" in lost else target + rng.randint(0, 12)
    return {
        "co_qd_cnnv_hien_hanh": "4.1.1" not in lost,
        "so_dau_moi_phai_sap_xep": mergers.whole,
        "so_dau_moi_da_sap_xep": mergers.part,
        "don_vi": _deputies(unit, rng, exceeded="4.1.3" in lost),
        "pcm": _rooms(unit, rng, exceeded="4.1.4" in lost),
        "co_quy_che_lam_viec": "4.1.5" not in lost,
        "bien_che_giao": {"hanh_chinh": unit.officials, "su_nghiep": unit.staff},
        "ty_le_tinh_gian": f"{reached // 10}.{reached % 10}",
        "chi_tieu_tinh_gian": f"{target // 10}.{target % 10}",
        "phan_cap_noi_dung": _subset(rng, ("co_van_ban", "thuc_hien_day_du"), _points(lost, "4.3.1") // 500),
        "co_kiem_tra_phan_cap": True,
        "so_vd_pc": problems.whole,
        "so_vd_pc_xu_ly": problems.part,
        "so_lan_phoi_hop_cham": _points(lost, "4.4.1") // 100,
    }


def area_5(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Công chức, viên chức."""
    placed, training = lost["5.1.1"], lost["5.5.2"]
    recruits = rng.random() < 0.5
    appointed = rng.randint(1, 2 + unit.offices // 3)
    moved = _points(lost, "5.6")
    due = {0: rng.randint(0, 5), 125: 4, 250: 2 * rng.randint(1, 3), 1000: None}[moved]
    done = {0: due, 125: 3, 250: (due or 0) // 2, 1000: None}[moved]
    return {
        "so_ccvc": placed.whole,
        "so_ccvc_dung_vtvl": placed.part,
        "co_tuyen_dung": recruits,
        "co_vi_pham_tuyen_dung": False,
        "so_bo_nhiem": appointed,
        "so_bo_nhiem_sai": _points(lost, "5.2.2") // 500,
        "danh_gia_ccvc_noi_dung": _subset(
            rng,
            ("dung_han", "dung_tham_quyen", "tieu_chi_luong_hoa", "bao_cao_dung_han"),
            _points(lost, "5.3.1") // 500,
        ),
        "so_ld_so_bi_ky_luat": 0,
        "so_ld_phong_bi_ky_luat": _points(lost, "5.4.2") // 500,
        "so_ccvc_bi_ky_luat": _points(lost, "5.4.3") // 250,
        "muc_vi_pham_ky_cuong": "nhe" if "5.4.4" in lost else "khong",
        "ngay_kh_dtbd": _within(rng, (2, 3), (2, 28)) if "5.5.1" in lost else _within(rng, (1, 6), (1, 31)),
        "so_hd_dtbd_kh": training.whole,
        "so_hd_dtbd_ht": training.part,
        "co_kh_chuyen_doi_vtct": due is not None,
        "so_vt_phai_chuyen_doi": due,
        "so_vt_da_chuyen_doi": done,
        "so_ho_so_ccvc": placed.whole,
        "so_ho_so_cap_nhat": _share(rng, placed.whole, 91, 99) if "5.7.1" in lost else placed.whole,
    }


def area_6(unit: Unit, lost: Losses, rng: Random) -> Values:
    """Tài chính công."""
    services = lost.get("6.2.1", NOTHING)
    before = unit.staff * rng.randint(92, 118)
    saved = before * (rng.randint(4, 22) if "6.2.2" in lost else rng.randint(25, 60)) // 1000
    spent = {0: (951, 998), 500: (903, 946), 1000: (812, 893)}[_points(lost, "6.4.1")]
    capital = unit.capital + rng.randint(-400, 400)
    return {
        "quy_che": _subset(rng, ("chi_tieu_noi_bo", "tai_san_cong"), _points(lost, "6.1.1") // 1000),
        "he_so_tntt": f"0.0{rng.randint(3, 9)}" if "6.1.2" in lost else f"0.{rng.randint(10, 34)}",
        "so_dv_sncl": unit.services,
        "so_dv_sncl_tu_chu": services.part,
        "chi_nsnn_sncl_nam": str(before - saved - 1) if unit.services else "0",
        "chi_nsnn_sncl_nam_truoc": str(before) if unit.services else "0",
        "cong_khai_tc": _published(rng, missed=_points(lost, "6.3.1") // 500),
        "ngay_nop_quyet_toan": _iso(
            ACCOUNTS_DUE + timedelta(days=rng.randint(1, 14) if "6.3.2" in lost else -rng.randint(0, 12))
        ),
        "han_nop_quyet_toan": _iso(ACCOUNTS_DUE),
        "von_giao": str(capital),
        "von_giai_ngan": str(capital * rng.randint(*spent) // 1000),
        "tien_kien_nghi": str(lost["6.4.2"].whole),
        "tien_da_thuc_hien": str(lost["6.4.2"].part),
        "co_sai_pham_tc": False,
    }


def area_7(unit: Unit, lost: Losses, rng: Random, settled: int) -> Values:
    """Hiện đại hóa; `settled` are the dossiers settled in the year (3.4.1)."""
    plan, letters = lost["7.1.1"], lost["7.2.1"]
    files = unit.documents // 2 + rng.randint(20, 240)
    offered = _tier(
        rng, unit.procedures, {0: (42, 68), 500: (31, 39), 1000: (21, 29)}[_points(lost, "7.4.1")]
    )
    used = _tier(rng, offered, {0: (52, 83), 500: (27, 46)}[_points(lost, "7.4.2")])
    electronic = max(4, settled * rng.randint(35, 75) // 100)
    share = {0: (51, 78), 500: (31, 48), 1000: (16, 29)}[_points(lost, "7.4.3")]
    posted, last_year = _posted(rng, settled, _points(lost, "7.5.1"))
    return {
        "co_kh_cntt": True,
        "so_nv_cntt_kh": plan.whole,
        "so_nv_cntt_ht": plan.part,
        "so_vb_di": letters.whole,
        "so_vb_di_ky_so": letters.part,
        "so_hscv": files,
        "so_hscv_mang": _share(rng, files, 61, 79) if "7.2.2" in lost else _share(rng, files, 81, 98),
        "nhom_thong_tin": _subset(
            rng, ("gioi_thieu", "van_ban", "tthc_dvc", "tai_chinh_dau_thau"), _points(lost, "7.3.1") // 250
        ),
        "so_chuyen_muc_cham": _points(lost, "7.3.2") // 100,
        "so_tthc_md34": offered,
        "so_tthc_md34_co_hs": used,
        "so_hs_md34_tong": electronic,
        "so_hs_md34_truc_tuyen": _tier(rng, electronic, share),
        "so_hs_bcci": posted,
        "so_hs_tong": settled,
        "ty_le_bcci_nam_truoc": last_year,
        "iso_noi_dung": _subset(
            rng, ("cong_bo_phu_hop", "danh_gia_xem_xet", "khac_phuc_cai_tien"), _points(lost, "7.6.1") // 500
        ),
    }


def _points(lost: Losses, leaf: str) -> int:
    return lost[leaf].points if leaf in lost else 0


def _iso(day: date) -> str:
    return day.isoformat()


def _within(rng: Random, first: tuple[int, int], last: tuple[int, int]) -> str:
    """A day of the year, both ends (month, day) included."""
    begin, end = date(2020, *first), date(2020, *last)
    return _iso(begin + timedelta(days=rng.randint(0, (end - begin).days)))


def _subset(rng: Random, codes: tuple[str, ...], missing: int) -> list[str]:
    """The codes, in their order, without so many of them."""
    left_out = rng.sample(codes, missing)
    return [code for code in codes if code not in left_out]


def _share(rng: Random, whole: int, low: int, high: int) -> int:
    """A part that is from `low` to `high` percent of the whole, as near as whole numbers allow."""
    return min(whole * rng.randint(low, high) // 100 + 1, whole - 1)


def _tier(rng: Random, whole: int, percents: tuple[int, int]) -> int:
    """Some part whose share lies within these percents, both ends included."""
    fitting = [part for part in range(whole + 1) if percents[0] * whole <= 100 * part <= percents[1] * whole]
    return rng.choice(fitting)


def _visited(rng: Random, offices: int, *, full: bool) -> int:
    """Offices visited: 30 % or more, else from 20 % to under 30 % (1.3.1)."""
    parts = range(offices + 1)
    if full:
        return rng.choice([part for part in parts if 3 * offices <= 10 * part <= 7 * offices])
    return rng.choice([part for part in parts if 2 * offices <= 10 * part < 3 * offices])


def _reports(rng: Random, points: int) -> Values:
    """The periodical reports; a report not sent costs 0.25 twice (1.2.1, 1.2.2), a late or thin one once."""
    missing, flawed = {0: (0, 0), 250: (0, 1), 500: (0, 2), 750: (1, 1)}[points]
    kinds = ["missing"] * missing + ["flawed"] * flawed
    kinds += ["good"] * (len(REPORTS_DUE) - len(kinds))
    rng.shuffle(kinds)
    rows = []
    for (period, due), kind in zip(REPORTS_DUE.items(), kinds, strict=True):
        if kind == "missing":
            continue
        late = kind == "flawed" and rng.random() < 0.7
        sent = due + timedelta(days=rng.randint(1, 9) if late else -rng.randint(0, 8))
        rows.append({"ky": period, "ngay_gui": _iso(sent), "du_noi_dung": kind == "good" or late})
    return {
        "bao_cao_cchc": rows,
        "han_bao_cao": [{"ky": period, "han": _iso(due)} for period, due in REPORTS_DUE.items()],
    }


def _initiatives(rng: Random, counted: int) -> list[Values]:
    """Initiatives that count, and now and then one that does not because it has no decision yet."""
    titles = rng.sample(INITIATIVES, counted + 1)
    rows: list[Values] = [
        {
            "ten": title,
            "qd_cong_nhan": f"{rng.randint(12, 940)}/QĐ-HĐSK",
            "ngay": _within(rng, (2, 10), (12, 20)),
            "cap": rng.choice(("co_so", "co_so", "tinh")),
            "da_tinh_nam_truoc": False,
        }
        for title in titles[:counted]
    ]
    if rng.random() < 0.4:
        waiting = {
            "ten": titles[-1],
            "qd_cong_nhan": None,
            "ngay": None,
            "cap": "co_so",
            "da_tinh_nam_truoc": False,
        }
        rows.append(waiting)
    return rows


def _ballots(rng: Random, score: Lost) -> Values:
    """Ballots A, B, C, D for the score (5·A + 3·B + C) / 5·(A + B + C + D); a D misses 5, a C 4 and a B 2 fifths."""
    ballots, missing = score.whole // 5, score.whole - score.part
    fitting = [
        (ballots - b - c - d, b, c, d)
        for d in range(6)
        for c in range(d, 20)
        for b in [(missing - 5 * d - 4 * c) // 2]
        if 5 * d + 4 * c + 2 * b == missing and c <= b <= ballots - c - d
    ]
    a, b, c, d = rng.choice(fitting)
    return {"phieu_A": a, "phieu_B": b, "phieu_C": c, "phieu_D": d}


def _deputies(unit: Unit, rng: Random, *, exceeded: bool) -> list[Values]:
    """The unit itself and its services with their deputies (4.1.3)."""
    rows: list[Values] = [{"ten": unit.itself, "so_cap_pho": rng.randint(2, 3), "so_cap_pho_toi_da": 3}]
    for number in range(1, unit.services + 1):
        allowed = rng.randint(1, 3)
        rows.append(
            {"ten": f"Đơn vị {number}", "so_cap_pho": rng.randint(1, allowed), "so_cap_pho_toi_da": allowed}
        )
    if exceeded:
        row = rng.choice(rows)
        row["so_cap_pho"] = row["so_cap_pho_toi_da"] + 1
    return rows


def _rooms(unit: Unit, rng: Random, *, exceeded: bool) -> list[Values]:
    """Rooms with staff and deputies: at most 1 under 10 staff, 2 under 15, else 3 (4.1.4)."""
    rows: list[Values] = []
    each = (unit.officials - 5) // unit.rooms
    for number in range(1, unit.rooms + 1):
        staff = max(3, each - rng.randint(0, 2))
        allowed = _deputies_allowed(staff)
        rows.append(
            {"ten": f"PCM {number}", "bien_che": staff, "so_pho_truong_phong": rng.randint(1, allowed)}
        )
    if exceeded:
        row = rng.choice(rows)
        row["so_pho_truong_phong"] = _deputies_allowed(row["bien_che"]) + 1
    return rows


def _deputies_allowed(staff: int) -> int:
    return 1 if staff < 10 else 2 if staff < 15 else 3


def _published(rng: Random, *, missed: int) -> list[Values]:
    """Budget, accounts and assets published in time, but for so many (late, or not at all)."""
    late = rng.sample(sorted(PUBLISHING_DUE), missed)
    rows: list[Values] = []
    for what, due in PUBLISHING_DUE.items():
        day: str | None = _iso(due - timedelta(days=rng.randint(0, 14)))
        if what in late:
            day = None if rng.random() < 0.3 else _iso(due + timedelta(days=rng.randint(1, 20)))
        rows.append({"noi_dung": what, "ngay": day, "han": _iso(due)})
    return rows


def _posted(rng: Random, dossiers: int, points: int) -> tuple[int, str]:
    """Dossiers by post and last year's percent (7.5.1): 10 % and more; more than last year; some."""
    if points == 0:
        return _tier(rng, dossiers, (10, 24)), f"{rng.randint(4, 14)}.{rng.randint(0, 9)}"
    posted = _tier(rng, dossiers, (3, 8))
    if points == 250:
        return posted, f"{rng.randint(0, 2)}.{rng.randint(0, 9)}"
    return posted, f"{rng.randint(9, 12)}.{rng.randint(0, 9)}"
