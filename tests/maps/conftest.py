"""One browser for all page tests."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.maps.browser import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    with chromium() as browser:
        yield browser
