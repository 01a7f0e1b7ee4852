-- When a limit ends that working days decide: a term in working days, or a term of days that moves past a holiday.
-- A limit beyond the days that the holiday calendar covers is not known; `missing_year` is the year it would need.
-- grain: clock rule × first day
with rolled as (
    select
        r.rule_id,
        case when r.is_working = 1 then c.day else c.day - r.days end as start_on,
        case
            when r.is_working = 1 then c.workday_no + r.days
            when c.is_working = 1 then c.workday_no
            else c.workday_no + 1
        end as workday_no,
        year(c.covered_to) + 1 as missing_year
    from config.clock_rule r
    cross join config.build b
    cross join config.calendar c
    where r.is_working = 1 or b.deadline_rollover = 1
)

select r.rule_id, r.start_on, w.day as due_on, r.missing_year
from rolled r
left join config.calendar w on w.workday_no = r.workday_no and w.is_working = 1
