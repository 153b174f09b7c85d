"""Fixtures of the face: one atlas for the session."""

from pathlib import Path

import pytest

from geo.atlas_pages.atlas import atlas


@pytest.fixture(scope="session")
def atlas_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole atlas, in Chinese, as the command writes it (fewer draws)."""
    return atlas(tmp_path_factory.mktemp("atlas") / "atlas", permutations=999)
