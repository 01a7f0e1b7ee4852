-- The case of each matter from which a return is counted: the one closed first or, while none is, the first one.
-- grain: matter
with placed as (
    select
        c.matter_id,
        c.case_id,
        coalesce(s.first_replied_on, c.first_closed_on) as replied_on,
        row_number() over (
            partition by c.matter_id
            order by c.first_closed_on nulls last, s.registered_at nulls last, c.case_id nulls last
        ) as place
    from core.case c
    inner join staging.case s on s.case_id = c.case_id
)

select matter_id, case_id, replied_on
from placed
where place = 1
