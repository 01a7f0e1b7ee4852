-- How many days registration ran behind the petition in the last 26 weeks; tells how complete a recent week is.
-- grain: lag
select greatest(date_diff('day', c.petitioned_on, c.registered_on), 0) as days, count(*) as cases
from staging.case c
cross join config.build b
where c.petitioned_on is not null and c.registered_on > b.data_through - 182
group by greatest(date_diff('day', c.petitioned_on, c.registered_on), 0)
