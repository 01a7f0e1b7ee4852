-- On what evidence cases are taken for one matter; weak links (without a text to compare) are counted and not used.
-- grain: evidence
select evidence, count(*) as cases
from core.case_matter
group by evidence
union all
select 'derived_weak' as evidence, count(*) as cases
from core.case_matter
where is_weak = 1
