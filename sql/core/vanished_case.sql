-- Cases of an earlier export that are missing from a later one which covers their date. A file is taken to cover
-- its dates when it holds at least 95 % of the known cases registered between its first and last registration.
-- grain: file × case
with leads as (
    select s.row_key, s.file_id, s.file_order, v.registered_on
    from staging.case_sighting s
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.is_lead = 1 and s.reconstructed = 0
),

cases as (
    select row_key, min(file_order) as first_order, min(registered_on) as registered_on
    from leads
    group by row_key
),

files as (
    select file_id, file_order, min(registered_on) as first_on, max(registered_on) as last_on
    from leads
    group by file_id, file_order
),

-- Known cases by day and first file, so that files × days are joined and not files × cases.
known_days as (
    select registered_on, first_order, count(*) as cases
    from cases
    group by registered_on, first_order
),

known as (
    select f.file_id, sum(k.cases) as cases
    from files f
    inner join known_days k
        on k.first_order < f.file_order and k.registered_on >= f.first_on and k.registered_on <= f.last_on
    group by f.file_id
),

held as (
    select l.file_id, count(*) as cases
    from leads l
    inner join cases c on c.row_key = l.row_key
    where c.first_order < l.file_order
    group by l.file_id
),

covering as (
    select f.file_id, f.file_order, f.first_on, f.last_on
    from files f
    inner join known k on k.file_id = f.file_id
    inner join held h on h.file_id = f.file_id
    where h.cases < k.cases and h.cases * 1.0 / nullif(k.cases, 0) >= 0.95
)

select g.file_id, c.row_key as case_id, c.registered_on
from covering g
inner join cases c
    on c.first_order < g.file_order and c.registered_on >= g.first_on and c.registered_on <= g.last_on
left join leads l on l.file_id = g.file_id and l.row_key = c.row_key
where l.row_key is null
