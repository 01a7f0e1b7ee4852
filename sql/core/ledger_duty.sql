-- What ledgers promised and did not keep by the eve of each named period: dates of receptions, owned cases and decisions
-- that had passed or lie before its end, and owned cases not closed. An owned case that is a duty by its own limit is
-- told there. A ledger that says nothing of closing says nothing here.
-- grain: period × ledger row
with periods as (
    select
        p.period_name,
        p.ends_on,
        p.starts_on - cast(coalesce(p.lead_days, 0) as integer) as eve_on
    from marts.sensitive_period p
),

promises as (
    select
        'reception' as ledger,
        r.thing,
        r.held_on as listed_on,
        r.due_on,
        cast(null as date) as done_on,
        0 as is_owned,
        cast(null as varchar) as case_id,
        coalesce(r.topic_1, '未填') as topic,
        s.clock_on
    from staging.reception r
    inner join config.source_clock s on s.source = 'receptions'
    where
        r.reconstructed = 0
        and r.due_on is not null
        and r.reception_result = 'by_date'
        and coalesce(r.outcome_filled, 0) = 0
        and (r.solved_events is null or r.solved_events < coalesce(r.events, 1))
    union all
    select
        'owned_case' as ledger,
        concat(o.owned_id, '|', o.ownership) as thing,
        o.listed_on,
        o.due_on,
        o.closed_on as done_on,
        1 as is_owned,
        c.case_id,
        coalesce(c.topic_name, '未填') as topic,
        s.clock_on
    from core.owned_case o
    inner join config.source_clock s on s.source = 'owned_cases'
    left join core.case c on c.case_id = o.owned_id
    where o.is_protected = 0 and (o.is_closed = 0 or o.closed_on is not null)
    union all
    select
        'decision' as ledger,
        d.thing,
        d.listed_on,
        d.due_on,
        d.done_on,
        0 as is_owned,
        cast(null as varchar) as case_id,
        '未填' as topic,
        s.clock_on
    from staging.decision d
    inner join config.source_clock s on s.source = 'decisions'
    where d.has_done_on = 1
),

before as (
    select
        p.period_name,
        p.ends_on,
        least(p.eve_on, m.clock_on) as looked_on,
        m.ledger,
        m.thing,
        m.listed_on,
        m.due_on,
        m.done_on,
        m.is_owned,
        m.case_id,
        m.topic
    from promises m
    cross join periods p
)

select
    b.period_name,
    b.ledger,
    b.thing,
    b.listed_on,
    b.case_id,
    u.department,
    coalesce(u.township, '未填') as township,
    b.topic,
    b.due_on,
    case
        when b.due_on <= b.looked_on then 'overdue'
        when b.due_on <= b.ends_on then 'due_inside'
        else 'supervised'
    end as duty
from before b
inner join core.ledger_unit u on u.ledger = b.ledger and u.thing = b.thing
left join core.case_duty d on d.period_name = b.period_name and d.case_id = b.case_id
where
    b.listed_on <= b.looked_on
    and (b.done_on is null or b.done_on > b.looked_on)
    and (b.due_on <= b.ends_on or b.is_owned = 1)
    and d.case_id is null
