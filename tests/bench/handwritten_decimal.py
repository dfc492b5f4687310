"""The 80 leaves of 2020 by hand in `decimal.Decimal`: the plain way to be exact in Python.

The same shape as the scorer in integers: outcome (points, status, losses), loss (points, rule), one function per area.
A product comes before its quotient, so that a tie at the third place is met exactly; a threshold is a product.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from tests.bench.prepared import (
    DEC_15,
    DEC_25,
    DELEGATION,
    ISO_9001,
    JAN_15,
    JAN_31,
    LAW_MONITORING,
    PLAN_CONTENTS,
    PROCEDURES_SHOWN_AT,
    REGULATIONS,
    STAFF_REVIEW,
    WEBSITE,
    YEAR_BEGINS,
    YEAR_ENDS,
    Facts,
    prepare_with,
)

Outcome = tuple[Decimal, str, tuple[tuple[Decimal, str], ...]]


class Area(NamedTuple):
    """One area's leaves, points of its criteria and their applicable maxima, and its own."""

    leaves: tuple[Outcome, ...]
    criteria: tuple[Decimal, ...]
    maxima: tuple[Decimal, ...]
    points: Decimal
    maximum: Decimal


class Result(NamedTuple):
    """One unit's whole ledger."""

    facts: Facts[Decimal]
    areas: tuple[Area, ...]
    total: Decimal
    maximum: Decimal
    percent: Decimal


THOUSANDTH, HUNDREDTH, HUNDRED = Decimal("0.001"), Decimal("0.01"), Decimal(100)
P0 = Decimal(0)
P0_1 = Decimal("0.1")
P0_125 = Decimal("0.125")
P0_25 = Decimal("0.25")
P0_5 = Decimal("0.5")
P0_75 = Decimal("0.75")
P1 = Decimal(1)
P1_5 = Decimal("1.5")
P2 = Decimal(2)
P2_5 = Decimal("2.5")
P3 = Decimal(3)
P3_5 = Decimal("3.5")

# Ratios, named by their percent.
R2_5 = Decimal("0.025")
R5 = Decimal("0.05")
R10 = Decimal("0.1")
R15 = Decimal("0.15")
R20 = Decimal("0.2")
R25 = Decimal("0.25")
R30 = Decimal("0.3")
R40 = Decimal("0.4")
R50 = Decimal("0.5")
R60 = Decimal("0.6")
R70 = Decimal("0.7")
R80 = Decimal("0.8")
R90 = Decimal("0.9")
R95 = Decimal("0.95")

# Maxima of areas and criteria.
M4 = Decimal(4)
M5 = Decimal(5)
M11 = Decimal(11)
M11_5 = Decimal("11.5")
M12 = Decimal(12)
M15 = Decimal(15)
M17_5 = Decimal("17.5")
M18 = Decimal(18)
MAXIMA_1 = tuple(map(Decimal, ("3.5", "2", "2.5", "2.5", "2.5", "2.5", "1", "1")))
MAXIMA_3 = tuple(map(Decimal, ("2.5", "4", "2.5", "4.5", "1.5", "3")))
MAXIMA_5 = tuple(map(Decimal, ("2", "3", "2", "3.5", "2.5", "1", "1")))
MAXIMA_7 = tuple(map(Decimal, ("2.5", "3.5", "2", "4.5", "1", "1.5")))

FULL_0_5: Outcome = (P0_5, "full", ())
FULL_0_75: Outcome = (P0_75, "full", ())
FULL_1: Outcome = (P1, "full", ())
FULL_1_5: Outcome = (P1_5, "full", ())
FULL_2: Outcome = (P2, "full", ())
FULL_2_5: Outcome = (P2_5, "full", ())

NOT_APPLICABLE: Outcome = (P0, "not_applicable", ())


def prepare(unit: Mapping[str, Any]) -> Facts[Decimal]:
    """Make the facts of one unit of a facts file."""
    return prepare_with(unit, Decimal, Decimal)


def score(facts: Facts[Decimal]) -> Result:
    """Score one unit."""
    areas = (
        _area_1(facts),
        _area_2(facts),
        _area_3(facts),
        _area_4(facts),
        _area_5(facts),
        _area_6(facts),
        _area_7(facts),
    )
    total = maximum = P0
    for _, _, _, points, out_of in areas:
        total += points
        maximum += out_of
    return Result(
        facts, areas, total, maximum, (HUNDRED * total / maximum).quantize(HUNDREDTH, ROUND_HALF_UP)
    )


def _ratio(maximum: Decimal, part: Decimal, whole: Decimal, rule: str) -> Outcome:
    """maximum × part/whole, rounded half up."""
    if part == whole:
        return maximum, "full", ()
    points = (maximum * part / whole).quantize(THOUSANDTH, ROUND_HALF_UP)
    if points == maximum:
        return points, "full", ()
    return points, "partial" if points else "zero", ((maximum - points, rule),)


