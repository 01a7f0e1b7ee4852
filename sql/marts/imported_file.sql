-- Files that the office has handed in, and what became of their rows.
-- grain: file
select
    file_id, name, sha256, source, encoding, header_row, exported_at, exported_at_basis, covers_through, ingested_at,
    rows_read, rows_accepted, rows_unchanged, rows_rejected, structure_rows, retracted_at
from raw.file
