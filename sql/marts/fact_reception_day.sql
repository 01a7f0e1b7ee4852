-- Working days from the first reception of the ledger to the end of its data, and whether a leader received on them.
-- Totals of a month or a year name no day and cover none. Where no holiday calendar covers a year, the days of its
-- receptions stand here as not known.
-- grain: working day
with held as (
    select held_on, max(reconstructed) as reconstructed
    from staging.reception
    where held_span = 'day'
    group by held_on
),

reach as (
    select min(h.held_on) as first_on, max(c.clock_on) as last_on
    from held h
    cross join config.source_clock c
    where c.source = 'receptions'
),

days as (
    select c.day as held_on, 1 as is_known
    from config.calendar c
    inner join reach r on c.day >= r.first_on and c.day <= r.last_on
    where c.is_working = 1
    union all
    select h.held_on, 0 as is_known
    from held h
    left join config.calendar c on c.day = h.held_on
    where c.day is null
)

select
    coalesce(h.reconstructed, 0) as reconstructed,
    d.held_on,
    case when d.is_known = 1 and h.held_on is not null then 1 else 0 end as reception_coverage_n,
    d.is_known as reception_coverage_d,
    case when d.is_known = 0 then concat('no_holiday_calendar:', cast(extract(year from d.held_on) as varchar)) end as reception_coverage_x
from days d
left join held h on h.held_on = d.held_on
