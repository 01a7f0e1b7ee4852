-- Every spelling that names a township or department: code, name, alias. An alias set by the office wins. Without a
-- table of townships, a name that exports show beside one code only (360702001-东关街道) names that code. A spelling of
-- several units names none of them: it has no code, until an alias decides.
-- grain: kind × spelling
with units as (
    select 'township' as kind, code, name from staging.township
    union all
    select 'department' as kind, code, name from staging.department
),

exported as (
    select township as name, township_code as code from staging.case
    union all
    select township as name, township_code as code from staging.reception
    union all
    select township as name, township_code as code from staging.owned_case
    union all
    select township as name, township_code as code from staging.dispute
),

shown_together as (
    select name, min(code) as code
    from exported
    where name is not null and code is not null and not exists (select 1 from staging.township)
    group by name
    -- A code of 12 digits and the same of 9 are one.
    having count(distinct substr(code, 1, 9)) = 1
),

spellings as (
    select 'township' as kind, name as spelling, code, 4 as place from shown_together
    union all
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
        rank() over (partition by kind, spelling order by place nulls last) as choice
    from spellings
    where spelling is not null
)

select
    kind,
    spelling,
    case when count(distinct code) = 1 then min(code) end as code,
    count(distinct code) as codes
from placed
where choice = 1
group by kind, spelling
