-- 数据修订表: what later exports changed in weeks that had already ended when the earlier data were handed in, by
-- week of registration, field and file; cases that vanished stand under the field `vanished`.
-- grain: week × field × file
with changes as (
    select registered_on, field, file_id, case_id from core.case_change
    union all
    select registered_on, 'vanished' as field, file_id, case_id from core.vanished_case
)

select d.week, c.field, c.file_id, count(*) as cases
from changes c
inner join marts.day d on d.day = c.registered_on
group by d.week, c.field, c.file_id
