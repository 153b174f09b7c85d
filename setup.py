"""What setup.cfg cannot say: the permutation engine, built where there is a C compiler, and the catalogs.

Without a compiler the installation goes on and NumPy does the same arithmetic with the same bits. With
``LIANPIAN_PURE=1`` no engine is built: the wheel then fits every machine.
"""

import os
import runpy
from pathlib import Path

from setuptools import Extension, setup

HERE = Path(__file__).parent
if list(HERE.glob("boundaries/locale/*/*.po")):  # a source tree; what is installed holds them compiled
    runpy.run_path(str(HERE / "tools" / "catalogs.py"), run_name="__main__")

ENGINE = Extension(
    "analysis._engine",
    ["analysis/_engine.c"],
    extra_compile_args=["-O3", "-ffp-contract=off", "-Wall", "-Wextra"],
    optional=True,
)
setup(ext_modules=[] if os.environ.get("LIANPIAN_PURE") else [ENGINE])
