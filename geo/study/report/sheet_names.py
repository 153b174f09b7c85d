"""What the tables of a list are called as sheets of a workbook."""

SHEETS: dict[str, tuple[str, str]] = {
    "members": ("名单", "List"),
    "patches": ("连片", "Patches"),
    "tests": ("名单检验", "Tests of the list"),
    "plates": ("四大板块", "Plates"),
    "provinces": ("省份", "Provinces"),
    "prefectures": ("地级市", "Prefectures"),
    "city_clusters": ("城市群", "City clusters"),
    "metros": ("都市圈", "Metropolitan areas"),
    "plate_groups": ("板块集中程度", "Concentration by plate"),
    "strategies": ("区域战略", "National strategies"),
    "subregions": ("省内片区", "Sub-regions"),
    "variants": ("区域口径", "Variants of regions"),
}
