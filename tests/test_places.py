"""Files of this machine and of others: what is named, what is read, and what failures become."""

import io
import os
from pathlib import Path

import pytest

from sar.errors import Denied, Missing, ProcessorError, SettingsError, Unavailable
from sar.places import Entry, Here, There, failure, split, stream


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A folder with logs, a folder and links among them."""
    logs = tmp_path / "var" / "log"
    (logs / "old").mkdir(parents=True)
    for name in ("a.log", "a.log.1", "b.log", "old/a.log"):
        (logs / name).write_bytes(name.encode())
    (logs / "link.log").symlink_to(logs / "b.log")
    (logs / "gone.log").symlink_to(logs / "nowhere")
    os.utime(logs / "a.log", (0, 1_700_000_000))
    return tmp_path


def names(entries: list[Entry]) -> list[str]:
    return [entry.path for entry in entries]


def test_a_pattern_names_plain_files_in_their_order(tree: Path) -> None:
    found = Here(tree).files("/var/log/a.log*")
    assert names(found) == ["/var/log/a.log", "/var/log/a.log.1"]
    assert found[0] == Entry("/var/log/a.log", 5, 1_700_000_000)


def test_a_folder_names_its_files_and_what_links_lead_to(tree: Path) -> None:
    assert names(Here(tree).files("/var/log")) == [
        f"/var/log/{name}" for name in ("a.log", "a.log.1", "b.log", "link.log")
    ]


def test_patterns_may_stand_in_folders_too(tree: Path) -> None:
    assert names(Here(tree).files("/var/*/*/a.log")) == ["/var/log/old/a.log"]


def test_a_path_names_itself_and_without_a_root_as_it_is(tree: Path) -> None:
    path = str(tree / "var" / "log" / "b.log")
    assert names(Here().files(path)) == [path]
    with Here().open(path) as file:
        assert file.read() == b"b.log"


def test_a_pattern_without_files_is_empty_and_a_path_without_one_is_missing(tree: Path) -> None:
    assert Here(tree).files("/var/log/*.txt") == []
    with pytest.raises(Missing):
        Here(tree).files("/var/log/c.log")
    with pytest.raises(Missing):
        Here(tree).open("/var/log/c.log")


def test_a_file_of_this_machine_has_a_number_and_others_have_none(tree: Path) -> None:
    with Here(tree).open("/var/log/b.log") as file:
        assert os.pread(file.fileno(), 5, 0) == b"b.log"
    with pytest.raises(OSError, match="fileno"):
        stream(io.BytesIO(b"x")).fileno()


def test_commands_get_their_input_and_say_how_they_ended() -> None:
    assert Here().run(["cat"], b"words") == b"words"
    for command, error in ((["false"], Unavailable), (["sh", "-c", "exit 127"], Missing), (["/no/such"], Missing)):
        with pytest.raises(error):
            Here().run(command)
    with pytest.raises(Unavailable):
        Here().run(["sleep", "5"], seconds=0.05)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (PermissionError(13, "Permission denied", "/home/ann"), Denied),
        (FileNotFoundError(2, "No such file", "/home/ann"), Missing),
        (NotADirectoryError(20, "Not a directory", "/home/ann"), Missing),
        (TimeoutError("ann"), Unavailable),
        (OSError(5, "Input/output error", "/home/ann"), Unavailable),
        (EOFError("ann"), Unavailable),
    ],
)
def test_a_failure_is_an_error_of_the_tree_and_names_no_path(error: Exception, kind: type[ProcessorError]) -> None:
    found = failure(error)
    assert type(found) is kind
    assert "ann" not in f"{found} {found.remedy}"
    assert failure(found) is found


def test_a_read_that_breaks_off_is_an_error_of_the_tree() -> None:
    class Breaking(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(size) or self.fail()

        def fail(self) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(Unavailable):
        stream(Breaking(b"begun")).read()


def test_an_address_is_split_into_host_and_path() -> None:
    assert split("/var/log/*.log") == ("", "/var/log/*.log")
    assert split("ssh://ann@www.example.org:22/var/log") == ("ssh://ann@www.example.org:22", "/var/log")
    with pytest.raises(SettingsError):
        split("ssh:///var/log")


def test_a_host_that_does_not_answer_is_unavailable_and_a_missing_file_of_hosts_is_a_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        There("ssh://a@127.0.0.1:1", known_hosts=str(tmp_path / "none")).files("/var/log")
    (tmp_path / "hosts").write_text("")
    with pytest.raises(Unavailable):
        There("ssh://a@127.0.0.1:1", password="x", known_hosts=str(tmp_path / "hosts")).files("/var/log")
