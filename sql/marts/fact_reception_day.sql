-- Working days from the first reception of the ledger to the end of its data, and whether a leader received on them.
-- Totals of a month or a year name no day and cover none.
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
)

select
    cast(null as bigint) as matter_key,
    coalesce(h.reconstructed, 0) as reconstructed,
    c.day as held_on,
    case when c.is_working = 1 and h.held_on is not null then 1 else 0 end as reception_coverage_n,
    case when c.is_working = 1 then 1 else 0 end as reception_coverage_d,
    case when c.is_working is null then 'no_holiday_calendar' end as reception_coverage_x
from config.calendar c
inner join reach r on c.day >= r.first_on and c.day <= r.last_on
left join held h on h.held_on = c.day
where c.is_working = 1 or c.is_working is null
