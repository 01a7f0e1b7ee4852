"""Write, audit, publish: a candidate is checked, then becomes a version that readers get.

Belongs here: checks over a finished candidate, version files, CURRENT.json. Does not belong here: models, figures.
"""

from pipelines.publish.audit import CHECKS, Finding
from pipelines.publish.version import hold_back, publish

__all__ = ["CHECKS", "Finding", "hold_back", "publish"]
