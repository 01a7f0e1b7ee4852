"""Is it sound? Rules that ask questions about printed figures and about a register, one rule a file.

Belongs here: pure rules over numbers and days, and `build`, which asks them of a whole office. Does not belong here:
reading a bulletin (`pipelines.bulletin`) and finding vanished and changed cases (`sql/core`).
"""
