"""The unit list and the codes."""

import pytest

import boundaries
from boundaries._units import every_unit, parent_table
from boundaries.adcode import PROVINCES, malformed
from boundaries.errors import LianpianError


def test_the_list() -> None:
    units = boundaries.units()
    assert len(units) == 2844 and units.index.is_unique and not malformed(units.index)
    assert set(units["kind"]) == set(boundaries.COUNTY_KINDS)
    assert (units["province"] == units["province_code"].map(PROVINCES)).all()
    assert units.index.str[:4].tolist() == units["prefecture_code"].str[:4].tolist()


def test_the_list_cannot_be_spoiled() -> None:
    spoiled = boundaries.units()
    spoiled.loc["320583", "name"] = "x"
    assert boundaries.units().loc["320583", "name"] == "昆山市"


def test_parents() -> None:
    table = parent_table(every_unit(), "prefecture")
    assert table.loc["632857"].tolist() == ["632800", "海西蒙古族藏族自治州", "自治州"]
    assert table.loc["441900"].tolist() == ["441900", "东莞市", "地级市"]
    assert table.loc["810101"].tolist() == ["810000", "香港特别行政区", "特别行政区"]
    assert table.loc["500235"].tolist() == ["500000", "重庆市", "直辖市"]
    assert table["adcode"].nunique() == 375
    assert parent_table(every_unit(), "province")["adcode"].nunique() == 34


def test_another_day() -> None:
    assert boundaries.units("2022-12-31").loc["540422", "name"] == "米林县"
    with pytest.raises(LianpianError, match="2000-01-01"):
        boundaries.units("1999-01-01")
