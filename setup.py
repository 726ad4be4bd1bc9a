"""Compiles the catalogues into the package when it is built; everything else is in pyproject.toml."""

import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

sys.path.insert(0, str(Path(__file__).parent))


class BuildWithCatalogues(build_py):
    def run(self) -> None:
        from i18n.__main__ import compile_all

        compile_all()
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
