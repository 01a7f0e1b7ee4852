"""A linear program over cells of linked tables, solved by HiGHS.

Here: handing it over and reading the answer. Not here: what is asked (`attack`, `greedy`). A build asks about a thousand
small programs over the same few matrices; through scipy each takes four times as long as the solver itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import highspy
import numpy as np
from scipy.sparse import csc_array

from pipelines.metrics.suppression.primary import Floats
from pipelines.metrics.suppression.silence import silence
from pipelines.metrics.suppression.tables import UnprotectableError


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The best point.

    Attributes:
        value: the objective there; infinity if nothing holds it, and then the point and the prices are 0.
        point: shape (n,).
        prices: of the equations, shape (m,): by how much the objective rises with each one's right side.
    """

    value: float
    point: Floats
    prices: Floats


class Program:
    """Maximise objective · x where matrix @ x = 0 and low ≤ x ≤ high.

    Each question is answered as if it were the first, so that no answer depends on those before.

    Args:
        matrix: shape (m, n).
    """

    def __init__(self, matrix: csc_array) -> None:
        rows, columns = matrix.shape
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, rows
        model.sense_ = highspy.ObjSense.kMaximize
        model.col_cost_ = model.col_lower_ = model.col_upper_ = np.zeros(columns)
        model.row_lower_ = model.row_upper_ = np.zeros(rows)
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = matrix.indptr.astype(np.int32)
        model.a_matrix_.index_ = matrix.indices.astype(np.int32)
        model.a_matrix_.value_ = matrix.data.astype(np.float64)
        with silence():
            self._solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self._solver.setOptionValue("output_flag", False)
        self._solver.setOptionValue("presolve", "off")  # in programs as small as these it costs more than it saves
        self._solver.setOptionValue("threads", 1)
        self._solver.passModel(model)
        self._columns = np.arange(columns, dtype=np.int32)

    def solve(self, objective: Floats, low: Floats, high: Floats) -> Answer:
        """The best point. All shapes (n,).

        Raises:
            UnprotectableError: nothing fits, or the solver gives up.
        """
        count = self._columns.size
        self._solver.clearSolver()
        self._solver.changeColsCost(count, self._columns, objective)
        self._solver.changeColsBounds(count, self._columns, low, high)
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kUnbounded:
            return Answer(np.inf, np.zeros(count), np.zeros(self._solver.getNumRow()))
        if status != highspy.HighsModelStatus.kOptimal:
            raise UnprotectableError(f"a linear program has no answer: {self._solver.modelStatusToString(status)}")
        solution = self._solver.getSolution()
        point = np.array(solution.col_value)
        return Answer(float(objective @ point), point, np.array(solution.row_dual))
