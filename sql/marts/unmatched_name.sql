-- Names of townships and units that the reference tables do not know, for the clerk to map; only names that at
-- least three cases carry, so that no slip of the pen is published.
-- grain: kind × name
select 'township' as kind, exported_name as name, count(*) as cases
from core.case_township
where township = '未匹配'
group by exported_name
having count(*) >= 3
union all
select 'department' as kind, exported_name as name, count(*) as cases
from core.case_department
where department = '未匹配'
group by exported_name
having count(*) >= 3
