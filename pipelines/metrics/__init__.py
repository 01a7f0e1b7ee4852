"""Build-time statistics: pure functions, frames in, frames out.

Belongs here: one method a file, with its formula and source. Does not belong here: files, databases, Dagster.
"""
