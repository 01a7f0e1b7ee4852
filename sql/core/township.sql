-- Townships that figures are broken down by: the reference table, or the names in the export.
-- grain: township
with named as (
    select township as code, exported_name from core.case_township
    union all
    select township as code, township_exported as exported_name from core.ledger_unit where township is not null
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
    r.population
from exported e
full outer join staging.township r on r.code = e.code
