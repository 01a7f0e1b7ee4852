-- The township of each case by code: by the exported code, else by name; without a reference table the export's
-- own code or name is taken as it is.
-- grain: case
with reference as (
    select count(*) as rows from staging.township
)

select
    c.case_id,
    case
        when c.township is null and c.township_code is null then '未填'
        when by_code.code is not null then by_code.code
        when by_prefix.code is not null then by_prefix.code
        when by_name.code is not null then by_name.code
        when by_name_code.code is not null then by_name_code.code
        when r.rows > 0 then '未匹配'
        when c.township_code is not null then c.township_code
        else c.township
    end as township,
    coalesce(c.township, c.township_code) as exported_name
from staging.case c
cross join reference r
left join core.unit_name by_code on by_code.kind = 'township' and by_code.spelling = c.township_code
left join core.unit_name by_prefix on by_prefix.kind = 'township' and by_prefix.spelling = substr(c.township_code, 1, 9)
left join core.unit_name by_name on by_name.kind = 'township' and by_name.spelling = c.township
left join core.unit_name by_name_code on by_name_code.kind = 'township' and by_name_code.spelling = substr(c.township, 1, 9) and length(c.township) = 12
