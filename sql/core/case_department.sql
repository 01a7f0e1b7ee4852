-- The lead unit of each case by code; without a reference table the export's own name is taken as it is.
-- grain: case
with reference as (
    select count(*) as rows from staging.department
)

select
    c.case_id,
    case
        when c.department is null then '未填'
        when n.code is not null then n.code
        when r.rows > 0 then '未匹配'
        else c.department
    end as department,
    c.department as exported_name,
    d.unit_group,
    organ.is_petition_organ
from staging.case c
cross join reference r
left join core.unit_name n on n.kind = 'department' and n.spelling = c.department
left join staging.department d on d.code = n.code
left join core.unit_name o on o.kind = 'department' and o.spelling = c.registered_by
left join staging.department organ on organ.code = o.code