def _held(each: Decimal, codes: tuple[str, ...], held: frozenset[str], leaf: str) -> Outcome:
    """Points for each code of a subset where one is not held: a loss of its own."""
    losses = tuple([(each, f"{leaf} cộng {code}") for code in codes if code not in held])
    return each * len(held), "partial" if held else "zero", losses


def _less(maximum: Decimal, lost: Decimal, rule: str) -> Outcome:
    """Maximum less a deduction, not below 0."""
    if lost >= maximum:
        return P0, "zero", ((maximum, rule),)
    return maximum - lost, "partial", ((lost, rule),)


def _area_1(f: Facts[Decimal]) -> Area:
    published = f.ngay_ban_hanh_kh_cchc
    leaf_111: Outcome
    if published is None or published > JAN_31:
        leaf_111 = (P0, "zero", ((P0_5, "1.1.1 còn lại"),))
    elif published > JAN_15:
        leaf_111 = (P0_25, "partial", ((P0_25, "1.1.1 từ 16/01 đến hết 31/01"),))
    else:
        leaf_111 = FULL_0_5

    leaf_112 = (
        FULL_1 if len(f.kh_cchc_noi_dung) == 4 else _held(P0_25, PLAN_CONTENTS, f.kh_cchc_noi_dung, "1.1.2")
    )

    done, planned = f.so_nhiem_vu_hoan_thanh, f.so_nhiem_vu_kh
    leaf_113: Outcome
    if not planned:
        leaf_113 = (P0, "zero", ((P2, "1.1.3 không tính điểm"),))
    elif done < R80 * planned:
        leaf_113 = (P0, "zero", ((P2, "1.1.3 dưới 80%"),))
    else:
        leaf_113 = _ratio(P2, done, planned, "1.1.3 theo tỷ lệ")

    sent = in_order = 0
    deadlines = f.han_bao_cao
    for period, sent_on, complete in f.bao_cao_cchc:
        if sent_on is not None:
            sent += 1
            if complete and sent_on <= deadlines[period]:
                in_order += 1
    leaf_121 = FULL_1 if sent == 4 else _less(P1, P0_25 * (4 - sent), "1.2.1 cộng mỗi kỳ")
    leaf_122 = FULL_1 if in_order == 4 else _less(P1, P0_25 * (4 - in_order), "1.2.2 trừ mỗi kỳ")

    visited, offices = f.so_dv_duoc_kiem_tra, f.so_dv_truc_thuoc
    leaf_131: Outcome
    if not f.co_kh_kiem_tra:
        leaf_131 = (P0, "zero", ((P1_5, "1.3.1 không tính điểm"),))
    elif visited >= R30 * offices:
        leaf_131 = FULL_1_5
    elif visited >= R20 * offices:
        leaf_131 = (P1, "partial", ((P0_5, "1.3.1 từ 20% đến dưới 30%"),))
    else:
        leaf_131 = (P0, "zero", ((P1_5, "1.3.1 còn lại"),))

    mended, found = f.so_van_de_da_xu_ly, f.so_van_de_phat_hien
    leaf_132: Outcome
    if not found:
        leaf_132 = FULL_1
    elif mended < R70 * found:
        leaf_132 = (P0, "zero", ((P1, "1.3.2 dưới 70%"),))
    else:
        leaf_132 = _ratio(P1, mended, found, "1.3.2 theo tỷ lệ")

    leaf_141: Outcome
    if not f.co_kh_tuyen_truyen:
        leaf_141 = (P0, "zero", ((P0_5, "1.4.1 cộng kế hoạch"), (P0_5, "1.4.1 cộng hoàn thành")))
    elif not f.kh_tuyen_truyen_hoan_thanh:
        leaf_141 = (P0_5, "partial", ((P0_5, "1.4.1 cộng hoàn thành"),))
    else:
        leaf_141 = FULL_1

    articles = f.so_tin_bai_cchc
    leaf_142: Outcome
    if articles >= 12:
        leaf_142 = FULL_0_75
    elif articles >= 6:
        leaf_142 = (P0_5, "partial", ((P0_25, "1.4.2 từ 6 đến 11"),))
    elif articles:
        leaf_142 = (P0_25, "partial", ((P0_5, "1.4.2 từ 1 đến 5"),))
    else:
        leaf_142 = (P0, "zero", ((P0_75, "1.4.2 còn lại"),))

    leaf_143: Outcome
    leaf_143 = FULL_0_75 if f.hinh_thuc_truc_quan else (P0, "zero", ((P0_75, "1.4.3 đạt khi"),))

    recognised = 0
    for decision, on, counted_before in f.sang_kien:
        if decision is not None and on is not None and YEAR_BEGINS <= on <= YEAR_ENDS and not counted_before:
            recognised += 1
    leaf_151: Outcome
    if recognised >= 2:
        leaf_151 = FULL_2_5
    elif recognised:
        leaf_151 = (P1_5, "partial", ((P1, "1.5.1 một sáng kiến"),))
    else:
        leaf_151 = (P0, "zero", ((P2_5, "1.5.1 còn lại"),))

    in_time, given = f.so_nv_dung_han, f.so_nv_giao
    leaf_161: Outcome
    if f.so_nv_qua_han_tren_30_ngay and in_time > R50 * given:
        # Both losses together are one point exactly; the second takes what rounding leaves of the first.
        by_ratio = (P2 * (given - in_time) / given).quantize(THOUSANDTH, ROUND_HALF_UP)
        losses = (by_ratio, "1.6.1 theo tỷ lệ"), (P1 - by_ratio, "1.6.1 tối đa")
        leaf_161 = (P1, "partial", tuple([loss for loss in losses if loss[0]]))
    else:
        leaf_161 = _ratio(P2, in_time, given, "1.6.1 theo tỷ lệ")

    leaf_162: Outcome
    leaf_162 = FULL_0_5 if f.so_thang_bao_cao_nv == 12 else (P0, "zero", ((P0_5, "1.6.2 đạt khi"),))

    leaf_171: Outcome
    if f.co_phan_cong_lanh_dao:
        leaf_171 = FULL_1 if f.co_gan_thi_dua else (P0_5, "partial", ((P0_5, "1.7.1 cộng thi đua"),))
    elif f.co_gan_thi_dua:
        leaf_171 = (P0_5, "partial", ((P0_5, "1.7.1 cộng phân công"),))
    else:
        leaf_171 = (P0, "zero", ((P0_5, "1.7.1 cộng phân công"), (P0_5, "1.7.1 cộng thi đua")))

    a, b, c = f.phieu_A, f.phieu_B, f.phieu_C
    leaf_181 = _ratio(P1, a + R60 * b + R20 * c, a + b + c + f.phieu_D, "1.8.1 theo tỷ lệ")

    criteria = (
        leaf_111[0] + leaf_112[0] + leaf_113[0],
        leaf_121[0] + leaf_122[0],
        leaf_131[0] + leaf_132[0],
        leaf_141[0] + leaf_142[0] + leaf_143[0],
        leaf_151[0],
        leaf_161[0] + leaf_162[0],
        leaf_171[0],
        leaf_181[0],
    )
    leaves = (
        leaf_111, leaf_112, leaf_113, leaf_121, leaf_122, leaf_131, leaf_132, leaf_141, leaf_142, leaf_143, leaf_151,
        leaf_161, leaf_162, leaf_171, leaf_181,
    )  # fmt: skip
    return Area(leaves, criteria, MAXIMA_1, sum(criteria, P0), M17_5)


