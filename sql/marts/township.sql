-- Townships with name, group and residents, for names and order of a breakdown.
-- grain: township
select code, name, unit_group, population from core.township
union all
select '不分列' as code, '不分列' as name, null as unit_group, null as population
