"""The three rooms and their one direction: dashboard -> app -> collectors."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("collectors", "app", "dashboard", "migrations")
MAY_IMPORT = {
    "collectors": {"collectors"},
    "app": {"app", "collectors", "migrations"},
    "dashboard": {"dashboard", "app"},
}
WITHOUT_SQL = ("app/charts", "app/export", "app/view.py", "app/registry/countries.py")
COMPOSITION = ("app/sources.py", "app/cli/", "app/sample/")
CONCRETE = {"collectors.openrouter", "collectors.huggingface"}
LONGEST_MODULE = 400
HISTORY = "migrations/versions/"  # a schema as it was first made is one long list
LONGEST_PAGE = 120


def modules(folder: str) -> list[Path]:
    path = ROOT / folder
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def imported(path: Path) -> Iterator[tuple[str, int]]:
    """Every imported module's full name with its line; `from a import b` gives a and a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}:{node.lineno} imports relatively; say the whole name"
            yield node.module, node.lineno
            yield from ((f"{node.module}.{name.name}", node.lineno) for name in node.names)


def offences(folder: str, forbidden: tuple[str, ...]) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in modules(folder)
        for name, line in imported(path)
        if any(name == root or name.startswith(f"{root}.") for root in forbidden)
    ]


def every_module() -> dict[str, Path]:
    """The modules of all rooms by their full names; a package's own module has the name of the package."""
    paths = [path for room in ROOMS for path in modules(room)]
    return {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}


def edges() -> set[tuple[str, str]]:
    """Which module imports which other one: `from package import module` is of the module, not of the package's own."""
    named = every_module()
    found = set()
    for name, path in named.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module:
                whole = [f"{node.module}.{each.name}" for each in node.names]
                found |= {(name, other if other in named else node.module) for other in whole}
            elif isinstance(node, ast.Import):
                found |= {(name, each.name) for each in node.names}
    return {(one, other) for one, other in found if other in named}


def package_of(name: str) -> str:
    return ".".join(name.split(".")[:2])


def circle(tied: set[tuple[str, str]]) -> list[str]:
    """The names in a circle of imports, if there is one."""
    graph: dict[str, set[str]] = {}
    for one, other in tied:
        graph.setdefault(one, set()).add(other)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_imports_go_one_way(room: str) -> None:
    assert modules(room)
    assert offences(room, tuple(set(ROOMS) - MAY_IMPORT[room])) == []


def test_modules_import_in_one_direction() -> None:
    """No circle of modules, however long, and not even within a function: what both need stands in a third one."""
    assert circle(edges()) == []


def test_the_packages_of_app_import_in_one_direction() -> None:
    """Store, registry, measures, charts, sentences, export, command line: no package imports from one above it."""
    names = {package_of(name) for name in every_module() if name.startswith("app.")}
    tied = {(package_of(one), package_of(other)) for one, other in edges()}
    assert circle({(one, other) for one, other in tied if one != other and {one, other} <= names}) == []


def test_the_dashboard_knows_no_sql_and_the_collectors_no_storage() -> None:
    assert offences("dashboard", ("sqlalchemy", "psycopg", "alembic", "httpx")) == []
    assert offences("collectors", ("sqlalchemy", "psycopg", "alembic", "pandas", "plotly", "streamlit")) == []


@pytest.mark.parametrize("folder", WITHOUT_SQL)
def test_sql_stays_in_measures_and_store(folder: str) -> None:
    assert offences(folder, ("sqlalchemy", "psycopg")) == []


def test_streamlit_stays_in_the_dashboard() -> None:
    assert offences("app", ("streamlit",)) == []


def test_only_the_composition_root_names_concrete_collectors() -> None:
    found = offences("app", tuple(CONCRETE))
    assert [each for each in found if not each.startswith(COMPOSITION)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_modules_stay_small_and_open_with_one_sentence(room: str) -> None:
    for path in modules(room):
        text = path.read_text(encoding="utf-8")
        name = path.relative_to(ROOT).as_posix()
        assert name.startswith(HISTORY) or len(text.splitlines()) <= LONGEST_MODULE, f"{name} is too long"
        if text.strip() and room != "migrations":
            assert ast.get_docstring(ast.parse(text)), f"{name} does not say what it is for"


def test_pages_are_short() -> None:
    for path in modules("dashboard/screens"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST_PAGE


def test_the_check_itself_sees_an_offence(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    page.write_text('"""A page."""\n\ndef later():\n    from sqlalchemy import select\n    import collectors.http\n')
    names = {name for name, _ in imported(page)}
    assert {"sqlalchemy", "sqlalchemy.select", "collectors.http"} <= names


def test_no_folder_takes_the_frame_from_the_pages() -> None:
    """Streamlit runs what lies in a folder of this name by itself, until the first page has called st.navigation."""
    assert not (ROOT / "dashboard" / "pages").exists()
