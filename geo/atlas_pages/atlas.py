"""The atlas: the published lists as maps, tables and tests, in one folder that opens without a network."""

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from boundaries.language import Lang
    from geo.reporting.page import Page

SEED = 20231231
PERMUTATIONS = 9_999
LIGHT_PERMUTATIONS = 99_999
TOLERANCE_M = 500.0  # contiguity is unchanged by the simplification: it keeps every shared edge
SHORT = {
    "caict-county-2023": ("百强县", "Top counties"),
    "caict-innovation-2023": ("创新百强县", "Innovation"),
    "caict-district-2023": ("百强区", "Top districts"),
    "caict-city-2023": ("制造业强市", "Cities"),
    "caict-park-2022": ("县域园区", "Parks"),
}
SITE = {"zh": "连片 · 百强图集", "en": "Lianpian · Atlas"}


def atlas(
    out: str | PathLike[str] = "atlas",
    *,
    lang: str = "zh",
    seed: int = SEED,
    permutations: int = PERMUTATIONS,
    quiet: bool = True,
) -> Path:
    """Write the atlas of the five published lists.

    Parameters
    ----------
    out : path
        The folder to write. An earlier atlas there is replaced only when the new one is whole.
    lang : {"zh", "en"}
        Language of the pages.
    seed : int
        Seed of every permutation test.
    permutations : int
        Draws of the tests on lists.
    quiet : bool
        No progress on stderr.

    Returns
    -------
    pathlib.Path
        The folder: ``index.html``, a page for each list, one on the Yangtze delta and one on night lights,
        ``maps/``, ``data/`` (CSV files), ``layers.gpkg`` and ``run.json``.

    Raises
    ------
    LianpianError
        Unknown language; ``out`` is a file, not writable or somebody else's folder; the boundary package is
        missing or altered.
    """
    from geo.atlas_pages.build import build
    from geo.language.vocabulary import language
    from geo.reporting.output import replaced_folder
    from geo.reporting.progress import Progress

    words = language(lang)
    target = Path(out).expanduser().resolve()
    with replaced_folder(target) as folder:
        build(folder, lang=words, seed=seed, permutations=permutations, progress=Progress(13, quiet=quiet))
    return target


def write_pages(folder: Path, pages: "list[Page]", *, lang: "Lang", footer: list[str]) -> None:
    """Write every page of a site into ``folder``."""
    from geo.reporting.page import page_html

    for page in pages:
        html = page_html(page, lang=lang, site=SITE[lang], pages=pages, footer=footer)
        (folder / page.file).write_text(html, "utf-8")
