-- What ledgers promised for the periods that have not ended, for the duty sheet of each unit: the ledger, the day on
-- which it was listed, and the case where the ledger names one. The number of a matter is never shown.
-- grain: period × ledger row
select
    d.period_name,
    d.ledger,
    d.listed_on,
    d.case_id,
    d.department,
    coalesce(u.name, d.department) as department_name,
    coalesce(t.name, d.township) as township_name,
    d.topic,
    d.due_on,
    d.duty
from core.ledger_duty d
inner join marts.sensitive_period p on p.period_name = d.period_name
left join core.department u on u.code = d.department
left join core.township t on t.code = d.township
cross join config.build b
where p.ends_on >= b.clock_on
