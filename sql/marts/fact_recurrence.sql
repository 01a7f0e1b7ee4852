-- Further cases of a matter after its reply, each with the days since then; for counts of several returns.
-- grain: matter × further case
select c.matter_key, date_diff('day', m.replied_on, r.occurred_on) as days
from core.matter_return r
inner join core.matter m on m.matter_id = r.matter_id
inner join core.case c on c.case_id = m.case_id
where r.occurred_on <= m.watched_to_on
