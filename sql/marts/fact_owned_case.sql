-- Owned, instructed and supervised cases as sums: all breakdowns, a day for each cohort, and for each metric the one
-- reason why a case is left out of it. No number; accusations and confidential cases stand in one class.
-- grain: owned case × kind
with states as (
    select
        o.owned_id,
        o.ownership,
        case when o.is_closed is null then 'closed_unknown' end as closed_x,
        case
            when o.is_closed is null and o.is_settled is null then 'closed_unknown'
            when o.is_settled is null then 'settled_unknown'
        end as settled_x,
        case
            when o.is_closed is null then 'closed_unknown'
            when o.is_closed = 0 then 'not_closed'
            when o.is_settled is null then 'settled_unknown'
        end as settled_of_closed_x,
        case
            when o.is_closed = 1 then null
            when o.is_closed is null then 'closed_unknown'
            when o.due_on is null then 'no_deadline'
        end as due_x,
        case
            when o.is_closed = 1 then null
            when o.is_closed is null then 'closed_unknown'
            when o.moved_on is null then 'no_date'
        end as moved_x,
        case
            when o.is_closed is null then 'closed_unknown'
            when o.is_closed = 1 and o.closed_on is null then 'closed_without_date'
        end as closing_x,
        case
            when o.is_closed = 1 then null
            when o.is_closed is null then 'closed_unknown'
            when o.owned_on is null then 'no_date'
        end as age_x,
        c.clock_on
    from core.owned_case o
    inner join config.source_clock c on c.source = 'owned_cases'
),

-- A number that no case has still tells one matter from another.
unmatched as (
    select o.owned_id, -1 - dense_rank() over (order by md5(concat(o.owned_id, cast(b.as_of_at as varchar))) nulls last) as matter_key
    from core.owned_case o
    cross join config.build b
    where o.matter_key is null
    group by o.owned_id, b.as_of_at
)

select
    coalesce(o.matter_key, n.matter_key) as matter_key,
    o.reconstructed,
    case when o.is_protected = 1 then '不分列' else u.township end as township,
    case when o.is_protected = 1 then '不分列' else u.department end as department,
    case when o.is_protected = 1 then '不分列' else u.department_group end as department_group,
    coalesce(o.leader_level, '未填') as leader_level,
    o.ownership,
    o.listed_on,
    coalesce(o.closed_on, o.listed_on) as closed_cohort_on,
    1 as owned_cases_n,
    cast(null as varchar) as owned_cases_x,
    o.event_persons as owned_persons_n,
    case when o.event_persons is null then 'persons_unknown' end as owned_persons_x,
    1 as owned_new_n,
    cast(null as varchar) as owned_new_x,
    case when s.closing_x is null then o.is_closed end as owned_closed_n,
    s.closing_x as owned_closed_x,
    coalesce(o.is_closed, 0) as owned_closed_rate_n,
    case when s.closed_x is null then 1 else 0 end as owned_closed_rate_d,
    s.closed_x as owned_closed_rate_x,
    coalesce(o.is_settled, 0) as owned_settled_rate_n,
    case when s.settled_x is null then 1 else 0 end as owned_settled_rate_d,
    s.settled_x as owned_settled_rate_x,
    case when s.settled_of_closed_x is null then o.is_settled else 0 end as owned_settled_of_closed_n,
    case when s.settled_of_closed_x is null then 1 else 0 end as owned_settled_of_closed_d,
    s.settled_of_closed_x as owned_settled_of_closed_x,
    1 - o.is_closed as owned_open_n,
    s.closed_x as owned_open_x,
    case
        when s.due_x is not null then null
        when o.is_closed = 0 and o.due_on > s.clock_on and date_diff('day', s.clock_on, o.due_on) <= 7 then 1
        else 0
    end as owned_due_7_n,
    case
        when s.due_x is not null then null
        when o.is_closed = 0 and o.due_on <= s.clock_on then 1
        else 0
    end as owned_overdue_n,
    s.due_x as owned_due_x,
    case
        when s.moved_x is not null then null
        when o.is_closed = 0 and date_diff('day', o.moved_on, s.clock_on) >= b.owned_no_movement_days then 1
        else 0
    end as owned_no_movement_n,
    s.moved_x as owned_no_movement_x,
    case when o.is_closed = 0 then date_diff('day', o.owned_on, greatest(o.owned_on, s.clock_on)) end as owned_open_age_n,
    case when o.is_closed = 0 and s.age_x is null then 1 else 0 end as owned_open_age_d,
    s.age_x as owned_open_age_x,
    case when o.matter_key is null then 1 else 0 end as owned_unmatched_n,
    cast(null as varchar) as owned_unmatched_x
from core.owned_case o
inner join states s on s.owned_id = o.owned_id and s.ownership = o.ownership
inner join core.ledger_unit u on u.ledger = 'owned_case' and u.thing = concat(o.owned_id, '|', o.ownership)
left join unmatched n on n.owned_id = o.owned_id
cross join config.build b
