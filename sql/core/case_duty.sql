-- What the office still owed on the eve of each named period: cases open then whose limit had passed or ends by the
-- period's end, and supervised cases not closed. For a period whose eve lies ahead, as things stand now. Who petitions,
-- how often, where and with how many is no condition here.
-- grain: period × case
with periods as (
    select
        p.period_name,
        p.starts_on,
        p.ends_on,
        least(p.starts_on - cast(coalesce(p.lead_days, 0) as integer), b.clock_on) as looked_on
    from marts.sensitive_period p
    cross join config.build b
),

open_cases as (
    select p.period_name, p.ends_on, p.looked_on, c.case_id
    from periods p
    inner join core.case c
        on c.registered_on <= p.looked_on
        and c.is_protected = 0
        and c.not_counted is null
    -- Open now, sent back after a closing too, or closed only after the eve.
    inner join core.case_clock k
        on k.case_id = c.case_id
        and (k.is_open = 1 or c.first_closed_on > p.looked_on)
)

select
    o.period_name,
    o.case_id,
    c.department_code as department,
    c.township_code as township,
    c.topic_name as topic,
    s.registered_at,
    c.registered_on,
    k.deadline_on as due_on,
    k.deadline_rule,
    case
        when k.deadline_on <= o.looked_on and k.has_impossible_limit = 0 then 'overdue'
        when k.deadline_on <= o.ends_on and k.has_impossible_limit = 0 then 'due_inside'
        else 'supervised'
    end as duty
from open_cases o
inner join core.case c on c.case_id = o.case_id
inner join staging.case s on s.case_id = o.case_id
inner join core.case_clock k on k.case_id = o.case_id
where
    (k.deadline_on <= o.ends_on and k.has_impossible_limit = 0)
    or s.supervised_flag = 1
    or s.handling = 'supervised'
