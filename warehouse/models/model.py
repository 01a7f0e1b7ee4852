"""What a model is: its name from the path, its description and grain from the header, its inputs from the SQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import sqlglot
from sqlglot import exp

SQL_FOLDER = Path(__file__).resolve().parents[2] / "sql"


class ModelError(Exception):
    """A model file is not as a model must be; the message names the file."""


@dataclass(frozen=True, slots=True)
class Model:
    """One SELECT that becomes the table `schema.name`."""

    schema: str
    name: str
    description: str
    grain: str
    not_portable_because: str | None
    sql: str
    inputs: tuple[str, ...]  # tables read, as schema.name

    @property
    def id(self) -> str:
        """schema.name."""
        return f"{self.schema}.{self.name}"


@cache  # parsing takes a hundredth of a second a file, and every build in a process asks again
def parse_model(schema: str, name: str, text: str) -> Model:
    """Read a model file.

    Raises:
        ModelError: no description, no grain, not exactly one SELECT, or a table without its schema.
    """
    header = [line.removeprefix("--").strip() for line in text.splitlines() if line.startswith("--")]
    grain = [line.removeprefix("grain:").strip() for line in header if line.startswith("grain:")]
    portable = [line.split("because", 1)[1].strip() for line in header if line.startswith("portable: no")]
    description = " ".join(line for line in header if not line.startswith(("grain:", "portable:")))
    if not description or not grain:
        raise ModelError(f"sql/{schema}/{name}.sql: the header needs a description and a line '-- grain: …'")
    statements = [s for s in sqlglot.parse(text, dialect="duckdb") if s is not None]
    if len(statements) != 1 or not isinstance(statements[0], exp.Query):
        raise ModelError(f"sql/{schema}/{name}.sql: exactly one SELECT is expected")
    return Model(
        schema=schema,
        name=name,
        description=description,
        grain=grain[0],
        not_portable_because=portable[0] if portable else None,
        sql=text,
        inputs=_inputs(f"{schema}.{name}", statements[0]),
    )


def _inputs(model: str, statement: exp.Query) -> tuple[str, ...]:
    with_names = {cte.alias_or_name for cte in statement.find_all(exp.CTE)}
    found: list[str] = []
    for table in statement.find_all(exp.Table):
        if not table.db:
            if table.name not in with_names:
                raise ModelError(f"{model}: the table {table.name} needs its schema")
            continue
        name = f"{table.db}.{table.name}"
        if name not in found:
            found.append(name)
    return tuple(sorted(found))


def load_models(folder: Path = SQL_FOLDER) -> dict[str, Model]:
    """All models below a folder by id."""
    models = (parse_model(f.parent.name, f.stem, f.read_text("utf-8")) for f in sorted(folder.glob("*/*.sql")))
    return {model.id: model for model in models}


def ordered(models: dict[str, Model], others: Mapping[str, Sequence[str]]) -> list[str]:
    """Names of tables so that each stands after those it reads.

    Args:
        models: models by id.
        others: tables between the models that are not made by SQL, with what they read.

    Raises:
        ModelError: tables read each other in a circle.
    """
    graph = {model.id: [i for i in model.inputs if i in models or i in others] for model in models.values()}
    graph |= {name: list(inputs) for name, inputs in others.items()}
    try:
        return list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ModelError(f"models read each other in a circle: {' → '.join(error.args[1])}") from error
