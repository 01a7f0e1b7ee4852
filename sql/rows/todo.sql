-- The to-do list: open cases with a limit, for the one who has to act. Selected, filtered and ordered by clock and
-- duty only. Accusations and confidential cases have no row.
-- grain: case
select
    c.case_id,
    c.department_code as department,
    d.name as department_name,
    c.township_code as township,
    t.name as township_name,
    c.topic_name as topic,
    c.registered_on,
    k.deadline_on,
    k.deadline_rule,
    date_diff('day', b.clock_on, k.deadline_on) as days_left,
    case
        when k.deadline_on <= b.clock_on then 'overdue'
        when date_diff('day', b.clock_on, k.deadline_on) <= 7 then 'due_7'
        else 'not_due'
    end as clock
from core.case c
inner join core.case_clock k on k.case_id = c.case_id
inner join core.department d on d.code = c.department_code
inner join core.township t on t.code = c.township_code
cross join config.build b
where
    k.is_open = 1
    and c.is_protected = 0
    and c.not_counted is null
    and k.deadline_on is not null
    and k.has_impossible_limit = 0
