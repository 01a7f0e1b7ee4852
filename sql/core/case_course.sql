-- What the versions of a case tell of its course: how often the responsible unit changed, and whether it was opened
-- again after a closing. Lead unit's rows only; two spellings of one unit are one unit.
-- grain: case
with leads as (
    select
        s.row_key,
        s.position,
        l.has_department,
        l.has_closed_at,
        coalesce(n.code, v.department) as department,
        v.closed_on
    from staging.case_sighting s
    inner join staging.layout l on l.layout_id = s.layout_id
    inner join raw.case_version v on v.row_key = s.row_key and v.content_hash = s.content_hash
    left join core.unit_name n on n.kind = 'department' and n.spelling = v.department
    where s.is_lead = 1
),

units as (
    select
        row_key,
        department,
        lag(department) over (partition by row_key order by position nulls last) as department_before
    from leads
    where has_department = 1 and department is not null
),

handoffs as (
    select row_key, sum(case when department <> department_before then 1 else 0 end) as handoffs
    from units
    group by row_key
),

closings as (
    select
        row_key,
        closed_on,
        max(closed_on) over (
            partition by row_key order by position nulls last rows between unbounded preceding and 1 preceding
        ) as closed_before
    from leads
    where has_closed_at = 1
),

reopenings as (
    select row_key, max(case when closed_on is null and closed_before is not null then 1 else 0 end) as is_reopened
    from closings
    group by row_key
)

select c.case_id, h.handoffs, coalesce(r.is_reopened, 0) as is_reopened
from staging.case c
left join handoffs h on h.row_key = c.case_id
left join reopenings r on r.row_key = c.case_id