def _area_2(f: Facts[Decimal]) -> Area:
    maximum, maximum_21, maximum_22 = M12, M4, P2_5

    given = f.so_vb_duoc_giao
    leaf_211: Outcome
    leaf_212: Outcome
    if not given:
        leaf_211 = leaf_212 = NOT_APPLICABLE
        maximum -= P2_5
        maximum_21 -= P2_5
    else:
        in_time = f.so_vb_trinh_dung_han
        if in_time < R70 * given:
            leaf_211 = (P0, "zero", ((P1_5, "2.1.1 dưới 70%"),))
        else:
            leaf_211 = _ratio(P1_5, in_time, given, "2.1.1 theo tỷ lệ")
        leaf_212 = (
            _less(P1, P0_25 * f.so_lan_vi_pham_quy_trinh, "2.1.2 trừ mỗi lần")
            if f.so_lan_vi_pham_quy_trinh
            else FULL_1
        )

    leaf_213: Outcome
    if f.so_vb_trai_pl_chua_xu_ly:
        leaf_213 = (P0, "zero", ((P1_5, "2.1.3 không tính điểm"),))
    else:
        leaf_213 = (
            _less(P1_5, P0_5 * f.so_vb_dinh_chinh, "2.1.3 trừ mỗi văn bản")
            if f.so_vb_dinh_chinh
            else FULL_1_5
        )

    due = f.so_vb_phai_ra_soat
    leaf_221: Outcome
    if not due:
        leaf_221 = NOT_APPLICABLE
        maximum -= P1_5
        maximum_22 -= P1_5
    else:
        leaf_221 = _ratio(P1_5, f.so_vb_da_ra_soat, due, "2.2.1 theo tỷ lệ")

    handled, due = f.so_vb_da_xu_ly, f.so_vb_can_xu_ly
    leaf_222: Outcome
    if not due:
        leaf_222 = FULL_1
    elif handled < R80 * due:
        leaf_222 = (P0, "zero", ((P1, "2.2.2 dưới 80%"),))
    else:
        leaf_222 = _ratio(P1, handled, due, "2.2.2 theo tỷ lệ")

    leaf_231 = (
        FULL_1_5 if len(f.tdthpl_hoat_dong) == 3 else _held(P0_5, LAW_MONITORING, f.tdthpl_hoat_dong, "2.3.1")
    )

    sent = f.ngay_bc_tdthpl
    leaf_232: Outcome
    if sent is None or sent > DEC_25:
        leaf_232 = (P0, "zero", ((P1, "2.3.2 còn lại"),))
    elif sent > DEC_15:
        leaf_232 = (P0_5, "partial", ((P0_5, "2.3.2 từ 16/12 đến hết 25/12"),))
    else:
        leaf_232 = FULL_1

    handled, found = f.so_vb_trai_pl_da_xu_ly, f.so_vb_trai_pl_phat_hien
    leaf_241: Outcome
    if not found:
        leaf_241 = FULL_1_5
    elif handled < R70 * found:
        leaf_241 = (P0, "zero", ((P1_5, "2.4.1 dưới 70%"),))
    else:
        leaf_241 = _ratio(P1_5, handled, found, "2.4.1 theo tỷ lệ")

    done, planned = f.so_hd_pbgdpl_ht, f.so_hd_pbgdpl_kh
    leaf_251: Outcome
    if not planned:
        leaf_251 = (P0, "zero", ((P1_5, "2.5.1 không tính điểm"),))
    elif done < R70 * planned:
        leaf_251 = (P0, "zero", ((P1_5, "2.5.1 dưới 70%"),))
    else:
        leaf_251 = _ratio(P1_5, done, planned, "2.5.1 theo tỷ lệ")

    criteria = (
        leaf_211[0] + leaf_212[0] + leaf_213[0],
        leaf_221[0] + leaf_222[0],
        leaf_231[0] + leaf_232[0],
        leaf_241[0],
        leaf_251[0],
    )
    leaves = (leaf_211, leaf_212, leaf_213, leaf_221, leaf_222, leaf_231, leaf_232, leaf_241, leaf_251)
    return Area(leaves, criteria, (maximum_21, maximum_22, P2_5, P1_5, P1_5), sum(criteria, P0), maximum)


