-- How many rows of each file were refused or warned of, by rule.
-- grain: file × rule
select file_id, severity, rule, rows from raw.file_rule
