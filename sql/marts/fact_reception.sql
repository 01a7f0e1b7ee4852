-- Receptions as sums: all breakdowns, and for each metric the one reason why a row is left out of it. A row is one
-- reception or the total of a day, a month or a year; a row without a number of batches is one. Nothing of a person,
-- and no matter: a reception is not a case.
-- grain: row of the reception ledger
with events as (
    select
        r.thing,
        coalesce(r.events, 1) as events,
        -- 期限 is the fifth duty field: a date that is there.
        case when r.has_due_on = 1 then case when r.due_on is null then 0 else 1 end end as due_filled
    from staging.reception r
),

reasons as (
    select
        r.thing,
        case
            when r.solved_events is null then 'solved_unknown'
            when r.solved_events > e.events then 'impossible_counts'
        end as solved_x,
        case
            when r.event_persons is null then 'persons_unknown'
            when r.solved_persons is null then 'solved_unknown'
            when r.solved_persons > r.event_persons then 'impossible_counts'
        end as solved_persons_x,
        case
            when r.held_span <> 'day' or e.events <> 1 then 'total_row'
            when r.event_persons is null then 'persons_unknown'
            when r.event_persons < b.collective_min_persons then null
            when r.unit_head_present is null then 'head_unknown'
        end as head_x,
        case
            when r.held_span = 'day' and e.events = 1 and r.event_persons >= b.collective_min_persons then 1
            else 0
        end as is_collective,
        case when coalesce(r.visitor_filled, r.demand_filled, r.opinion_filled, r.outcome_filled, e.due_filled) is null then 'no_duty_field' end as filled_x
    from staging.reception r
    inner join events e on e.thing = r.thing
    cross join config.build b
)

select
    r.reconstructed,
    u.township,
    u.department,
    u.department_group,
    coalesce(r.topic_1, '未填') as topic_1,
    coalesce(r.topic_2, '未填') as topic_2,
    coalesce(r.topic_3, '未填') as topic_3,
    coalesce(r.leader_level, '未填') as leader_level,
    coalesce(r.reception_form, '未填') as reception_form,
    coalesce(r.reception_result, '未填') as reception_result,
    r.held_on,
    e.events as reception_events_n,
    cast(null as varchar) as reception_events_x,
    r.event_persons as reception_persons_n,
    case when r.event_persons is null then 'persons_unknown' end as reception_persons_x,
    case when x.solved_x is null then r.solved_events else 0 end as reception_solved_rate_n,
    case when x.solved_x is null then e.events else 0 end as reception_solved_rate_d,
    x.solved_x as reception_solved_rate_x,
    case when x.solved_persons_x is null then r.solved_persons else 0 end as reception_solved_persons_rate_n,
    case when x.solved_persons_x is null then r.event_persons else 0 end as reception_solved_persons_rate_d,
    x.solved_persons_x as reception_solved_persons_rate_x,
    e.events as reception_result_mix_n,
    cast(null as varchar) as reception_result_mix_x,
    case when x.head_x is null and x.is_collective = 1 then r.unit_head_present else 0 end as unit_head_present_n,
    case when x.head_x is null then x.is_collective else 0 end as unit_head_present_d,
    x.head_x as unit_head_present_x,
    coalesce(r.visitor_filled, 0) + coalesce(r.demand_filled, 0) + coalesce(r.opinion_filled, 0)
    + coalesce(r.outcome_filled, 0) + coalesce(e.due_filled, 0) as ledger_completeness_n,
    case when r.visitor_filled is null then 0 else 1 end + case when r.demand_filled is null then 0 else 1 end
    + case when r.opinion_filled is null then 0 else 1 end + case when r.outcome_filled is null then 0 else 1 end
    + case when e.due_filled is null then 0 else 1 end as ledger_completeness_d,
    x.filled_x as ledger_completeness_x
from staging.reception r
inner join events e on e.thing = r.thing
inner join reasons x on x.thing = r.thing
inner join core.ledger_unit u on u.ledger = 'reception' and u.thing = r.thing