def _area_3(f: Facts[Decimal]) -> Area:
    issued, done, planned = f.ngay_kh_ra_soat, f.so_tthc_da_ra_soat, f.so_tthc_kh_ra_soat
    leaf_311: Outcome
    if issued is None or issued > JAN_31 or not planned:
        leaf_311 = (P0, "zero", ((P1_5, "3.1.1 không tính điểm"),))
    elif done < R80 * planned:
        leaf_311 = (P0, "zero", ((P1_5, "3.1.1 dưới 80%"),))
    else:
        leaf_311 = _ratio(P1_5, done, planned, "3.1.1 theo tỷ lệ")

    simplified = f.so_tthc_don_gian_hoa
    leaf_312: Outcome
    if simplified >= 3:
        leaf_312 = FULL_1
    elif simplified:
        leaf_312 = (P0_5, "partial", ((P0_5, "3.1.2 từ 1 đến 2"),))
    else:
        leaf_312 = (P0, "zero", ((P1, "3.1.2 còn lại"),))

    leaf_321 = (
        _less(P1, P0_25 * f.so_qd_cong_bo_cham, "3.2.1 trừ mỗi quyết định")
        if f.so_qd_cong_bo_cham
        else FULL_1
    )
    leaf_322 = (
        FULL_1_5
        if len(f.noi_cong_khai_tthc) == 3
        else _held(P0_5, PROCEDURES_SHOWN_AT, f.noi_cong_khai_tthc, "3.2.2")
    )
    months = f.so_thang_cong_khai_ket_qua
    leaf_323 = _less(P1_5, P0_125 * (12 - months), "3.2.3 cộng mỗi tháng") if months < 12 else FULL_1_5
    leaf_331 = _ratio(P1_5, f.so_tthc_mot_cua, f.so_tthc_phai_mot_cua, "3.3.1 theo tỷ lệ")

    electronic, procedures = f.so_tthc_co_quy_trinh_dt, f.so_tthc
    leaf_332: Outcome
    if electronic == procedures:
        leaf_332 = FULL_1
    elif electronic >= R80 * procedures:
        leaf_332 = (P0_5, "partial", ((P0_5, "3.3.2 từ 80% đến dưới 100%"),))
    else:
        leaf_332 = (P0, "zero", ((P1, "3.3.2 còn lại"),))

    in_time, settled = f.so_hs_dung_han, f.so_hs_da_giai_quyet
    leaf_341: Outcome
    if in_time < R90 * settled:
        leaf_341 = (P0, "zero", ((P3, "3.4.1 dưới 90%"),))
    else:
        leaf_341 = _ratio(P3, in_time, settled, "3.4.1 theo tỷ lệ")

    late = f.so_hs_tre_han
    leaf_342: Outcome
    leaf_342 = (
        (P0, "zero", ((P1, "3.4.2 không tính điểm"),))
        if late and f.so_hs_tre_han_co_xin_loi < late
        else FULL_1
    )

    leaf_343 = (
        _less(P0_5, P0_1 * f.so_hs_bo_sung_qua_1_lan, "3.4.3 trừ mỗi hồ sơ")
        if f.so_hs_bo_sung_qua_1_lan
        else FULL_0_5
    )

    petitions = f.so_pakn
    leaf_351: Outcome
    leaf_352: Outcome
    if not petitions:
        leaf_351 = FULL_1
        leaf_352 = FULL_0_5
    else:
        in_time = f.so_pakn_dung_han
        if in_time < R90 * petitions:
            leaf_351 = (P0, "zero", ((P1, "3.5.1 dưới 90%"),))
        else:
            leaf_351 = _ratio(P1, in_time, petitions, "3.5.1 theo tỷ lệ")
        leaf_352 = FULL_0_5 if f.so_pakn_cong_khai == petitions else (P0, "zero", ((P0_5, "3.5.2 đạt khi"),))

    leaf_361: Outcome
    leaf_361 = FULL_0_5 if f.co_bc_danh_gia_tthc else (P0, "zero", ((P0_5, "3.6.1 đạt khi"),))

    content, answers = f.luot_hai_long, f.luot_tra_loi
    leaf_362: Outcome
    if content < R60 * answers:
        leaf_362 = (P0, "zero", ((P2_5, "3.6.2 dưới 60%"),))
    else:
        leaf_362 = _ratio(P2_5, content, answers, "3.6.2 theo tỷ lệ")

    criteria = (
        leaf_311[0] + leaf_312[0],
        leaf_321[0] + leaf_322[0] + leaf_323[0],
        leaf_331[0] + leaf_332[0],
        leaf_341[0] + leaf_342[0] + leaf_343[0],
        leaf_351[0] + leaf_352[0],
        leaf_361[0] + leaf_362[0],
    )
    leaves = (
        leaf_311, leaf_312, leaf_321, leaf_322, leaf_323, leaf_331, leaf_332, leaf_341, leaf_342, leaf_343, leaf_351,
        leaf_352, leaf_361, leaf_362,
    )  # fmt: skip
    return Area(leaves, criteria, MAXIMA_3, sum(criteria, P0), M18)


