"""Why a use case refuses. Each rim turns these into its own answer; the words are for the user."""

from collections.abc import Sequence
from dataclasses import dataclass

from spec.diagnostics import Bilingual, Diagnostic


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing that is wrong with what was handed in: where (a JSON pointer below ``/data``), a code, words."""

    pointer: str
    code: str
    words: Bilingual


class ServiceError(Exception):
    """A refusal."""

    def __init__(self, words: Bilingual) -> None:
        super().__init__(f"{words.vi} / {words.en}")
        self.words = words


class NotFound(ServiceError):
    """Something that was named is not there."""

    def __init__(self, what: str, name: str) -> None:
        super().__init__(
            Bilingual(f"không có {_WHAT[what].vi} «{name}»", f"there is no {_WHAT[what].en} «{name}»")
        )
        self.what = what
        self.name = name


_WHAT = {
    "set": Bilingual("bộ tiêu chí", "criteria set"),
    "unit": Bilingual("đơn vị", "unit"),
    "round": Bilingual("đợt chấm", "round"),
    "entry": Bilingual("mục số liệu", "entry"),
    "source": Bilingual("nguồn", "source"),
    "subscription": Bilingual("đăng ký nhận tin", "subscription"),
    "leaf": Bilingual("thành phần", "leaf"),
    "message": Bilingual("tin", "message"),
    "evidence": Bilingual("tệp minh chứng", "evidence file"),
    "person": Bilingual("tài khoản", "account"),
}


class Gone(ServiceError):
    """It was there, and was removed when its time was over."""


class Damaged(ServiceError):
    """What is stored is not what was handed in."""


class NotStored(ServiceError):
    """It cannot be put on disk now; later it may."""


class Conflict(ServiceError):
    """It does not fit the state that things are in."""


class Invalid(ServiceError):
    """What was handed in cannot be."""

    def __init__(self, flaws: list[Flaw]) -> None:
        super().__init__(flaws[0].words)
        self.flaws = flaws


class NotPermitted(ServiceError):
    """A source may not say this, or not of this unit."""


class SetRefused(ServiceError):
    """A set with errors, or with scenarios that come out otherwise, is not published."""

    def __init__(self, diagnostics: list[Diagnostic], scenarios: Sequence[str] = ()) -> None:
        names = "; ".join(scenarios)
        words = Bilingual("bộ tiêu chí còn lỗi", "the criteria set has errors")
        if scenarios:
            words = Bilingual(f"tình huống kiểm thử chưa đạt: {names}", f"scenarios fail: {names}")
        super().__init__(words)
        self.diagnostics = diagnostics
        self.scenarios = tuple(scenarios)
