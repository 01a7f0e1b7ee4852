"""Papers: they draw exhibits of one published version.

Belongs here: documents and their layout. Does not belong here: figures, titles, sentences (warehouse/exhibits).
"""

from pipelines.report.weekly import write_weekly

__all__ = ["write_weekly"]
