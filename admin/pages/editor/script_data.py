"""What the page hands to the editor's script: the words of the language, addresses, and words for people."""

from typing import Any, Final

from flask import url_for
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from admin.current import language
from admin.editor.meanings import MEANINGS
from admin.security.headers import style_nonce
from engine.service.sets import SetRecord
from engine.wording import say
from spec.catalogue import FUNCTIONS
from spec.forms import FORMS
from spec.keywords import BY_TERMINAL, Language, phrases_by_first_word

_TYPES: Final = frozenset(
    {"INTEGER", "DECIMAL", "RATIO", "DATE_TYPE", "YES_NO", "CHOICE", "SUBSET", "TEXT", "RECORD", "TABLE"}
)


def script_data(
    record: SetRecord,
    table: Language,
    units: list[dict[str, str]],
    year_of_facts: int | None,
    *,
    changed: bool,
) -> dict[str, Any]:
    """The data of one page. ``changed``: the text on it is not the one that is stored."""
    return {
        "identity": record.identity,
        "language": language(),
        "token": generate_csrf(),  # type: ignore[no-untyped-call]
        "nonce": style_nonce(),
        "readOnly": record.state != "draft",
        "changed": changed,
        "urls": _urls(record.identity),
        "words": words(),
        "palette": _palette(table),
        "units": units,
        "factYear": year_of_facts,
        "texts": texts(),
        "phrases": phrases(),
    }


def _urls(identity: int) -> dict[str, str]:
    plain = {
        "check": "check",
        "scenarios": "run_scenarios",
        "format": "format_",
        "complete": "complete",
        "hover": "meaning",
        "definition": "declaration",
        "forms": "forms",
        "offer": "offered",
        "insert": "insertion",
    }
    of_draft = {"save": "save", "difference": "difference", "trial": "try_unit"}
    return {
        **{name: url_for(f"editor.api.{endpoint}") for name, endpoint in plain.items()},
        **{name: url_for(f"editor.api.{one}", identity=identity) for name, one in of_draft.items()},
    }


def words() -> list[dict[str, str]]:
    """Every spelling of both keyword tables, with what it is shown as."""
    return [
        {"phrase": " ".join(phrase.words).replace(" / ", "/"), "kind": _kind(phrase.terminal)}
        for group in phrases_by_first_word().values()
        for phrase in group
    ]


def _kind(terminal: str) -> str:
    if terminal == "BECAUSE":
        return "because"
    if terminal in FUNCTIONS and not BY_TERMINAL[terminal].head:
        return "function"
    if terminal in _TYPES:
        return "type"
    return "head" if BY_TERMINAL[terminal].head else "word"


def _palette(table: Language) -> list[dict[str, str]]:
    """Functions and forms of statements, to be put in at the caret."""
    functions = [
        {
            "insert": say(one.form, table).split(",")[0].split(" hoặc ")[0].split(" or ")[0],
            "title": say(one.form, table),
            "words": say(one.help, language()),
        }
        for one in FUNCTIONS.values()
        if one.terminal != "SUM"
    ]
    statements = [
        {
            "insert": say(form, table).split("; ")[0].split(" (")[0],
            "title": say(form, table),
            "words": say(MEANINGS[terminal], language()),
        }
        for terminal, form in FORMS.items()
    ]
    return [*statements, *functions]