def _area_4(f: Facts[Decimal]) -> Area:
    maximum, maximum_41 = M11, M5

    leaf_411: Outcome
    leaf_411 = FULL_1 if f.co_qd_cnnv_hien_hanh else (P0, "zero", ((P1, "4.1.1 đạt khi"),))

    done, due = f.so_dau_moi_da_sap_xep, f.so_dau_moi_phai_sap_xep
    leaf_412: Outcome
    if not due:
        leaf_412 = NOT_APPLICABLE
        maximum -= P1_5
        maximum_41 -= P1_5
    elif done < R80 * due:
        leaf_412 = (P0, "zero", ((P1_5, "4.1.2 dưới 80%"),))
    else:
        leaf_412 = _ratio(P1_5, done, due, "4.1.2 theo tỷ lệ")

    leaf_413: Outcome = FULL_1
    for deputies, allowed in f.don_vi:
        if deputies > allowed:
            leaf_413 = (P0, "zero", ((P1, "4.1.3 đạt khi"),))
            break

    leaf_414: Outcome = FULL_1
    for staff, deputies in f.pcm:
        if deputies > (1 if staff < 10 else 2 if staff < 15 else 3):
            leaf_414 = (P0, "zero", ((P1, "4.1.4 đạt khi"),))
            break

    leaf_415: Outcome
    leaf_415 = FULL_0_5 if f.co_quy_che_lam_viec else (P0, "zero", ((P0_5, "4.1.5 đạt khi"),))

    officials, others = f.bien_che_co_mat
    officials_allowed, others_allowed = f.bien_che_giao
    leaf_421: Outcome
    if officials <= officials_allowed and others <= others_allowed:
        leaf_421 = FULL_1_5
    else:
        leaf_421 = (P0, "zero", ((P1_5, "4.2.1 đạt khi"),))

    reached, target = f.ty_le_tinh_gian, f.chi_tieu_tinh_gian
    leaf_422: Outcome
    if reached >= target:
        leaf_422 = FULL_1_5
    elif reached >= R50 * target:
        leaf_422 = (P0_75, "partial", ((P0_75, "4.2.2 từ 50% đến dưới 100%"),))
    else:
        leaf_422 = (P0, "zero", ((P1_5, "4.2.2 còn lại"),))

    leaf_431 = (
        FULL_1 if len(f.phan_cap_noi_dung) == 2 else _held(P0_5, DELEGATION, f.phan_cap_noi_dung, "4.3.1")
    )

    found, mended = f.so_vd_pc, f.so_vd_pc_xu_ly
    leaf_432: Outcome
    if not f.co_kiem_tra_phan_cap:
        leaf_432 = (P0, "zero", ((P1, "4.3.2 không tính điểm"),))
    elif not found:
        leaf_432 = FULL_1
    elif mended < R70 * found:
        leaf_432 = (P0, "zero", ((P1, "4.3.2 dưới 70%"),))
    else:
        leaf_432 = _ratio(P1, mended, found, "4.3.2 theo tỷ lệ")

    leaf_441 = (
        _less(P1, P0_1 * f.so_lan_phoi_hop_cham, "4.4.1 trừ mỗi lần") if f.so_lan_phoi_hop_cham else FULL_1
    )

    criteria = (
        leaf_411[0] + leaf_412[0] + leaf_413[0] + leaf_414[0] + leaf_415[0],
        leaf_421[0] + leaf_422[0],
        leaf_431[0] + leaf_432[0],
        leaf_441[0],
    )
    leaves = (
        leaf_411, leaf_412, leaf_413, leaf_414, leaf_415, leaf_421, leaf_422, leaf_431, leaf_432, leaf_441,
    )  # fmt: skip
    return Area(leaves, criteria, (maximum_41, P3, P2, P1), sum(criteria, P0), maximum)


