"""The islands a map of China may not lack: data, a row each."""

import pytest

from boundaries.language import languages, say
from maps.cartography.landmarks import ALL, LANDMARKS, MAIN_ISLANDS, NAMES, SEA_ISLANDS, Landmark


@pytest.mark.parametrize("mark", ALL, ids=lambda mark: mark.id)
def test_a_landmark_has_a_place_a_name_and_a_map(mark: Landmark) -> None:
    assert 73 < mark.longitude < 136 and 3 < mark.latitude < 54
    names = [say(lang, mark.name) for lang in languages()]
    assert len(set(names)) == len(names) and mark.id not in names
    assert mark.page_side in ("", "left", "right", "center")
    assert mark.figure_frame in ("", "main", "inset") and bool(mark.figure_frame) == bool(mark.figure_side)
    assert mark.page_side or mark.figure_frame


def test_each_map_has_its_own() -> None:
    assert [mark.id for mark in LANDMARKS] == ["diaoyu_dao", "chiwei_yu", "huangyan_dao"]
    assert [mark.id for mark in NAMES] == [
        *("dongsha", "zengmu_ansha", "south_china_sea_islands", "xisha", "nansha", "zhongsha"),
        "taiwan_no_data",
    ]
    assert [mark.id for mark in MAIN_ISLANDS] == ["diaoyu_dao", "chiwei_yu"]
    assert [mark.id for mark in SEA_ISLANDS] == [
        *("huangyan_dao", "dongsha", "zengmu_ansha", "xisha", "nansha", "zhongsha"),
    ]
