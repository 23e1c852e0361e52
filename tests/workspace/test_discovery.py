"""Which files are found, in real folders and real git repositories."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from remit.text.source import Source
from remit.workspace.asking import asked
from remit.workspace.discovery import Discovery, Request, _Below, discover
from remit.workspace.opening import opened
from remit.workspace.repository import exists, files_below

CONFIGURATION = """\
kinds:
  project: {plural: portfolio, schema: s.yaml, files: ["projects/**/project.yaml"]}
  system: {plural: landscape, schema: s.yaml, files: ["landscape/*.yaml"]}
registers:
  people: {file: people.yaml, schema: s.yaml}
policies: [rules]
"""
FILES = [
    "remit.yaml",
    "people.yaml",
    "projects/b/project.yaml",
    "projects/a/project.yaml",
    "projects/a/notes.yaml",
    "landscape/pay.yaml",
    "landscape/old/pay.yaml",
]


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("id: x\n", encoding="utf-8")
    (tmp_path / "remit.yaml").write_text(CONFIGURATION, encoding="utf-8")
    return tmp_path


@pytest.fixture
def repository(folder: Path) -> Path:
    git(folder, "init", "--quiet")
    (folder / ".gitignore").write_text("projects/b/\n", encoding="utf-8")
    return folder


def found(here: Path, *paths: str, kind: str | None = None) -> Discovery:
    discovery, said = look(here, *paths, kind=kind)
    assert discovery is not None, said
    return discovery


def look(
    here: Path, *paths: str, kind: str | None = None
) -> tuple[Discovery | None, list[tuple[str, str, str | None]]]:
    command = Source("command line", " ".join(["remit check", *paths]))
    workspace, said = opened(str(here), None, command)
    assert workspace is not None, said
    discovery, said = discover(workspace, Request(str(here), tuple(paths), kind, command))
    return discovery, [(each.code, each.message, each.help) for each in said]


def names(discovery: Discovery, kind: str) -> tuple[list[str], list[str]]:
    return (
        [file.name for file in discovery.found.get(kind, ())],
        [file.name for file in discovery.checked.get(kind, ())],
    )


def test_everything_that_the_configuration_finds_is_checked(folder: Path) -> None:
    discovery = found(folder)
    both = ["projects/a/project.yaml", "projects/b/project.yaml"]
    assert names(discovery, "project") == (both, both)
    assert names(discovery, "system") == (["landscape/pay.yaml"],) * 2
    assert names(discovery, "people") == (["people.yaml"],) * 2


def test_gitignored_files_are_left_out(repository: Path) -> None:
    assert names(found(repository), "project")[0] == ["projects/a/project.yaml"]


def test_files_that_git_knows_and_that_are_gone_are_left_out(repository: Path) -> None:
    git(repository, "add", "projects/a/project.yaml")
    (repository / "projects/a/project.yaml").unlink()
    assert names(found(repository), "project")[0] == []


def test_a_hook_s_variables_of_another_repository_do_not_mislead(
    repository: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path_factory.mktemp("other")
    git(other, "init", "--quiet")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.setenv(name, str(other / ".git"))
    assert names(found(repository), "project")[0] == ["projects/a/project.yaml"]


def test_naming_files_chooses_what_is_checked_and_not_what_a_collection_holds(
    folder: Path,
) -> None:
    discovery = found(folder, "projects/b/project.yaml")
    assert names(discovery, "project") == (
        ["projects/a/project.yaml", "projects/b/project.yaml"],
        ["projects/b/project.yaml"],
    )
    assert names(discovery, "system") == (["landscape/pay.yaml"], [])


def test_a_named_file_counts_even_where_git_ignores_it(repository: Path) -> None:
    discovery = found(repository, "projects/b/project.yaml")
    assert names(discovery, "project") == (
        ["projects/a/project.yaml", "projects/b/project.yaml"],
        ["projects/b/project.yaml"],
    )


def test_a_named_folder_gives_the_manifests_in_it(folder: Path) -> None:
    discovery = found(folder, "projects/a")
    assert names(discovery, "project")[1] == ["projects/a/project.yaml"]
    assert names(discovery, "system")[1] == []


def test_names_are_relative_to_the_working_directory(folder: Path) -> None:
    discovery = found(folder / "projects" / "a")
    assert names(discovery, "project")[0] == ["../b/project.yaml", "project.yaml"]
    paths = [file.path for file in discovery.found["project"]]
    assert paths == ["projects/b/project.yaml", "projects/a/project.yaml"]


def test_outside_of_the_configuration_a_file_is_seen_from_its_own_folder(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("other")
    (other / "projects" / "c").mkdir(parents=True)
    (other / "projects" / "c" / "project.yaml").write_text("id: c", encoding="utf-8")
    discovery = found(folder, str(other))
    assert [Path(name).name for name in names(discovery, "project")[1]] == ["project.yaml"]
    _, said = look(folder, str(other / "projects" / "c" / "project.yaml"))
    assert [code for code, _, _ in said] == ["usage"]


def test_kind_says_what_a_file_is(folder: Path) -> None:
    discovery = found(folder, "projects/a/notes.yaml", kind="system")
    assert names(discovery, "system")[1] == ["projects/a/notes.yaml"]


def test_kind_alone_chooses_among_all(folder: Path) -> None:
    discovery = found(folder, kind="system")
    assert names(discovery, "system")[1] == ["landscape/pay.yaml"]
    assert names(discovery, "project")[1] == []


def test_a_register_may_be_named(folder: Path) -> None:
    assert names(found(folder, "people.yaml"), "people")[1] == ["people.yaml"]


@pytest.mark.parametrize(
    ("path", "code", "message"),
    [
        ("nowhere.yaml", "no-such-file", "there is no file `nowhere.yaml`"),
        ("projects/a/notes.yaml", "usage", "no manifest of a known kind"),
        ("landscape/old", "nothing-selected", "no manifest in the folder"),
        ("-", "usage", "standard input has no name"),
    ],
)
def test_what_is_named_and_can_not_be_checked(
    folder: Path, path: str, code: str, message: str
) -> None:
    discovery, said = look(folder, path)
    assert discovery is None
    assert [(each[0], message in each[1]) for each in said] == [(code, True)]


def test_a_file_of_no_kind_is_told_the_patterns(folder: Path) -> None:
    _, said = look(folder, "projects/a/notes.yaml")
    assert "`projects/**/project.yaml`" in (said[0][2] or "")


def test_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Input:
        buffer = io.BytesIO(b"id: y\n")

    monkeypatch.setattr("sys.stdin", Input())
    (file,) = found(folder, "-", kind="project").checked["project"]
    assert (file.name, file.read(), file.read()) == ("<stdin>", b"id: y\n", b"id: y\n")


def test_a_path_may_begin_with_a_dash(folder: Path) -> None:
    (folder / "landscape" / "-odd.yaml").write_text("id: y", encoding="utf-8")
    discovery = found(folder / "landscape", "-odd.yaml")
    assert names(discovery, "system")[1] == ["-odd.yaml"]


def test_a_missing_register_is_an_error_at_its_place(folder: Path) -> None:
    (folder / "people.yaml").unlink()
    workspace, _ = opened(str(folder), None, Source("command line", ""))
    assert workspace is not None
    discovery, said = discover(workspace, Request(str(folder)))
    assert discovery is None
    assert [(each.code, each.place.line, each.place.column) for each in said] == [
        ("configuration", 5, 18)
    ]


def test_a_register_counts_where_git_ignores_it(repository: Path) -> None:
    (repository / ".gitignore").write_text("people.yaml\n", encoding="utf-8")
    assert names(found(repository), "people")[0] == ["people.yaml"]


def test_links_out_of_the_repository_are_not_followed(
    folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("outside") / "secret.yaml"
    secret.write_text("id: secret", encoding="utf-8")
    (folder / "landscape" / "link.yaml").symlink_to(secret)
    (folder / "landscape" / "alias.yaml").symlink_to("pay.yaml")
    (folder / "landscape" / "broken.yaml").symlink_to("nowhere.yaml")
    contents = {file.name: file.read() for file in found(folder).found["system"]}
    assert contents == {
        "landscape/broken.yaml": "no such file or directory",
        "landscape/link.yaml": "it is a link that leads out of the repository",
        "landscape/pay.yaml": b"id: x\n",
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_says_so(folder: Path) -> None:
    (folder / "landscape" / "pay.yaml").chmod(0)
    (file,) = found(folder).found["system"]
    assert file.read() == "permission denied"


@pytest.mark.parametrize("text", ["", "i", "id: y\n", "id: " + 9_000 * "y" + "\n"])
def test_a_file_that_has_changed_since_it_was_found_is_read_whole(folder: Path, text: str) -> None:
    (file,) = found(folder).found["system"]
    (folder / "landscape" / "pay.yaml").write_text(text, encoding="utf-8")
    assert file.read() == text.encode()


def test_what_has_become_a_link_or_a_folder_since_it_was_found_is_not_read(folder: Path) -> None:
    place = folder / "landscape" / "pay.yaml"
    (file,) = found(folder).found["system"]
    place.unlink()
    place.symlink_to("/etc/passwd")
    assert file.read() == "it is a link that leads out of the repository"
    place.unlink()
    place.mkdir()
    assert file.read() == "is a directory"


def test_a_folder_that_may_not_be_read_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    def closed(path: str) -> object:
        if path.rstrip("/").endswith("landscape/old"):
            raise PermissionError(13, "Permission denied", path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", closed)
    for _ in range(2):
        discovery, (said,) = look(folder)
        assert discovery is None
        assert said[:2] == ("no-such-file", "the folder can't be read: permission denied")
    monkeypatch.undo()
    assert look(folder)[1] == []


NOT_AS_ROOT = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]
"""Root without these capabilities may read no more than others."""


@pytest.mark.skipif(
    os.geteuid() == 0 and shutil.which("setpriv") is None, reason="root may read everything"
)
@pytest.mark.parametrize("closed", [["landscape/sealed", "two\nlines"], ["it's/': x"]])
def test_folders_that_git_may_not_read_are_told(repository: Path, closed: list[str]) -> None:
    folders = [repository / name for name in [*closed, "projects/b"]]  # which is ignored
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "pay.yaml").write_text("id: y\n")
    said: list[str] = []
    for mode in (0o0, 0o755):
        for folder in folders:
            folder.chmod(mode)
        done = subprocess.run(
            [*(NOT_AS_ROOT if os.geteuid() == 0 else []), sys.executable, "-m", "remit", "check"],
            cwd=repository,
            env={**os.environ, "LC_ALL": "de_DE.UTF-8"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 2
        said.append(done.stderr)
    for name in closed:
        shown = name.replace("\n", "\\n")
        assert f"{shown}: error [no-such-file]\n  the folder can't be read: perm" in said[0], name
    assert ("projects/b: error" in said[0]) is (len(closed) == 1)  # where git's words are unsure
    assert "[no-such-file]" not in said[1]


@pytest.mark.parametrize("platform", ["linux", "darwin"])
def test_what_git_warns_of_is_heard(
    tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    warned: list[bytes] = []
    assert asked(str(tmp_path), "ls-files", "--nonsense", warned=warned) is None
    assert b"--nonsense" in warned[0] or b"not a git repository" in warned[0]
    assert os.listdir(tmp_path) == []
    monkeypatch.setenv("TMPDIR", str(tmp_path / "gone"))
    told = asked(str(tmp_path), "--version", warned=warned)
    assert (told is None) is (platform == "darwin")  # and so everything is walked


def test_what_git_knows_and_may_not_be_looked_at_is_told_where_it_is_read(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lstat = os.lstat

    def closed(path: str) -> object:
        if str(path).endswith("landscape/pay.yaml"):
            raise PermissionError(13, "Permission denied", path)
        return lstat(path)

    monkeypatch.setattr(os, "lstat", closed)
    assert names(found(repository), "system")[0] == ["landscape/pay.yaml"]


def test_a_broken_git_repository_is_walked(folder: Path) -> None:
    (folder / ".git").write_text("gitdir: nowhere\n", encoding="utf-8")
    assert "projects/a/project.yaml" in files_below(str(folder))


@pytest.mark.parametrize(
    ("path", "beside", "expected"),
    [
        ("people.yaml", None, True),
        ("people.yaml", "projects/a/project.yaml", True),
        ("./notes.yaml", "projects/a/project.yaml", True),
        ("notes.yaml", "projects/a/project.yaml", False),
        ("./../b/project.yaml", "projects/a/project.yaml", True),
        ("projects/../people.yaml", None, True),
        ("projects/a", None, False),
        ("nowhere.yaml", None, False),
        ("../outside.yaml", None, False),
        ("./../../../outside.yaml", "projects/a/project.yaml", False),
        ("projects/link", None, False),
        ("/etc/passwd", None, False),
        (".git/HEAD", None, False),
        ("", None, False),
        ("a\0b", None, False),
        ("x" * 5000, None, False),
    ],
)
def test_file_facts_end_at_the_repository(
    repository: Path, path: str, beside: str | None, expected: bool
) -> None:
    outside = repository.parent / "outside.yaml"
    outside.write_text("id: y", encoding="utf-8")
    (repository / "projects" / "link").symlink_to(outside)
    assert exists(str(repository), path, beside) is expected


def test_git_knows_of_files_that_are_none_any_more(repository: Path) -> None:
    for name in ("c", "d", "e", "f"):
        (repository / f"projects/{name}").mkdir()
        (repository / f"projects/{name}/project.yaml").write_text(f"id: {name}\n", encoding="utf-8")
    git(repository, "add", ".")
    for name in ("c", "d", "e"):
        (repository / f"projects/{name}/project.yaml").unlink()
    (repository / "projects/d/project.yaml").mkdir()
    (repository / "projects/e/project.yaml").symlink_to("nowhere")
    there = ["projects/a/project.yaml", "projects/e/project.yaml", "projects/f/project.yaml"]
    assert [file.path for file in found(repository).found["project"]] == there
    assert [path for path in files_below(str(repository)) if "project.yaml" in path] == there
    assert [file.path for file in found(repository, "projects").checked["project"]] == there


@pytest.mark.parametrize("here", ["", "a", "a/b", "..", "z"])
@pytest.mark.parametrize("config", ["", "a", "..", "link"])
def test_the_short_way_to_a_folder_leads_where_the_long_one_does(
    tmp_path: Path, here: str, config: str
) -> None:
    home = tmp_path / "home"
    for folder in ("a/b/c", "a/d", "z/.hidden", "other"):
        (home / folder).mkdir(parents=True)
    (tmp_path / "outside/deep").mkdir(parents=True)
    (home / "link").symlink_to("a/b")
    (home / "z/out").symlink_to(tmp_path / "outside")
    (home / "loop").symlink_to("loop")
    (tmp_path / "home-too").symlink_to("home")
    (home / config / "remit.yaml").write_text("{}")
    workspace, said = opened(str(home / config), None, Source("command line", ""))
    assert workspace is not None, said
    folders = [
        "", "a", "a/b", "a/b/c", "a/d", "link", "link/c", "z", "z/.hidden", "z/out", "z/out/deep",
        "loop", "loop/x", "gone", "gone/x", "a/../z", "./a", "a//b"
    ]  # fmt: skip
    shortened = 0
    for base in (home, home / "a", tmp_path / "home-too", home / "link", tmp_path):
        for apart in (False, True):
            asked_for = Request(os.path.normpath(home / here))
            files = _Below(str(base), replace(workspace, apart=apart), asked_for)
            for folder in folders:
                assert files.begun(folder) == files.looked_up(folder), (base, folder)
                shortened += files.is_straight(folder) and folder != ""
    assert shortened or (here, config) != ("", "")
