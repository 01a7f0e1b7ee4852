"""The definitions that Dagster's own pages load for the home that TINGMIN_HOME names."""

from pipelines.definitions import build_defs
from pipelines.office import Office, home_from_environment

defs = build_defs(Office(home=home_from_environment()))
