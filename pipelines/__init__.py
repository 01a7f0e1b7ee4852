"""What happens to data, in order: ingest, models, statistics, checks, publishing, papers.

`definitions.py` is the whole of it as Dagster sees it; everything else here is plain functions.
"""
