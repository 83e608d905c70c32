from pathlib import Path

import pytest

from archiver.cluster.paths import PathMappingError, here


@pytest.mark.parametrize(
    ("mapping", "path", "wanted"),
    [
        ("", "/srv/a/b", "/srv/a/b"),
        ("/srv=/mnt/x", "/srv/a/b", "/mnt/x/a/b"),
        ("/srv/=/mnt/x/", "/srv", "/mnt/x"),
        ("/srv=/mnt/x", "/srvice/a", "/srvice/a"),
        ("/srv=/one; /srv/a=/two", "/srv/a/b", "/two/b"),
        (r"S:\seances=/mnt/seances", r"S:\seances\2017\x y", "/mnt/seances/2017/x y"),
    ],
)
def test_a_path_of_the_driver_is_found_here(mapping: str, path: str, wanted: str) -> None:
    assert here(path, mapping) == Path(wanted)


@pytest.mark.parametrize("mapping", ["/srv", "=/mnt", "/srv="])
def test_a_mapping_that_makes_no_sense_is_refused(mapping: str) -> None:
    with pytest.raises(PathMappingError):
        here("/srv/a", mapping)