def _area_5(f: Facts[Decimal]) -> Area:
    leaf_511 = _ratio(P2, f.so_ccvc_dung_vtvl, f.so_ccvc, "5.1.1 theo tỷ lệ")

    leaf_521: Outcome
    leaf_521 = (
        (P0, "zero", ((P1, "5.2.1 không tính điểm"),))
        if f.co_tuyen_dung and f.co_vi_pham_tuyen_dung
        else FULL_1
    )

    leaf_522: Outcome
    leaf_522 = _less(P2, P0_5 * f.so_bo_nhiem_sai, "5.2.2 trừ mỗi trường hợp") if f.so_bo_nhiem else FULL_2

    leaf_531 = (
        FULL_2
        if len(f.danh_gia_ccvc_noi_dung) == 4
        else _held(P0_5, STAFF_REVIEW, f.danh_gia_ccvc_noi_dung, "5.3.1")
    )

    leaf_541: Outcome
    leaf_541 = (P0, "zero", ((P1, "5.4.1 đạt khi"),)) if f.so_ld_so_bi_ky_luat else FULL_1
    leaf_542 = (
        _less(P1, P0_5 * f.so_ld_phong_bi_ky_luat, "5.4.2 trừ mỗi người")
        if f.so_ld_phong_bi_ky_luat
        else FULL_1
    )
    leaf_543 = (
        _less(P1, P0_25 * f.so_ccvc_bi_ky_luat, "5.4.3 trừ mỗi người") if f.so_ccvc_bi_ky_luat else FULL_1
    )

    breach = f.muc_vi_pham_ky_cuong
    leaf_544: Outcome
    if breach == "khong":
        leaf_544 = FULL_0_5
    elif breach == "nhe":
        leaf_544 = (P0_25, "partial", ((P0_25, "5.4.4 nhe"),))
    else:
        leaf_544 = (P0, "zero", ((P0_5, "5.4.4 nghiem_trong"),))

    issued = f.ngay_kh_dtbd
    leaf_551: Outcome
    leaf_551 = (
        FULL_0_5 if issued is not None and issued <= JAN_31 else (P0, "zero", ((P0_5, "5.5.1 đạt khi"),))
    )

    done, planned = f.so_hd_dtbd_ht, f.so_hd_dtbd_kh
    leaf_552: Outcome
    if not planned:
        leaf_552 = (P0, "zero", ((P2, "5.5.2 không tính điểm"),))
    elif done < R80 * planned:
        leaf_552 = (P0, "zero", ((P2, "5.5.2 dưới 80%"),))
    else:
        leaf_552 = _ratio(P2, done, planned, "5.5.2 theo tỷ lệ")

    leaf_561: Outcome
    leaf_562: Outcome
    if not f.co_kh_chuyen_doi_vtct:
        leaf_561 = (P0, "zero", ((P0_5, "5.6.1 đạt khi"),))
        leaf_562 = (P0, "zero", ((P0_5, "5.6.2 không tính điểm"),))
    else:
        leaf_561 = FULL_0_5
        due = f.so_vt_phai_chuyen_doi
        leaf_562 = _ratio(P0_5, f.so_vt_da_chuyen_doi, due, "5.6.2 theo tỷ lệ") if due else FULL_0_5

    updated, files = f.so_ho_so_cap_nhat, f.so_ho_so_ccvc
    leaf_571: Outcome
    if updated == files:
        leaf_571 = FULL_1
    elif updated >= R90 * files:
        leaf_571 = (P0_5, "partial", ((P0_5, "5.7.1 từ 90% đến dưới 100%"),))
    else:
        leaf_571 = (P0, "zero", ((P1, "5.7.1 còn lại"),))

    criteria = (
        leaf_511[0],
        leaf_521[0] + leaf_522[0],
        leaf_531[0],
        leaf_541[0] + leaf_542[0] + leaf_543[0] + leaf_544[0],
        leaf_551[0] + leaf_552[0],
        leaf_561[0] + leaf_562[0],
        leaf_571[0],
    )
    leaves = (
        leaf_511, leaf_521, leaf_522, leaf_531, leaf_541, leaf_542, leaf_543, leaf_544, leaf_551, leaf_552, leaf_561,
        leaf_562, leaf_571,
    )  # fmt: skip
    return Area(leaves, criteria, MAXIMA_5, sum(criteria, P0), M15)