def texts() -> dict[str, str]:
    """What the script says, in the reader's language. Braces are filled by the script."""
    return {
        "ready": _("Trình soạn thảo đã sẵn sàng."),
        "beside": _("Bên cạnh văn bản"),
        "checking": _("Đang kiểm tra…"),
        "noAnswer": _("Máy chủ chưa trả lời. Văn bản vẫn còn trên trang; hãy thử lại."),
        "signedOut": _(
            "Phiên làm việc đã hết. Văn bản được giữ trong trình duyệt này; hãy đăng nhập lại ở thẻ khác."
        ),
        "moved": _("Văn bản vừa thay đổi; hãy làm lại."),
        "formatted": _("Đã định dạng."),
        "formattedAlready": _("Văn bản đã đúng định dạng."),
        "notFormatted": _("Chưa định dạng được: còn lỗi ở dòng {line}."),
        "faults": _("Lỗi và cảnh báo"),
        "error": _("Lỗi"),
        "warning": _("Cảnh báo"),
        "note": _("Ghi chú"),
        "example": _("Ví dụ:"),
        "line": _("Dòng {line}"),
        "mended": _("Đã sửa: {fix}"),
        "nothingFits": _("Không có gợi ý ở đây."),
        "noMeaning": _("Không có giải thích cho chỗ này."),
        "declaredOn": _("Khai báo ở dòng {line}."),
        "noDeclaration": _("Chỗ này không có khai báo."),
        # Saving
        "changed": _("Có thay đổi chưa lưu"),
        "unchanged": _("Đã lưu"),
        "saving": _("Đang lưu…"),
        "notKept": _("Trình duyệt không giữ được bản chưa lưu; hãy lưu nháp thường xuyên."),
        "unsaved": _("Bản chưa lưu"),
        "unsavedAt": _("Có bản chưa lưu lúc {when}."),
        "unsavedOther": _("Có bản chưa lưu lúc {when}, nhưng dự thảo đã được lưu lại từ đó."),
        "restore": _("Khôi phục"),
        "compare": _("So hai bản"),
        "drop": _("Bỏ"),
        "restored": _("Đã khôi phục bản chưa lưu."),
        "dropped": _("Đã bỏ bản chưa lưu."),
        "savedSince": _("Dự thảo đã được lưu lại sau khi bạn gõ bản này."),
        # Two texts
        "twoTexts": _("Hai bản của dự thảo"),
        "mergeHelp": _(
            "Bên trái là bản đang lưu, bên phải là bản của bạn. Mũi tên lấy đoạn bên trái sang; bản bên phải sửa được."
        ),
        "stored": _("Bản đang lưu"),
        "mine": _("Bản của bạn"),
        "takeStored": _("Lấy đoạn này của bản đang lưu"),
        "useMerged": _("Dùng bản bên phải"),
        "useStored": _("Dùng bản đang lưu, bỏ bản của tôi"),
        "later": _("Để sau"),
        "merged": _("Đã ghép. Bấm «Lưu nháp» để lưu."),
        # Beside the text
        "noOutline": _("Chưa có lĩnh vực nào."),
        "points": _("{points} điểm"),
        "annex": _("Bảng tiêu chí"),
        "totals": _("Điểm cộng lại"),
        "whole": _("Cả bộ"),
        "fits": _("{sum} điểm, khớp"),
        "fitsNot": _("cộng lại {sum}, cần {wanted}"),
        "number": _("STT"),
        "name": _("Lĩnh vực, tiêu chí, tiêu chí thành phần"),
        "maximum": _("Điểm tối đa"),
        "rules": _("Cách chấm"),
        "appraisedBy": _("Thẩm định"),
        "goToRow": _("{number}: đến dòng {line}"),
        "mendFirst": _("Sửa hết lỗi rồi mới chạy được."),
        "scenarios": _("Tình huống kiểm thử"),
        "noScenarios": _("Bộ này chưa có tình huống kiểm thử."),
        "passed": _("{count} tình huống đạt"),
        "scenario_passed": _("đạt"),
        "scenario_failed": _("chưa đạt"),
        "scenario_refused": _("số liệu sai"),
        "expectedGot": _("chờ {wanted}, nhận {got}"),
        "noUnits": _("Chưa có số liệu của năm nào để chấm thử."),
        "tryUnit": _("Chấm thử một đơn vị"),
        "unitOf": _("Đơn vị (số liệu năm {year})"),
        "score": _("Chấm thử"),
        "pointsGot": _("Điểm"),
        "tried": _("được {points}"),
        "why": _("Vì sao mất điểm"),
        "paletteHelp": _("Bấm một mục để chèn vào chỗ con trỏ."),
        "filter": _("Lọc"),
        # Guided insertion
        "addPart": _("Thêm thành phần"),
        "chooseForm": _("Chọn cách chấm giống nhất với điều quyết định viết."),
        "cancel": _("Thôi"),
        "insert": _("Chèn vào văn bản"),
        "preview": _("Xem trước"),
        "otherForm": _("Chọn cách chấm khác"),
        "optional": _("(không bắt buộc)"),
        "forExample": _("ví dụ: {example}"),
        "factMeaning": _("Dữ kiện mới: nói rõ là số liệu gì"),
        "unit": _("Đơn vị tính"),
        "newFact": _("– dữ kiện mới –"),
        "whichFact": _("Dữ kiện"),
        "inserted": _("Đã chèn ở dòng {line}."),
        "willInsert": _("Sẽ chèn:"),
    }


def phrases() -> dict[str, str]:
    """The words of the editor's own parts."""
    return {
        "Control character": _("Ký tự điều khiển"),
        "Completions": _("Gợi ý"),
        "Diagnostics": _("Lỗi và cảnh báo"),
        "No diagnostics": _("Không có lỗi"),
        "Find": _("Tìm"),
        "Replace": _("Thay bằng"),
        "next": _("tiếp"),
        "previous": _("trước"),
        "all": _("tất cả"),
        "match case": _("phân biệt hoa thường"),
        "by word": _("nguyên từ"),
        "regexp": _("biểu thức chính quy"),
        "replace": _("thay"),
        "replace all": _("thay tất cả"),
        "close": _("đóng"),
        "current match": _("chỗ đang chọn"),
        "replaced $ matches": _("đã thay $ chỗ"),
        "replaced match on line $": _("đã thay ở dòng $"),
        "on line": _("ở dòng"),
        "Go to line": _("Đến dòng"),
        "go": _("đến"),
        "$ unchanged lines": _("$ dòng giống nhau"),
        "Fold line": _("Gấp dòng"),
        "Unfold line": _("Mở dòng"),
    }
