-- Duties before and in each named period, counted: limits of cases, supervised cases, and what ledgers promised. No
-- case number.
-- grain: period × unit × township × topic × duty
with duties as (
    select period_name, department, township, topic, duty, due_on from core.case_duty
    union all
    select period_name, department, township, topic, duty, due_on from core.ledger_duty
)

select
    period_name,
    department,
    township,
    topic,
    duty,
    count(*) as duties,
    min(due_on) as first_due_on
from duties
group by period_name, department, township, topic, duty
