-- Townships that figures are broken down by: the reference table, or the names in the export.
-- grain: township
with exported as (
    select t.township as code, max(t.exported_name) as name
    from core.case_township t
    group by t.township
)

select
    coalesce(r.code, e.code) as code,
    case when r.code is not null then r.name when e.code in ('未填', '未匹配') then e.code else e.name end as name,
    r.unit_group,
    r.population
from exported e
full outer join staging.township r on r.code = e.code
