-- Duties before and in each named period, counted. No case number.
-- grain: period × unit × township × topic × duty
select
    period_name,
    department,
    township,
    topic,
    duty,
    count(*) as duties,
    min(due_on) as first_due_on
from core.case_duty
group by period_name, department, township, topic, duty
