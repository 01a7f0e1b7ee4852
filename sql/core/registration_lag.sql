-- How many days registration runs behind the petition: the day by which 95 % of the petitions of the last 26 weeks
-- were registered. Without a petition date there is no lag to see.
-- grain: build (one row)
with reached as (
    select
        days,
        sum(cases) over (order by days nulls last rows between unbounded preceding and current row) as cases,
        sum(cases) over () as all_cases
    from marts.registration_lag
)

select cast(coalesce(min(days), 0) as integer) as lag_days
from reached
where cases * 100 >= all_cases * 95
