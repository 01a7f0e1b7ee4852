-- Responsible units that figures are broken down by: the reference table, or the names in the export.
-- grain: department
with exported as (
    select d.department as code, max(d.exported_name) as name
    from core.case_department d
    group by d.department
)

select
    coalesce(r.code, e.code) as code,
    case when r.code is not null then r.name when e.code in ('未填', '未匹配') then e.code else e.name end as name,
    r.unit_group,
    r.is_petition_organ
from exported e
full outer join staging.department r on r.code = e.code
