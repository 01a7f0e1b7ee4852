-- Named periods in force: the latest version of each from the files of the build's day, else from the earliest.
-- grain: period
with sightings as (
    select
        s.row_key,
        s.row_no,
        s.content_hash,
        f.in_scope,
        f.file_order,
        max(f.in_scope) over (partition by s.row_key) as has_version,
        min(f.file_order) over (partition by s.row_key) as first_order
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source = 'sensitive_periods'
),

placed as (
    select
        row_key,
        content_hash,
        row_number() over (partition by row_key order by file_order desc nulls last, row_no desc nulls last) as place
    from sightings
    where in_scope = 1 or (has_version = 0 and file_order = first_order)
)

select v.period_name, v.starts_on, v.ends_on, v.lead_days, v.period_status, v.period_source
from placed p
inner join raw.sensitive_period_version v on v.row_key = p.row_key and v.content_hash = p.content_hash
where p.place = 1
