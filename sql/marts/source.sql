-- From which day to which day the exports of each kind reach; a kind that was never imported has no row.
-- grain: kind of export
with firsts as (
    select 'cases' as source, min(registered_on) as first_on from staging.case
    union all
    select 'receptions' as source, min(held_on) as first_on from staging.reception
    union all
    select 'reception_plan' as source, min(planned_on) as first_on from staging.reception_plan
    union all
    select 'owned_cases' as source, min(listed_on) as first_on from staging.owned_case
    union all
    select 'disputes' as source, min(listed_on) as first_on from staging.dispute
    union all
    select 'decisions' as source, min(listed_on) as first_on from staging.decision
)

select f.source, f.first_on, c.data_through, c.clock_on
from firsts f
inner join config.source_clock c on c.source = f.source
where f.first_on is not null
