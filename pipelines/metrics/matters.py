"""Matters: which cases are about the same thing, from what the exports declare, link, or let derive."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components


def matters(cases: pl.DataFrame, derived: pl.DataFrame, rng: np.random.Generator) -> pl.DataFrame:
    """Join cases into matters: same matter number (declared), linked by a related case (transitive), or derived.

    Cases and the numbers they name are nodes, naming is an edge, a matter is a connected component; so cycles
    are harmless, and two cases that name the same absent third one belong together.

    Args:
        cases: case_id (unique), matter_id and related_case_id (text, may be null).
        derived: case_id, first_case_id (text): links that pipelines.metrics.derived worked out.
        rng: source of the random keys that published tables carry instead of a number.

    Returns:
        One row a case: case_id, matter_id (0 …), matter_key (random, one-to-one with matter_id), evidence
        (declared | linked | derived | single).
    """
    if cases.is_empty():
        return pl.DataFrame(
            schema={"case_id": pl.String, "matter_id": pl.Int64, "matter_key": pl.Int64, "evidence": pl.String}
        )
    # A prefix keeps a matter number apart from a case number of the same letters.
    declared = cases.select(a="case_id", b=pl.lit("m:") + pl.col("matter_id")).drop_nulls()
    linked = cases.select(a="case_id", b="related_case_id").drop_nulls()
    worked_out = derived.select(a="case_id", b="first_case_id")
    edges = pl.concat([declared, linked, worked_out])
    nodes = (
        pl.concat([cases["case_id"], edges["b"]]).unique(maintain_order=True).to_frame("node").with_row_index("place")
    )
    placed = edges.join(nodes, left_on="a", right_on="node").join(nodes, left_on="b", right_on="node", suffix="_b")
    size = nodes.height
    graph = coo_array(
        (np.ones(placed.height, dtype=np.int8), (placed["place"].to_numpy(), placed["place_b"].to_numpy())),
        shape=(size, size),
    )
    count, labels = connected_components(graph, directed=False)
    keys = rng.permutation(count)
    place = cases.join(nodes, left_on="case_id", right_on="node", maintain_order="left")["place"].to_numpy()
    matter = labels[place]
    return cases.select(
        "case_id",
        matter_id=pl.Series(matter, dtype=pl.Int64),
        matter_key=pl.Series(keys[matter], dtype=pl.Int64),
        evidence=pl.when(pl.col("matter_id").is_not_null())
        .then(pl.lit("declared"))
        .when(pl.col("related_case_id").is_null() & pl.col("case_id").is_in(derived["case_id"].implode()))
        .then(pl.lit("derived"))
        .when(pl.Series(np.bincount(matter, minlength=count)[matter] > 1))
        .then(pl.lit("linked"))
        .otherwise(pl.lit("single")),
    )
