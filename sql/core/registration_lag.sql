-- How many days registration runs behind the petition: the day by which 95 % of the petitions of the last 26 weeks
-- were registered. Without a petition date there is no lag to see.
-- grain: build (one row)
with lags as (
    select greatest(date_diff('day', c.petitioned_on, c.registered_on), 0) as days
    from staging.case c
    cross join config.build b
    where c.petitioned_on is not null and c.registered_on > b.data_through - 182
),

counted as (
    select days, count(*) as cases
    from lags
    group by days
),

reached as (
    select
        days,
        sum(cases) over (order by days nulls last rows between unbounded preceding and current row) as cases,
        sum(cases) over () as all_cases
    from counted
)

select cast(coalesce(min(days), 0) as integer) as lag_days
from reached
where cases * 100 >= all_cases * 95
