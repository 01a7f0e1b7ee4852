-- Every spelling that names a township or department: code, name, alias. An alias set by the office wins.
-- grain: kind × spelling
with spellings as (
    select 'township' as kind, code as spelling, code, 2 as place from staging.township
    union all
    select 'township' as kind, name as spelling, code, 3 as place from staging.township
    union all
    select 'department' as kind, code as spelling, code, 2 as place from staging.department
    union all
    select 'department' as kind, name as spelling, code, 3 as place from staging.department
    union all
    select kind, spelling, code, place from config.alias
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
