"""What statements and the words of the language mean, in a sentence: by the terminal that they stand for.

How a word is written stands in ``spec.keywords`` and nowhere else.
"""

from spec.diagnostics import Bilingual

MEANINGS: dict[str, Bilingual] = {
    "SET": Bilingual("tên của bộ tiêu chí", "the set's name"),
    "YEAR": Bilingual(
        "năm đánh giá; số liệu năm khác bị từ chối", "the year; facts of another year are refused"
    ),
    "APPLIES_TO": Bilingual(
        "các khối đơn vị được chấm theo bộ này", "the blocks of units that the set scores"
    ),
    "BASIS": Bilingual(
        "văn bản làm căn cứ; có thể ghi nhiều dòng", "a decision it rests on; may be repeated"
    ),
    "ROUND": Bilingual(
        "số chữ số thập phân của điểm từng thành phần, làm tròn nửa lên",
        "places to which each subcriterion is rounded, half up",
    ),
    "PUBLISH": Bilingual(
        "số chữ số thập phân của tỷ lệ được công bố; xếp loại, xếp hạng so theo số này",
        "places of published percentages; bands and ranks compare these",
    ),
    "RESCALE": Bilingual(
        "cách quy đổi khi có thành phần không áp dụng",
        "what happens to the base where subcriteria do not apply",
    ),
    "RANK": Bilingual(
        "cách xếp hạng khi bằng điểm: liền 1, 2, 2, 3; cách 1, 2, 2, 4; thứ tự 1, 2, 3, 4",
        "how ties rank: dense 1, 2, 2, 3; competition 1, 2, 2, 4; ordinal 1, 2, 3, 4",
    ),
    "UNRANKED_BLOCKS": Bilingual(
        "khối được chấm nhưng không xếp hạng", "blocks that are scored but not ranked"
    ),
    "UNRANKED_UNITS": Bilingual(
        "đơn vị (theo mã) được chấm nhưng không xếp hạng", "units (by code) that are scored but not ranked"
    ),
    "BAND": Bilingual(
        "xếp loại: đơn vị nhận mức cao nhất mà mình đạt ngưỡng và thỏa điều kiện",
        "a band: a unit gets the highest whose threshold it reaches and whose condition holds",
    ),
    "COMPARE_EXACT": Bilingual(
        "xếp loại, xếp hạng so theo số chính xác, không theo số công bố",
        "bands and ranks compare exact percentages, not published ones",
    ),
    "BONUS": Bilingual("điểm cộng thêm ngoài điểm tối đa", "points added outside the maximum"),
    "PENALTY": Bilingual("điểm trừ vào tổng điểm", "points taken off the total"),
    "BONUS_LIMIT": Bilingual(
        "mức cao nhất của mọi điểm thưởng cộng lại", "the most that all bonuses come to"
    ),
    "PENALTY_LIMIT": Bilingual(
        "mức cao nhất của mọi điểm phạt cộng lại", "the most that all penalties come to"
    ),
    "TOTAL_LIMIT": Bilingual("tổng điểm bị cắt ở mức này", "the total is cut there"),
    "TOTAL_UNLIMITED": Bilingual("tổng điểm được vượt mức này", "the total may exceed this"),
    "FACT": Bilingual("một số liệu mà đơn vị phải khai", "something that units declare"),
    "CONSTRAINT": Bilingual("số liệu không thỏa thì bị từ chối", "facts for which it is false are refused"),
    "WARNING": Bilingual("số liệu không thỏa thì chỉ nhắc", "facts for which it is false are only warned of"),
    "AREA": Bilingual("một lĩnh vực với điểm tối đa", "an area with its maximum"),
    "CRITERION": Bilingual("một tiêu chí với điểm tối đa", "a criterion with its maximum"),
    "LEAF": Bilingual("một tiêu chí thành phần: nơi chấm điểm", "a subcriterion: what is scored"),
    "KEY": Bilingual(
        "mã cố định: các năm nhận ra nhau theo mã này, dù số thứ tự đổi",
        "the permanent key: years recognise each other by it, whatever the number",
    ),
    "RESPONSIBLE": Bilingual("đơn vị chịu trách nhiệm", "who answers for it"),
    "APPRAISED_BY": Bilingual("đơn vị thẩm định", "who appraises it"),
    "LET": Bilingual(
        "đặt tên cho một phép tính, dùng ở các dòng dưới", "a name for a value, used in the lines below"
    ),
    "ACHIEVED": Bilingual("thỏa thì đủ điểm, không thì 0 điểm", "all of the points if it holds, else none"),
    "WHEN": Bilingual(
        "bậc thang: dòng đầu tiên thỏa điều kiện cho điểm",
        "tiers: the first line whose condition holds counts",
    ),
    "OTHERWISE": Bilingual("bậc cuối: mọi trường hợp còn lại", "the last tier: every other case"),
    "PROPORTION": Bilingual(
        "điểm tối đa nhân với tỷ lệ; dưới ngưỡng «từ» thì 0 điểm",
        "the maximum times a ratio; below the threshold there are no points",
    ),
    "FORMULA": Bilingual("điểm là kết quả của phép tính", "the points are what the expression comes to"),
    "COUNCIL": Bilingual("hội đồng nhập điểm, kèm lý do", "the council enters the points, with a reason"),
    "ADD": Bilingual(
        "cộng điểm khi có, hoặc theo số lượng", "adds points under a condition, or for each of something"
    ),
    "DEDUCT": Bilingual(
        "trừ điểm khi có, hoặc theo số lượng; không dưới 0",
        "takes points off under a condition, or for each of something; never below 0",
    ),
    "CEILING": Bilingual(
        "khi thỏa thì không quá số điểm này", "at most these points where the condition holds"
    ),
    "GATE": Bilingual(
        "thỏa thì 0 điểm, bất kể các dòng khác", "no points where it holds, whatever else is said"
    ),
    "NOTHING_AROSE": Bilingual("không phát sinh thì đủ điểm", "full points where nothing arose"),
    "NOT_APPLICABLE": Bilingual(
        "không áp dụng: bỏ thành phần này khỏi điểm tối đa",
        "the subcriterion leaves the base with its maximum",
    ),
    "EVIDENCE": Bilingual("tài liệu kiểm chứng phải có", "a document that must be there"),
    "TEST": Bilingual(
        "một tình huống kiểm thử: cho số liệu, chờ kết quả", "a scenario: facts given, results expected"
    ),
    "GIVEN": Bilingual("số liệu của tình huống", "what a scenario assumes"),
    "THEN": Bilingual("kết quả mà tình huống chờ", "what a scenario expects"),
    "BECAUSE": Bilingual(
        "lý do in ra khi mất điểm; {…} chứa một giá trị",
        "the reason printed where points are lost; {…} holds a value",
    ),
    "MAXIMUM_POINTS": Bilingual("điểm tối đa của chính thành phần này", "this subcriterion's own maximum"),
    "POINT_RATIO": Bilingual(
        "điểm chia điểm tối đa của một mục; chỉ dùng trong xếp loại",
        "points over maximum of a part; in bands only",
    ),
    "LOWEST_AREA": Bilingual(
        "tỷ lệ điểm của lĩnh vực thấp nhất; chỉ dùng trong xếp loại",
        "the lowest ratio among the areas; in bands only",
    ),
    "FROM": Bilingual("từ mức này trở lên, kể cả chính nó", "this or more"),
    "OR_MORE": Bilingual("kể cả chính mức đó", "with the bound itself"),
    "OR_LESS": Bilingual("mức đó hoặc thấp hơn", "the bound or less"),
    "TO": Bilingual("đến mức này, kể cả chính nó", "up to this, with itself"),
    "TO_BELOW": Bilingual("đến mức này, không kể chính nó", "up to this, without itself"),
    "TO_END": Bilingual("đến hết ngày này", "up to the end of this day"),
    "ABOVE": Bilingual("lớn hơn, không kể chính nó", "more than, without itself"),
    "BELOW": Bilingual("nhỏ hơn, không kể chính nó", "less than, without itself"),
    "AT_MOST": Bilingual("nhiều nhất là mức này", "this or less"),
    "AT_LEAST": Bilingual("ít nhất là mức này", "this or more"),
    "EACH": Bilingual("nhân với số lượng", "times the count of something"),
    "OR_EMPTY": Bilingual("«không có» là một câu trả lời", "«none» is an answer"),
    "EMPTY": Bilingual("đã trả lời là không có", "answered: none"),
    "LESS_IS_BETTER": Bilingual(
        "ít hơn thì điểm không được thấp hơn (được chứng minh)", "more of it never gives more points (proved)"
    ),
    "MORE_IS_BETTER": Bilingual(
        "nhiều hơn thì điểm không được thấp hơn (được chứng minh)",
        "more of it never gives fewer points (proved)",
    ),
    "KEYED": Bilingual("cột phân biệt các hàng với nhau", "the column that tells rows apart"),
    "APPROVED": Bilingual("có người có thẩm quyền duyệt", "a named person approved it"),
}