def _area_6(f: Facts[Decimal]) -> Area:
    maximum, maximum_62, maximum_64 = M11_5, P2_5, P3_5

    leaf_611 = FULL_2 if len(f.quy_che) == 2 else _held(P1, REGULATIONS, f.quy_che, "6.1.1")

    extra_income = f.he_so_tntt
    leaf_612: Outcome
    if extra_income >= R10:
        leaf_612 = FULL_1
    elif extra_income:
        leaf_612 = (P0_5, "partial", ((P0_5, "6.1.2 dưới 0,1 lần"),))
    else:
        leaf_612 = (P0, "zero", ((P1, "6.1.2 còn lại"),))

    services = f.so_dv_sncl
    leaf_621: Outcome
    leaf_622: Outcome
    if not services:
        leaf_621 = leaf_622 = NOT_APPLICABLE
        maximum -= P2_5
        maximum_62 -= P2_5
    else:
        leaf_621 = _ratio(P1_5, f.so_dv_sncl_tu_chu, services, "6.2.1 theo tỷ lệ")
        before = f.chi_nsnn_sncl_nam_truoc
        saved = before - f.chi_nsnn_sncl_nam
        if not before:
            leaf_622 = NOT_APPLICABLE
            maximum -= P1
            maximum_62 -= P1
        elif saved >= R2_5 * before:
            leaf_622 = FULL_1
        elif saved > 0:
            leaf_622 = (P0_5, "partial", ((P0_5, "6.2.2 dưới 2,5%"),))
        else:
            leaf_622 = (P0, "zero", ((P1, "6.2.2 còn lại"),))

    in_time = 0
    for _, published, deadline in f.cong_khai_tc:
        if published is not None and published <= deadline:
            in_time += 1
    leaf_631 = FULL_1_5 if in_time == 3 else _less(P1_5, P0_5 * (3 - in_time), "6.3.1 cộng mỗi nội dung")

    sent, deadline = f.ngay_nop_quyet_toan, f.han_nop_quyet_toan
    leaf_632: Outcome
    if sent is None or sent > deadline + 15:
        leaf_632 = (P0, "zero", ((P1, "6.3.2 còn lại"),))
    elif sent > deadline:
        leaf_632 = (P0_5, "partial", ((P0_5, "6.3.2 chậm từ 1 đến 15 ngày"),))
    else:
        leaf_632 = FULL_1

    spent, given = f.von_giai_ngan, f.von_giao
    leaf_641: Outcome
    if not given:
        leaf_641 = NOT_APPLICABLE
        maximum -= P1_5
        maximum_64 -= P1_5
    elif spent >= R95 * given:
        leaf_641 = FULL_1_5
    elif spent >= R90 * given:
        leaf_641 = (P1, "partial", ((P0_5, "6.4.1 từ 90% đến dưới 95%"),))
    elif spent >= R80 * given:
        leaf_641 = (P0_5, "partial", ((P1, "6.4.1 từ 80% đến dưới 90%"),))
    else:
        leaf_641 = (P0, "zero", ((P1_5, "6.4.1 còn lại"),))

    repaid, demanded = f.tien_da_thuc_hien, f.tien_kien_nghi
    leaf_642: Outcome
    if not demanded:
        leaf_642 = FULL_1
    elif repaid < R50 * demanded:
        leaf_642 = (P0, "zero", ((P1, "6.4.2 dưới 50%"),))
    else:
        leaf_642 = _ratio(P1, repaid, demanded, "6.4.2 theo tỷ lệ")

    leaf_643: Outcome
    leaf_643 = (P0, "zero", ((P1, "6.4.3 đạt khi"),)) if f.co_sai_pham_tc else FULL_1

    criteria = (
        leaf_611[0] + leaf_612[0],
        leaf_621[0] + leaf_622[0],
        leaf_631[0] + leaf_632[0],
        leaf_641[0] + leaf_642[0] + leaf_643[0],
    )
    leaves = (leaf_611, leaf_612, leaf_621, leaf_622, leaf_631, leaf_632, leaf_641, leaf_642, leaf_643)
    return Area(leaves, criteria, (P3, maximum_62, P2_5, maximum_64), sum(criteria, P0), maximum)


