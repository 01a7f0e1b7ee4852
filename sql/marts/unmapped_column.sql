-- Columns of each file that no field stands for, and those that may not enter.
-- grain: file × column
select file_id, header, is_denied from raw.unmapped_column
