"""A demo office: the departments with their facts of 2020, the set of that year in force, a draft of 2021, a source."""

from collections.abc import Callable
from typing import Final

from engine.demo.show import FACTS
from engine.service.drafts import begin_draft
from engine.service.importing import import_facts
from engine.service.office import Office
from engine.service.people import Account, add_person, set_password
from engine.service.registry import draft_set, open_round, publish_set, set_in_force
from engine.service.sources import SourceRecord, add_source
from spec import sets_folder

WHO: Final = "demo"
UNIT: Final = "so-ldtbxh"
SOURCE: Final = SourceRecord("mot-cua", "một cửa")

#: Somebody for each role; the appraiser judges all areas.
PEOPLE: Final = (
    Account("quantri", "Trần Văn Quản", ("administrator",)),
    Account("bientap", "Lê Thị Soạn", ("editor",)),
    Account("banhanh", "Nguyễn Văn Duyệt", ("publisher",)),
    Account("thamdinh", "Phạm Thị Thẩm", ("appraiser",)),
    Account("donvi", "Hoàng Văn Khai", ("staff",), UNIT),
    Account("lanhdao", "Đỗ Thị Lãnh", ("leader",), UNIT),
    Account("nguoixem", "Vũ Văn Xem", ("reader",)),
    Account("kiemtoan", "Bùi Thị Kiểm", ("auditor",)),
)


def set_text(year: int) -> str:
    """The departments' set of a year, as it comes with the program."""
    return (sets_folder() / f"so-{year}.tieuchi").read_text(encoding="utf-8")


def put_year(office: Office, year: int) -> None:
    """The set of a year in force, and its round open."""
    identity = draft_set(office, WHO, set_text(year))
    publish_set(office, WHO, identity)
    open_round(office, WHO, identity)


def put_facts(office: Office) -> int:
    """The departments with their facts of 2020; gives their number."""
    return len(import_facts(office, WHO, FACTS.read_bytes(), FACTS.name, register=True))


def put_draft(office: Office) -> int:
    """The draft of 2021, begun from the set of 2020."""
    with office.read() as connection:
        former = set_in_force(connection, 2020)
    return begin_draft(office, "bientap", set_text(2021), based_on=former)


def put_people(office: Office, password: Callable[[], str]) -> dict[str, str]:
    """Somebody for each role; gives their passwords by login."""
    found = {}
    for account in PEOPLE:
        add_person(office, WHO, account)
        found[account.login] = password()
        set_password(office, WHO, account.login, found[account.login])
    return found


def put_source(office: Office, secret: str) -> None:
    """The one-stop system, which posts dossiers."""
    add_source(office, WHO, SOURCE, secret)
