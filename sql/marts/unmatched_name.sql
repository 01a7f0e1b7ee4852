-- Names of townships and units that the reference tables do not know, or know of several units, for the clerk to map;
-- only names that at least three cases or ledger rows carry, so that no slip of the pen is published.
-- grain: kind × name
with names as (
    select 'township' as kind, exported_name as name from core.case_township where township = '未匹配'
    union all
    select 'township' as kind, township_exported as name from core.ledger_unit where township = '未匹配'
    union all
    select 'department' as kind, exported_name as name from core.case_department where department = '未匹配'
    union all
    select 'department' as kind, department_exported as name from core.ledger_unit where department = '未匹配'
)

select n.kind, n.name, count(*) as cases, coalesce(max(u.codes), 0) as codes
from names n
left join core.unit_name u on u.kind = n.kind and u.spelling = n.name
group by n.kind, n.name
having count(*) >= 3
