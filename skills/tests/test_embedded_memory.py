"""What is built to stay is left out of collections, and given back once it is replaced."""

import gc
import weakref

import pytest

from skills.engines.embedded.memory import built_to_stay


class Knot:
    def __init__(self):
        self.itself = self


def test_what_is_built_is_out_of_the_collectors_sight():
    with built_to_stay():
        assert not gc.isenabled()
        table = {str(number): [number] for number in range(1000)}
    assert gc.isenabled()
    assert not any(tracked is table for tracked in gc.get_objects())


def test_the_collector_is_on_again_after_a_failure():
    with pytest.raises(ValueError, match="broken"), built_to_stay():
        raise ValueError("broken")
    assert gc.isenabled()


def test_what_an_earlier_one_left_is_collected_by_the_next():
    with built_to_stay():
        knot = Knot()
    left = weakref.ref(knot)
    del knot
    gc.collect()
    assert left() is not None
    with built_to_stay():
        pass
    assert left() is None
