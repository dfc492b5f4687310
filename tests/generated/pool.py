"""The facts of a set: declared when an expression asks for one, so that each of them is used."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from random import Random

from spec.model import ValueType
from tests.generated import domains
from tests.generated.written import ANYTHING, Interval

#: So many facts are enough for a file; from then on expressions use those that there are.
MOST = 24

_SCALARS = {
    ValueType.COUNT: ("số nguyên", ("so_hs", "số_lần", "so_vb", "6_thang_so_cuoc")),
    ValueType.NUMBER: ("số", ("kinh_phi", "số_tiền", "diem_quy_doi")),
    ValueType.RATIO: ("tỷ lệ", ("ty_le", "chỉ_số", "muc_hai_long")),
    ValueType.DATE: ("ngày", ("ngay_ban_hanh", "ngày_gửi", "ngay_bao_cao")),
    ValueType.BOOLEAN: ("có/không", ("co_ke_hoach", "đã_công_khai", "co_vi_pham")),
    ValueType.TEXT: ("văn bản", ("so_ky_hieu", "tên_đơn_vị")),
    ValueType.CHOICE: ("lựa chọn", ("muc_do", "xếp_loại_nội_bộ")),
    ValueType.SUBSET: ("tập con", ("noi_dung", "hình_thức")),
}
_COLUMNS = {
    ValueType.COUNT: ("so_luong", "số_trang"),
    ValueType.NUMBER: ("gia_tri", "chi_phí"),
    ValueType.RATIO: ("tien_do", "mức_đạt"),
    ValueType.DATE: ("han", "ngay_gui"),
    ValueType.BOOLEAN: ("du_noi_dung", "xin_lỗi"),
    ValueType.TEXT: ("ma_so", "tên"),
    ValueType.CHOICE: ("ky", "loại"),
    ValueType.SUBSET: ("kênh", "phan_he"),
}
_CODES = ("nhe", "vua", "nghiêm_trọng", "quy_1", "quy_2", "6_thang", "ca_nam", "mot_cua", "trang_ttdt")
_UNITS = {ValueType.COUNT: "hồ sơ", ValueType.NUMBER: "triệu đồng"}
_KEY_TYPES = (ValueType.TEXT, ValueType.CHOICE, ValueType.DATE)
NUMERIC = (ValueType.COUNT, ValueType.NUMBER, ValueType.RATIO, ValueType.DATE)


@dataclass(frozen=True)
class Declared:
    """A fact, a field of a record or a column of a table; ``written`` is what stands after its colon."""

    name: str
    type: ValueType
    written: str
    nullable: bool = False
    interval: Interval = ANYTHING
    codes: tuple[str, ...] = ()
    parts: tuple[Declared, ...] = ()

    def parts_of(self, type_: ValueType) -> list[Declared]:
        """Its fields or columns of one type."""
        return [part for part in self.parts if part.type is type_]


@dataclass
class Pool:
    """All facts declared so far."""

    random: Random
    year: int
    declared: list[Declared] = field(default_factory=list)
    #: How many were ever declared: no number is given twice.
    made: int = 0

    def of_type(self, type_: ValueType, unlike: Collection[str] = ()) -> list[Declared]:
        """The facts of a type whose names are not among those given."""
        return [fact for fact in self.declared if fact.type is type_ and fact.name not in unlike]

    def fact(self, type_: ValueType, unlike: Collection[str] = ()) -> Declared:
        """A fact of a type, one that is there or a new one."""
        there = self.of_type(type_, unlike)
        if there and (len(self.declared) >= MOST or self.random.random() < 0.5):
            return self.random.choice(there)
        fact = self._new(type_)
        self.declared.append(fact)
        return fact

    def _new(self, type_: ValueType) -> Declared:
        self.made += 1
        number = self.made
        if type_ is ValueType.RECORD:
            return self._record(f"ban_ghi_{number}")
        if type_ is ValueType.TABLE:
            return self._table(f"{self.random.choice(('ho_so', 'báo_cáo', 'cuoc_kiem_tra'))}_{number}")
        return self._scalar(f"{self.random.choice(_SCALARS[type_][1])}_{number}", type_)

    def _scalar(self, name: str, type_: ValueType, nullable: bool | None = None) -> Declared:
        if nullable is None:
            nullable = self.random.random() < (0.5 if type_ is ValueType.DATE else 0.2)
        codes = self._codes(type_)
        percent = type_ is ValueType.RATIO and self.random.random() < 0.3
        words = ["số" if percent else _SCALARS[type_][0]]
        interval = Interval()
        if codes:
            labelled = (f'{code} "mức {code}"' if self.random.random() < 0.5 else code for code in codes)
            words.append(f"({'; '.join(labelled)})")
        options = ["hoặc trống"] if nullable else []
        if type_ in NUMERIC:
            domain, interval = self._domain(type_)
            options += [domain] if domain else []
            if percent:
                options.append('đơn vị tính "%"')
            elif type_ in _UNITS and self.random.random() < 0.3:
                options.append(f'đơn vị tính "{_UNITS[type_]}"')
        if self.random.random() < 0.3:
            options.append(self.random.choice((f'"Số liệu {name}"', f'"Số liệu {name}" nguồn "một cửa"')))
        self.random.shuffle(options)
        return Declared(name, type_, " ".join([*words, *options]), nullable, interval, codes)

    def _codes(self, type_: ValueType) -> tuple[str, ...]:
        if type_ not in (ValueType.CHOICE, ValueType.SUBSET):
            return ()
        return tuple(self.random.sample(_CODES, self.random.randint(3, 4)))

    def _domain(self, type_: ValueType) -> tuple[str, Interval]:
        others = [fact for fact in self.of_type(type_) if not fact.nullable]
        if others and self.random.random() < 0.3:
            other = self.random.choice(others)
            return domains.fact_domain(self.random, type_, other.name, other.interval, self.year)
        return domains.constant_domain(self.random, type_, self.year)

    def _record(self, name: str) -> Declared:
        types = [ValueType.COUNT, ValueType.COUNT, self.random.choice(list(_SCALARS))]
        parts = tuple(
            self._scalar(f"phan_{index}", type_, None if index > 1 else False)
            for index, type_ in enumerate(types, 1)
        )
        return Declared(name, ValueType.RECORD, f"bản ghi ({_listed(parts)})", parts=parts)

    def _table(self, name: str) -> Declared:
        extra = self.random.sample([type_ for type_ in _COLUMNS if type_ is not ValueType.DATE], 3)
        types = [ValueType.DATE, *extra]
        if self.random.random() < 0.4:
            types.insert(1, ValueType.DATE)
        self.random.shuffle(types)
        keys = self._keys(types)
        columns: list[Declared] = []
        for index, type_ in enumerate(types):
            taken = {column.name for column in columns}
            free = [word for word in _COLUMNS[type_] if word not in taken]
            columns.append(self._scalar(free[0], type_, False if index in keys else None))
        head = f"bảng khóa {' và '.join(columns[index].name for index in keys)}" if keys else "bảng"
        return Declared(name, ValueType.TABLE, f"{head} ({_listed(columns)})", parts=tuple(columns))

    def _keys(self, types: list[ValueType]) -> list[int]:
        """The places of the key columns: none, or one or two that have enough different values."""
        able = [place for place, type_ in enumerate(types) if type_ in _KEY_TYPES]
        if self.random.random() < 0.5:
            return []
        return sorted(self.random.sample(able, min(len(able), self.random.choice((1, 1, 2)))))


def _listed(parts: Collection[Declared]) -> str:
    return "; ".join(f"{part.name}: {part.written}" for part in parts)
