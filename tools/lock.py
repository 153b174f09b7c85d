"""Write the three lock files from setup.cfg, with hashes and without index addresses."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What building the package itself needs, so that no second download happens.
BUILD = "setuptools>=77\nwheel\nbabel>=2.14\n"


def compile_lock(output: str, *extras: str) -> None:
    """Resolve setup.cfg plus ``extras`` for every platform from Python 3.11 on."""
    arguments = [item for extra in extras for item in ("--extra", extra)]
    constraint = ["--constraint", "requirements.lock"] if output != "requirements.lock" else []
    command = [
        *(sys.executable, "-m", "uv", "pip", "compile", "setup.cfg", "-", "--universal"),
        *("--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-annotate"),
        *("--no-header", "--quiet", "--output-file", output, *constraint, *arguments),
    ]
    subprocess.run(command, check=True, cwd=ROOT, input=BUILD, text=True)


if __name__ == "__main__":
    compile_lock("requirements.lock")
    compile_lock("requirements-test.lock", "test")
    compile_lock("requirements-docs.lock", "docs")
