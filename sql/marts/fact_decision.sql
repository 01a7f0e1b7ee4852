-- Decisions of meetings as sums: unit, state against the date set, and the one reason why a decision is left out.
-- What was decided is not kept.
-- grain: decision
with states as (
    select
        d.thing,
        c.clock_on,
        case when d.done_on is not null then 1 when d.has_done_on = 1 then 0 end as is_done,
        row_number() over (order by md5(concat(d.thing, cast(b.as_of_at as varchar))) nulls last) as matter_key
    from staging.decision d
    inner join config.source_clock c on c.source = 'decisions'
    cross join config.build b
),

reasons as (
    select
        d.thing,
        s.clock_on,
        s.is_done,
        s.matter_key,
        case when s.is_done is null then 'done_unknown' end as done_x,
        case
            when s.is_done = 1 then null
            when s.is_done is null then 'done_unknown'
            when d.due_on is null then 'no_deadline'
        end as due_x
    from staging.decision d
    inner join states s on s.thing = d.thing
)

select
    r.matter_key,
    d.reconstructed,
    u.department,
    u.department_group,
    d.listed_on,
    1 as decisions_n,
    cast(null as varchar) as decisions_x,
    1 - r.is_done as decisions_open_n,
    r.done_x as decisions_open_x,
    case
        when r.due_x is not null then null
        when r.is_done = 0 and d.due_on > r.clock_on and date_diff('day', r.clock_on, d.due_on) <= 7 then 1
        else 0
    end as decisions_due_7_n,
    case
        when r.due_x is not null then null
        when r.is_done = 0 and d.due_on <= r.clock_on then 1
        else 0
    end as decisions_overdue_n,
    r.due_x as decisions_due_x,
    coalesce(r.is_done, 0) as decisions_done_rate_n,
    case when r.done_x is null then 1 else 0 end as decisions_done_rate_d,
    r.done_x as decisions_done_rate_x
from staging.decision d
inner join reasons r on r.thing = d.thing
inner join core.ledger_unit u on u.ledger = 'decision' and u.thing = d.thing
