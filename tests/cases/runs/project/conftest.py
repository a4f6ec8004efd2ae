import os
import sys

import pytest

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "src"))


@pytest.fixture
def device():
    raise OSError("no device")  #! test_device_fixture test_errors


@pytest.fixture
def shared(request):
    from app import engine

    return engine.scale(request.node.name, 0)
