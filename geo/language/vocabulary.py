"""Words that pages and findings share, in Chinese and English."""

from boundaries.errors import LianpianError
from boundaries.language import Lang


def language(value: object) -> Lang:
    """``value`` if it is a language that pages are written in; otherwise an error naming the valid ones."""
    if value == "zh":
        return "zh"
    if value == "en":
        return "en"
    raise LianpianError("geo.language.vocabulary.unknown-language-valid-zh-en", value=value)


COLUMNS: dict[str, tuple[str, str]] = {
    "rank": ("排名", "Rank"),
    "name": ("名称", "Name"),
    "province": ("省份", "Province"),
    "prefecture": ("地级市", "Prefecture"),
    "plate": ("板块", "Plate"),
    "tier": ("梯队", "Tier"),
    "change": ("位次变化", "Change"),
    "national_etdz": ("国家级经开区", "National ETDZ"),
    "national_hidz": ("国家级高新区", "National HIDZ"),
    "chosen": ("入选", "On the list"),
    "eligible": ("参评", "Eligible"),
    "share_pct": ("入选占参评（%）", "Share of eligible (%)"),
    "region": ("区域", "Region"),
    "variant": ("口径", "Variant"),
    "plan": ("规划", "Plan"),
    "year": ("年份", "Year"),
    "confidence": ("可信度", "Confidence"),
    "members": ("入选", "On the list"),
    "scheme": ("区域类型", "Scheme"),
    "expected": ("期望", "Expected"),
    "quotient": ("区位商", "Location quotient"),
    "p": ("p 值", "p"),
    "p_fdr": ("p（FDR）", "p (FDR)"),
    "statistic": ("统计量", "Statistic"),
    "null": ("零假设", "Null"),
    "observed": ("观测值", "Observed"),
    "mid_p": ("mid-p", "mid-p"),
    "permutations": ("置换次数", "Draws"),
    "n_eligible": ("参评单元", "Eligible units"),
    "n_members": ("入选单元", "On the list"),
    "size": ("单元数", "Units"),
    "patch_size": ("所在连片的单元数", "Units in its patch"),
    "patch": ("连片", "Patch"),
    "units": ("成员", "Members"),
    "adcode": ("区划代码", "Division code"),
    "province_abbr": ("省份简称", "Province, short"),
    "change_symbol": ("变化符号", "Sign of change"),
    "first_in_province_star": ("省内首位", "First in its province"),
    "report_line": ("报告行号", "Line of the report"),
    "brightness": ("灯光亮度均值", "Mean brightness"),
    "gi_z": ("Gi* 的 z", "z of Gi*"),
    "spot": ("热点或冷点（FDR 5%）", "Hot or cold spot (FDR 5%)"),
    "city": ("城市", "City"),
    "n": ("数量", "Count"),
    "count": ("数量", "Count"),
    "counties": ("县（市）数", "Counties"),
    "share": ("占比（%）", "Share (%)"),
    "industry_primacy_pct": ("首位度（%）", "Primacy (%)"),
    "national_rank": ("全国位次", "National rank"),
    "rank_in_province": ("省内位次", "Rank in province"),
    "cluster": ("集群", "Cluster"),
    "field": ("领域", "Field"),
    "iva_2022_100m_yuan": ("工业增加值（2022 年，亿元）", "Industrial value added (2022, 100 m yuan)"),
    "share_2022_pct": ("占 50 强合计（%）", "Share of the fifty (%)"),
    "little_giants": ("“小巨人”企业（家）", "Little giants"),
    "little_giants_pct": ("占 50 强合计（%）", "Share of the fifty (%)"),
}

SCHEMES: dict[str, tuple[str, str]] = {
    "city_cluster": ("城市群", "City cluster"),
    "metro": ("都市圈", "Metropolitan area"),
    "plate": ("板块", "Plate"),
    "national_strategy": ("区域战略", "National strategy"),
    "subregion": ("省内片区", "Sub-region"),
}

CONFIDENCE: dict[str, tuple[str, str]] = {
    "high": ("高", "high"),
    "medium": ("中", "medium"),
    "low": ("低", "low"),
}
CHANGES: dict[str, tuple[str, str]] = {
    "up": ("上升", "up"),
    "down": ("下降", "down"),
    "same": ("持平", "same"),
    "new": ("新进", "new"),
}


def with_unit(name: str, unit: str, lang: Lang) -> str:
    """A column with its unit of measure, where it has one: 人均GDP（元）."""
    if not unit:
        return name
    return f"{name}（{unit}）" if lang == "zh" else f"{name} ({unit})"


def column(name: str, lang: Lang) -> str:
    """A column's heading; an unknown one is shown as it is."""
    return COLUMNS.get(name, (name, name))[lang == "en"]


def word(pairs: dict[str, tuple[str, str]], key: str, lang: Lang) -> str:
    """A word of one of the small vocabularies; an unknown one is shown as it is."""
    return pairs.get(key, (key, key))[lang == "en"]
