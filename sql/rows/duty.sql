-- Duty rows of the periods that have not ended, for the duty sheet of each unit. Selected and ordered by clock and
-- duty only.
-- grain: period × case
select
    d.period_name,
    d.case_id,
    d.department,
    u.name as department_name,
    d.township,
    t.name as township_name,
    d.topic,
    d.registered_at,
    d.registered_on,
    d.due_on,
    d.deadline_rule,
    d.duty
from core.case_duty d
inner join marts.sensitive_period p on p.period_name = d.period_name
inner join core.department u on u.code = d.department
inner join core.township t on t.code = d.township
cross join config.build b
where p.ends_on >= b.clock_on
