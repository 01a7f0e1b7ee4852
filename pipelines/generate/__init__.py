"""Example exports of a petition office that does not exist, for demonstration, tests and benchmarks.

Here: `generate`, and behind it the county, its matters, their handling, and the files that show them. Not
here: reading any of it back (`pipelines.ingest`).
"""

from pipelines.generate.recipe import generate

__all__ = ["generate"]
