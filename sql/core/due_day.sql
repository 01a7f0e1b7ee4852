-- When a limit ends that working days decide: a term in working days, or a term of days that moves past a holiday.
-- A day whose limit lies outside the years of the holiday calendar has no row.
-- grain: clock rule × first day
with rolled as (
    select
        r.rule_id,
        c.day as start_on,
        case
            when r.is_working = 1 then c.workday_no + r.days
            when e.is_working = 1 then e.workday_no
            else e.workday_no + 1
        end as workday_no
    from config.clock_rule r
    cross join config.build b
    cross join config.calendar c
    left join config.calendar e on e.day = c.day + r.days
    where r.is_working = 1 or b.deadline_rollover = 1
)

select r.rule_id, r.start_on, w.day as due_on
from rolled r
inner join config.calendar w on w.workday_no = r.workday_no and w.is_working = 1
