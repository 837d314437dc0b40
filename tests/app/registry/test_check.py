"""Whatever is wrong in the registry's files is told with file, line and reason, all of it at once."""

from pathlib import Path

import pytest

from app.errors import DataError
from app.registry import Problem, RegistryError, read_registry
from tests.app.registry.files import LINES, write_registry


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(RegistryError) as caught:
        read_registry(folder)
    return caught.value.problems


def test_the_small_registry_is_in_order(tmp_path: Path) -> None:
    registry = read_registry(write_registry(tmp_path))
    assert [lab.lab_id for lab in registry.labs] == ["alibaba", "moonshot", "minimax", "deepseek", "openai", "mistral"]
    assert len(registry.accounts) == 16  # 7 on each platform, and the 2 undisclosed
    assert {each.country for each in registry.countries} == {"CN", "US", "FR"}


def test_an_account_claimed_by_two_labs_is_refused(tmp_path: Path) -> None:
    other = "ant,Ant Group,,CN,,qwen,,headquartered in Hangzhou"
    (found,) = problems(write_registry(tmp_path, labs=[*LINES["labs.csv"], other]))
    assert str(found) == "labs.csv, line 8: The openrouter account 'qwen' is claimed by 'alibaba' (line 2) already."


def test_hub_names_differ_in_more_than_case(tmp_path: Path) -> None:
    other = "ant,Ant Group,,CN,qwen,,,headquartered in Hangzhou"
    (found,) = problems(write_registry(tmp_path, labs=[*LINES["labs.csv"], other]))
    assert "huggingface account 'qwen' is claimed by 'alibaba'" in found.reason


@pytest.mark.parametrize(
    ("file", "line", "said"),
    [
        ("labs", "new,New,,XX,,,,somewhere", "country 'XX' is not a code of ISO 3166"),
        ("labs", "new,New,,cn,,,,somewhere", "country 'cn' is not a code"),
        ("labs", "new,New,,,,,,somewhere", "country '' is not a code"),
        ("labs", "alibaba,Again,,CN,,,,somewhere", "lab_id 'alibaba' stands on line 2 already"),
        ("labs", "new,alibaba,,CN,,,,somewhere", "name 'alibaba' stands on line 2 already"),
        ("labs", "new,,,CN,,,,somewhere", "name is empty"),
        ("labs", "New Lab,New,,CN,,,,somewhere", "lab_id 'New Lab' is not made of"),
        ("labs", "unattributed,New,,CN,,,,somewhere", "the name of a group of its own"),
        ("labs", "new,New,,CN,,,,", "evidence is empty"),
        ("labs", "new,New,,CN,a b,,,somewhere", "huggingface_orgs holds 'a b'"),
        ("labs", "new,New,,CN,,Big,,somewhere", "openrouter_authors holds 'Big'"),
        ("labs", "new,New,,CN,a;;b,,,somewhere", "huggingface_orgs holds ''"),
        ("labs", "new,New,,CN,a;a,,,somewhere", "'a' is claimed by 'new'"),
        ("labs", "new,New,,CN", "It has 4 columns in place of 8"),
        ("labs", "new,New,,CN,,,,somewhere,more", "It has 9 columns in place of 8"),
        ("labs", "new,=New(),,CN,,,,somewhere", "begins with '=', which a spreadsheet takes for a formula"),
        ("labs", "new,New,,CN,,,@note,somewhere", "begins with '@'"),
        ("labs", "new,New,,CN,,,-1,somewhere", "begins with '-'"),
        ("labs", "new,Ne\tw,,CN,,,,somewhere", "name holds a line break, a control character"),
        ("labs", "new,Ne\u202ew,,CN,,,,somewhere", "name holds a line break, a control character"),
        ("labs", 'new,"Ne\nw",,CN,,,,somewhere', "name holds a line break"),
        ("labs", "new, New,,CN,,,,somewhere", "name begins or ends with a space"),
        ("labs", "new,New,,CN,,,,X" + "x" * 600, "evidence has 601 characters"),
        ("labs", 'new,"New,,CN,,,,somewhere', "This is not CSV"),
        ("undisclosed", "huggingface,somebody,hides", "platform 'huggingface' has no undisclosed accounts"),
        ("undisclosed", "openrouter,qwen,hides", "account 'qwen' is claimed by 'alibaba'"),
        ("undisclosed", "openrouter,stealth,twice", "account 'stealth' stands on line 2 already"),
        ("undisclosed", "openrouter,other,", "evidence is empty"),
        ("weights", "qwen,true,,,false,x", "prefix 'qwen' is not the beginning of a permaslug"),
        ("weights", "z-ai/,yes,,,false,x", "open 'yes' is neither true nor false"),
        ("weights", "qwen/,true,,,false,x", "prefix 'qwen/' stands on line 2 already"),
        ("weights", "z-ai/,true,,,false,", "evidence is empty"),
        ("weights", "z-ai/,true,2026-07-01,2026-07-02,true,x", "leave valid_from empty"),
        ("weights", "z-ai/,true,2026-07-01,,false,x", "A change has recorded_on, and either valid_from or correction"),
        ("weights", "z-ai/,true,,2026-07-02,false,x", "A change has recorded_on, and either valid_from or correction"),
        ("weights", "z-ai/,true,,,true,x", "A change has recorded_on, and either valid_from or correction"),
        ("events", "27.01.2026,,release,X,,primary,x", "date '27.01.2026' is not a date like"),
        ("events", "20260127,,release,X,,primary,x", "date '20260127' is not a date like"),
        ("events", "2026-02-30,,release,X,,primary,x", "date '2026-02-30' is not a date like"),
        ("events", "2026-01-27,2026-01-26,release,X,,primary,x", "It ends on 2026-01-26, before it starts"),
        ("events", "2026-01-27,soon,release,X,,primary,x", "end_date 'soon' is not a date"),
        ("events", "2026-01-27,,party,X,,primary,x", "kind 'party' is not one of: export_control"),
        ("events", "2026-01-27,,release,X,,sure,x", "confidence 'sure' is not one of: primary, reported, known"),
        ("events", "2026-01-27,,release,X,nobody,primary,x", "lab_id 'nobody' is not in labs.csv"),
        ("events", "2026-01-27,,release,,,primary,x", "title is empty"),
        ("events", "2026-01-27,,release,X,,primary,", "source is empty"),
        ("events", "2026-01-27,,release,Kimi K2.5,,primary,x", "this event stands on line 2 already"),
        ("changes", "account,openrouter,stealth/x,openai,,2026-07-01,,false,said", "recorded_on '' is not a date"),
        ("changes", "account,openrouter,stealth/x,openai,,,2026-07-02,false,said", "valid_from '' is not a date"),
        ("changes", "account,openrouter,stealth/x,openai,,2026-07-01,2026-07-02,true,said", "leave valid_from empty"),
        ("changes", "account,openrouter,stealth/x,nobody,,2026-07-01,2026-07-02,false,said", "lab_id 'nobody'"),
        ("changes", "account,openrouter,qwen/x,openai,,2026-07-01,2026-07-02,false,said", "would never match"),
        ("changes", "account,openrouter,stealth/x:free,openai,,2026-07-01,2026-07-02,false,said", "its :variant"),
        ("changes", "account,github,stealth,openai,,2026-07-01,2026-07-02,false,said", "platform 'github' is not one"),
        ("changes", "account,openrouter,stealth/x,openai,US,2026-07-01,2026-07-02,false,said", "has no country"),
        ("changes", "country,,,openai,XX,2026-07-01,2026-07-02,false,said", "country 'XX'"),
        ("changes", "country,openrouter,,openai,FR,2026-07-01,2026-07-02,false,said", "has no platform and no account"),
        ("changes", "country,,,openai,FR,2026-07-01,2026-07-02,maybe,said", "correction 'maybe' is neither"),
        ("changes", "country,,,openai,FR,2026-07-01,2026-07-02,false,", "evidence is empty"),
        ("changes", "move,,,openai,FR,2026-07-01,2026-07-02,false,said", "kind 'move' is not one of: account, country"),
    ],
)
def test_a_bad_line_is_refused_with_its_place_and_reason(tmp_path: Path, file: str, line: str, said: str) -> None:
    before = LINES[f"{file}.csv"]
    found = problems(write_registry(tmp_path, **{file: [*before, line]}))
    assert {(each.file, each.line) for each in found} == {(f"{file}.csv", len(before) + 2)}
    assert any(said in each.reason for each in found), [str(each) for each in found]


