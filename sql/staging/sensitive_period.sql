-- Named periods in force: the latest version of each.
-- grain: period
with sightings as (
    select s.row_key, s.content_hash,
        row_number() over (partition by s.row_key order by f.file_order desc nulls last, s.row_no desc nulls last) as place
    from raw.sighting s
    inner join staging.file f on f.file_id = s.file_id
    where s.source = 'sensitive_periods'
)

select v.period_name, v.starts_on, v.ends_on, v.lead_days, v.period_status, v.period_source
from sightings s
inner join raw.sensitive_period_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
where s.place = 1
