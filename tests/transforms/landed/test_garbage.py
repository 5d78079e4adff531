"""The collector of garbage is left as it was found."""

import gc

import pytest

from faultbook.transforms.landed.garbage import rare_collections


@pytest.fixture
def threshold():
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.mark.parametrize("before", [(700, 10, 10), (0, 10, 10), (5_000_000, 7, 3)], ids=["usual", "off", "rare"])
def test_the_collector_is_rare_within_and_as_before_behind(threshold, before):
    gc.set_threshold(*before)
    with pytest.raises(LookupError), rare_collections():
        assert gc.get_threshold()[0] == 0 if before[0] == 0 else gc.get_threshold()[0] >= 1_000_000
        raise LookupError
    assert gc.get_threshold() == before