def test_all_problems_come_at_once_in_the_order_of_files_and_lines(tmp_path: Path) -> None:
    folder = write_registry(
        tmp_path,
        labs=["a,A,,XX,,,,e", "b,,,CN,,,,e", "c,C,,CN"],
        events=["never,,release,X,,primary,x"],
    )
    assert [(each.file, each.line) for each in problems(folder)] == [
        ("labs.csv", 2),
        ("labs.csv", 3),
        ("labs.csv", 4),
        ("events.csv", 2),
    ]


def test_the_message_shows_the_first_problems_and_counts_the_others(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read_registry(write_registry(tmp_path, labs=[f"lab-{number},,,CN,,,,e" for number in range(30)], events=[]))
    assert "The registry has 30 problems:" in str(caught.value)
    assert "... and 10 more." in str(caught.value)


def test_a_header_of_another_shape_is_refused(tmp_path: Path) -> None:
    folder = write_registry(tmp_path)
    (folder / "weights.csv").write_text("prefix,open\nqwen/,true\n", encoding="utf-8")
    (found,) = problems(folder)
    assert (
        str(found)
        == "weights.csv, line 1: The first line must be: prefix,open,valid_from,recorded_on,correction,evidence."
    )


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    folder = write_registry(tmp_path)
    (folder / "events.csv").unlink()
    (found,) = problems(folder)
    assert found.file == "events.csv"
    assert "cannot be read" in found.reason


def test_another_encoding_is_told_with_its_line(tmp_path: Path) -> None:
    folder = write_registry(tmp_path)
    with (folder / "labs.csv").open("ab") as file:
        file.write("new,Neü,,DE,,,,e\n".encode("latin-1"))
    assert ("labs.csv", 8, "This is not UTF-8. Save the file with the encoding UTF-8.") in [
        (each.file, each.line, each.reason) for each in problems(folder)
    ]


def test_the_mark_that_excel_puts_before_utf_8_is_no_problem(tmp_path: Path) -> None:
    folder = write_registry(tmp_path)
    path = folder / "labs.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert len(read_registry(folder).labs) == 6
