"""Which tables of a folder have files that maintenance could rewrite or remove."""

import os

from faultbook.lakehouse.maintenance import data_files, has_files_before

AT = 1_000_000.0


def make_files(folder, **changed_at: float):
    """Files below `folder` by their names, `__` for a slash, with the instants of their last change."""
    for name, instant in changed_at.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
        os.utime(path, (instant, instant))


def test_a_table_with_nothing_but_its_log_has_no_data_file(tmp_path):
    make_files(tmp_path, _delta_log__0=AT - 9, _delta_log___sidecars__0=AT - 9)

    assert list(data_files(tmp_path)) == []
    assert not has_files_before(tmp_path, AT)


def test_a_file_is_old_by_its_last_change_in_whatever_partition_it_lies(tmp_path):
    make_files(tmp_path, new=AT, severity__old=AT - 1)

    assert sorted(path.name for path in data_files(tmp_path)) == ["new", "old"]
    assert has_files_before(tmp_path, AT)
    assert not has_files_before(tmp_path, AT - 1)
