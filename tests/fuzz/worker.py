"""Takes damaged files in, one after the other, in a process that may die: `python -m tests.fuzz.worker FIRST COUNT`.

Each number is printed before its file is taken, so that the last one names the culprit. A file that takes too long
ends the process with a traceback: 5 seconds of the processor, which a busy machine does not shorten, or a minute.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from pipelines.ingest.readers import halves
from tests.fuzz import peak_megabytes
from tests.fuzz.mutations import mutation
from tests.unit.ingest.importing import Importing

SCREEN = os.dup(2)  # the reader of workbooks silences its library while it runs
SECONDS = 5.0
_SECONDS_OF_WAITING = 60.0
MEGABYTES = 500
_FILES_AN_OFFICE = 50


def main(first: int, count: int) -> None:
    """Take the files in and check each report and what raw holds."""
    faulthandler.register(signal.SIGPROF, file=SCREEN, chain=True)
    for start in range(first, first + count, _FILES_AN_OFFICE):
        with tempfile.TemporaryDirectory() as folder:
            office = Importing(Path(folder))
            for number in range(start, min(start + _FILES_AN_OFFICE, first + count)):
                print(number, flush=True)  # noqa: T201
                name, content = mutation(number)
                path = office.write(name, content)
                # Every other workbook is taken for a large one, whose sheet is read in halves.
                with _in_time(), patch.object(halves, "_LEAST", number % 2 * halves._LEAST):
                    reports = office.ingest_all(path)  # which checks that each report adds up
                for report in reports:
                    assert report.error is None or "程序出错" not in report.error, report.error
                _check_raw(office)
                path.unlink()
            office.connection.close()
    peak = peak_megabytes()
    print(f"peak {peak:.0f} MB", flush=True)  # noqa: T201
    assert peak <= MEGABYTES, f"{peak:.0f} MB"


@contextmanager
def _in_time() -> Iterator[None]:
    """End the process if this takes too long, even inside a library."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    faulthandler.dump_traceback_later(_SECONDS_OF_WAITING, file=SCREEN, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()
    signal.setitimer(signal.ITIMER_PROF, 0)


def _check_raw(office: Importing) -> None:
    """What the ledger says is what the tables hold, for every file so far."""
    wrong = office.rows(
        """
        select f.name from raw.file f
        where f.rows_read <> f.rows_accepted + f.rows_unchanged + f.rows_rejected
            or f.rows_accepted + f.rows_unchanged
                <> (select count(*) from raw.sighting s where s.file_id = f.file_id)
            or f.rows_rejected <> (select count(distinct row_no) from raw.rejected_row r where r.file_id = f.file_id)
        """
    )
    assert wrong == [], wrong


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
