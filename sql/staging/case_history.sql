-- What holds once said: the lead unit's first closing and first reply over all versions (a reopening does not undo
-- a reply), and the day on which an extension was first exported.
-- grain: case
with closings as (
    select s.row_key, v.closed_on, row_number() over (partition by s.row_key order by s.position nulls last) as place
    from staging.case_sighting s
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.is_lead = 1 and v.closed_on is not null
),

replies as (
    select s.row_key, v.replied_on, row_number() over (partition by s.row_key order by s.position nulls last) as place
    from staging.case_sighting s
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.is_lead = 1 and v.replied_on is not null
),

acts as (
    select s.row_key, min(least(v.assigned_on, v.accepted_on, v.notice_on)) as first_act_on
    from staging.case_sighting s
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    where s.is_lead = 1
    group by s.row_key
),

cases as (
    select row_key from staging.case_sighting group by row_key
)

select
    c.row_key as case_id,
    k.closed_on as first_closed_on,
    r.replied_on as first_replied_on,
    a.first_act_on
from cases c
left join closings k on k.row_key = c.row_key and k.place = 1
left join acts a on a.row_key = c.row_key
left join replies r on r.row_key = c.row_key and r.place = 1
