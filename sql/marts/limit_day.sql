-- How many limits of open cases end on each day, by unit: the deadline calendar.
-- grain: day × unit
select k.deadline_on as day, c.department_code as department, count(*) as limits
from core.case c
inner join core.case_clock k on k.case_id = c.case_id
cross join config.build b
where
    k.is_open = 1
    and c.is_protected = 0
    and c.not_counted is null
    and k.has_impossible_limit = 0
    and k.deadline_on > b.clock_on
group by k.deadline_on, c.department_code
