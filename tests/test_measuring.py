import sys

import pytest


@pytest.mark.no_cover
def test_what_is_not_to_be_measured_is_not() -> None:
    assert not type(sys.gettrace()).__module__.startswith("coverage")
