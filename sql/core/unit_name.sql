-- Every spelling that names a township or department: code, name, alias. An alias set by the office wins.
-- grain: kind × spelling
with units as (
    select 'township' as kind, code, name from staging.township
    union all
    select 'department' as kind, code, name from staging.department
),

spellings as (
    select kind, code as spelling, code, 2 as place from units
    union all
    select kind, name as spelling, code, 3 as place from units
    union all
    -- A code of 12 digits names its township by the first 9.
    select kind, substr(code, 1, 9) as spelling, code, 2 as place from units where kind = 'township' and length(code) = 12
    union all
    -- An alias of a code that the reference table does not know (any more) says nothing.
    select a.kind, a.spelling, a.code, a.place
    from core.unit_alias a
    inner join units u on u.kind = a.kind and u.code = a.code
),

placed as (
    select
        kind, spelling, code,
        row_number() over (partition by kind, spelling order by place nulls last, code nulls last) as choice
    from spellings
    where spelling is not null
)

select kind, spelling, code
from placed
where choice = 1
