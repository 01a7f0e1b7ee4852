-- Responsible units that figures are broken down by: the reference table, or the names in the export.
-- grain: department
with named as (
    select department as code, exported_name from core.case_department
    union all
    select department as code, department_exported as exported_name from core.ledger_unit
),

exported as (
    select code, max(exported_name) as name
    from named
    group by code
)

select
    coalesce(r.code, e.code) as code,
    case when r.code is not null then r.name when e.code in ('未填', '未匹配') then e.code else e.name end as name,
    r.unit_group,
    r.is_petition_organ
from exported e
full outer join staging.department r on r.code = e.code
