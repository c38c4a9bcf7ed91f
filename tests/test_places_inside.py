"""Folders within folders, here and over SSH."""

import stat
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sar.errors import Missing
from sar.places import Entry, Here, There


def test_what_lies_inside_a_folder_is_taken_literally(tmp_path: Path) -> None:
    for name in ("[a]", "a"):
        (tmp_path / name / "inner").mkdir(parents=True)
        (tmp_path / name / "file").write_bytes(b"abc")
    (tmp_path / "[a]" / "gone").symlink_to(tmp_path / "nowhere")
    files, folders = Here(tmp_path).inside("/[a]")
    assert [(entry.path, entry.size) for entry in files] == [("/[a]/file", 3)]
    assert folders == ["/[a]/inner"]
    with pytest.raises(Missing):
        Here(tmp_path).inside("/b")
    with pytest.raises(Missing):
        Here(tmp_path).inside("/a/file")


class Sftp:
    """A folder as SFTP lists it: a file, a folder, and links to both and to nothing."""

    def listdir_attr(self, folder: str) -> list[Any]:
        link = stat.S_IFLNK
        modes = {"file": stat.S_IFREG, "folder": stat.S_IFDIR, "to_file": link, "to_folder": link, "gone": link}
        return [SimpleNamespace(filename=name, st_mode=mode, st_size=3, st_mtime=1.0) for name, mode in modes.items()]

    def stat(self, path: str) -> Any:
        if path == "/mail/gone":
            raise FileNotFoundError
        mode = stat.S_IFDIR if path.endswith("folder") else stat.S_IFREG
        return SimpleNamespace(st_mode=mode, st_size=5, st_mtime=2.0)


def test_over_ssh_links_are_followed_as_here() -> None:
    there = There("ssh://mail.example.org")
    there._sftp = Sftp()
    files, folders = there.inside("/mail/")
    assert files == [Entry("/mail/file", 3, 1.0), Entry("/mail/to_file", 5, 2.0)]
    assert folders == ["/mail/folder", "/mail/to_folder"]
