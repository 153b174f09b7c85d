"""What setup.cfg cannot say: the permutation engine, built where there is a C compiler.

Without one the installation goes on and NumPy does the same arithmetic with the same bits.
"""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "analysis._engine",
            ["analysis/_engine.c"],
            extra_compile_args=["-O3", "-ffp-contract=off"],
            optional=True,
        )
    ]
)
