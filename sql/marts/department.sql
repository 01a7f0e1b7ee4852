-- Responsible units with name and group, for names and order of a breakdown.
-- grain: department
select code, name, unit_group from core.department
union all
select '不分列' as code, '不分列' as name, null as unit_group