def _area_7(f: Facts[Decimal]) -> Area:
    done, planned = f.so_nv_cntt_ht, f.so_nv_cntt_kh
    leaf_711: Outcome
    if not f.co_kh_cntt or not planned:
        leaf_711 = (P0, "zero", ((P2_5, "7.1.1 không tính điểm"),))
    elif done < R80 * planned:
        leaf_711 = (P0, "zero", ((P2_5, "7.1.1 dưới 80%"),))
    else:
        leaf_711 = _ratio(P2_5, done, planned, "7.1.1 theo tỷ lệ")

    signed, sent = f.so_vb_di_ky_so, f.so_vb_di
    leaf_721: Outcome
    if signed < R90 * sent:
        leaf_721 = (P0, "zero", ((P2, "7.2.1 dưới 90%"),))
    else:
        leaf_721 = _ratio(P2, signed, sent, "7.2.1 theo tỷ lệ")

    online, files = f.so_hscv_mang, f.so_hscv
    leaf_722: Outcome
    if online >= R80 * files:
        leaf_722 = FULL_1_5
    elif online >= R60 * files:
        leaf_722 = (P1, "partial", ((P0_5, "7.2.2 từ 60% đến dưới 80%"),))
    elif online >= R40 * files:
        leaf_722 = (P0_5, "partial", ((P1, "7.2.2 từ 40% đến dưới 60%"),))
    else:
        leaf_722 = (P0, "zero", ((P1_5, "7.2.2 còn lại"),))

    leaf_731 = FULL_1 if len(f.nhom_thong_tin) == 4 else _held(P0_25, WEBSITE, f.nhom_thong_tin, "7.3.1")
    leaf_732 = (
        _less(P1, P0_1 * f.so_chuyen_muc_cham, "7.3.2 trừ mỗi chuyên mục") if f.so_chuyen_muc_cham else FULL_1
    )

    offered, procedures = f.so_tthc_md34, f.so_tthc
    leaf_741: Outcome
    if offered >= R40 * procedures:
        leaf_741 = FULL_1_5
    elif offered >= R30 * procedures:
        leaf_741 = (P1, "partial", ((P0_5, "7.4.1 từ 30% đến dưới 40%"),))
    elif offered >= R20 * procedures:
        leaf_741 = (P0_5, "partial", ((P1, "7.4.1 từ 20% đến dưới 30%"),))
    else:
        leaf_741 = (P0, "zero", ((P1_5, "7.4.1 còn lại"),))

    used = f.so_tthc_md34_co_hs
    leaf_742: Outcome
    if not offered:
        leaf_742 = (P0, "zero", ((P1, "7.4.2 không tính điểm"),))
    elif used >= R50 * offered:
        leaf_742 = FULL_1
    elif used >= R25 * offered:
        leaf_742 = (P0_5, "partial", ((P0_5, "7.4.2 từ 25% đến dưới 50%"),))
    else:
        leaf_742 = (P0, "zero", ((P1, "7.4.2 còn lại"),))

    online, files = f.so_hs_md34_truc_tuyen, f.so_hs_md34_tong
    leaf_743: Outcome
    if not files:
        leaf_743 = (P0, "zero", ((P2, "7.4.3 không tính điểm"),))
    elif online >= R50 * files:
        leaf_743 = FULL_2
    elif online >= R30 * files:
        leaf_743 = (P1_5, "partial", ((P0_5, "7.4.3 từ 30% đến dưới 50%"),))
    elif online >= R15 * files:
        leaf_743 = (P1, "partial", ((P1, "7.4.3 từ 15% đến dưới 30%"),))
    elif online >= R5 * files:
        leaf_743 = (P0_5, "partial", ((P1_5, "7.4.3 từ 5% đến dưới 15%"),))
    else:
        leaf_743 = (P0, "zero", ((P2, "7.4.3 còn lại"),))

    posted, files = f.so_hs_bcci, f.so_hs_tong
    leaf_751: Outcome
    if posted >= R10 * files:
        leaf_751 = FULL_1
    elif HUNDRED * posted > f.ty_le_bcci_nam_truoc * files:
        leaf_751 = (P0_75, "partial", ((P0_25, "7.5.1 hơn năm trước"),))
    elif posted:
        leaf_751 = (P0_5, "partial", ((P0_5, "7.5.1 có hồ sơ"),))
    else:
        leaf_751 = (P0, "zero", ((P1, "7.5.1 còn lại"),))

    leaf_761 = FULL_1_5 if len(f.iso_noi_dung) == 3 else _held(P0_5, ISO_9001, f.iso_noi_dung, "7.6.1")

    criteria = (
        leaf_711[0],
        leaf_721[0] + leaf_722[0],
        leaf_731[0] + leaf_732[0],
        leaf_741[0] + leaf_742[0] + leaf_743[0],
        leaf_751[0],
        leaf_761[0],
    )
    leaves = (
        leaf_711, leaf_721, leaf_722, leaf_731, leaf_732, leaf_741, leaf_742, leaf_743, leaf_751, leaf_761,
    )  # fmt: skip
    return Area(leaves, criteria, MAXIMA_7, sum(criteria, P0), M15)
