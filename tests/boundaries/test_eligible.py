"""Sets of units that a list could have drawn from: one meaning for rosters, studies and audit."""

import pytest

from boundaries import eligible_units, units
from boundaries.adcode import MUNICIPALITIES
from boundaries.eligible import ELIGIBLE, units_of
from boundaries.errors import LianpianError

DAYS = ("2000-12-31", "2010-12-31", "2023-07-31")


@pytest.mark.parametrize("day", DAYS)
def test_counties_and_districts_are_the_county_level(day: str) -> None:
    table = units(day)
    for municipalities in (True, False):
        counties, districts, every = (
            set(eligible_units(name, municipalities=municipalities, as_of=day))
            for name in ("counties", "districts", "all")
        )
        assert counties | districts == every
        assert not counties & districts
        assert set(table.loc[sorted(districts), "kind"]) == {"市辖区"}
    assert set(eligible_units("all", municipalities=True, as_of=day)) == set(table.index)


@pytest.mark.parametrize("name", [name for name in ELIGIBLE if name != "provinces"])  # each is a province
@pytest.mark.parametrize("day", DAYS)
def test_municipalities_are_in_or_out(name: str, day: str) -> None:
    inside = eligible_units(name, municipalities=True, as_of=day)
    outside = eligible_units(name, municipalities=False, as_of=day)
    more = inside.difference(outside)
    assert len(more) >= 4
    assert {f"{code[:2]}0000" for code in more} <= set(MUNICIPALITIES)
    assert not {f"{code[:2]}0000" for code in outside} & set(MUNICIPALITIES)
    assert list(inside) == sorted(inside)


def test_cities_without_counties_are_cities() -> None:
    cities = eligible_units("cities", municipalities=False)
    assert len(cities) == 293
    assert {"441900", "442000", "460400", "620200"} <= set(cities)
    assert "460400" not in eligible_units("cities", municipalities=False, as_of="2010-12-31")  # a county then
    assert "460200" in eligible_units("cities", municipalities=False, as_of="2010-12-31")  # no district then
    assert len(eligible_units("all", municipalities=True, level="prefecture")) == 337


def test_parts_of_the_country() -> None:
    table = units_of("2023-07-31", "county")
    own = eligible_units("counties", municipalities=False, provinces=["浙江省"], prefectures=["嘉兴市"])
    assert sorted(table.loc[own, "name"]) == ["嘉善县", "平湖市", "桐乡市", "海宁市", "海盐县"]


def test_an_unknown_set_names_the_valid_ones() -> None:
    with pytest.raises(
        LianpianError, match="unknown eligible set 'towns'; valid: counties, districts, cities, all"
    ):
        eligible_units("towns", municipalities=False)
